/**
 * Everything that is checked without running the program: types, format, lint, house rules. One
 * line a step; a step that fails shows what it found.
 */
import { resolve } from "node:path";

const root = resolve(import.meta.dir, "..");

/** All run by this Bun, so that no other program need be installed. */
const steps = [
  // Else Bun would run the script of this name in package.json, which is this one.
  { name: "types", args: ["check", "--no-script"] },
  // What a browser runs knows its DOM, and nothing of Bun.
  { name: "page types", args: ["check", "--no-script", "--project", "src/web/page"] },
  { name: "format", args: ["fmt", "--check", "--no-script"] },
  { name: "lint", args: ["node_modules/oxlint/bin/oxlint", "--deny-warnings"] },
  { name: "house rules", args: ["test", "--only-failures", "./tests/house.test.ts"] },
];

let failed = 0;
for (const { name, args } of steps) {
  const startedMs = performance.now();
  const { passed, output } = await runBun(args);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${passed ? "ok  " : "FAIL"}  ${name.padEnd(12)} ${seconds} s`);
  if (!passed) {
    console.log(output.trimEnd());
    failed += 1;
  }
}
process.exitCode = failed === 0 ? 0 : 1;

async function runBun(args: readonly string[]) {
  const command = [process.execPath, ...args];
  const child = Bun.spawn(command, { cwd: root, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, code] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  return { passed: code === 0, output: `${stdout}${stderr}` };
}
