/**
 * Shows that each guard is tested: every patch in tests/mutants/ takes one guard out of a copy of
 * the tree, and the test that the patch names must then fail.
 *
 *     npm run mutants [-- NAME...]
 *
 * A mutant is a unified diff against src/. What stands before its first `---` line says why the
 * guard is there, with one line `test: tests/wire/frame.test.ts -t "a test's name"`.
 */
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** A mutant that loops for ever is caught, too. */
const testMsMax = 90_000;
/** Each worker has a copy and a test process; more only steal each other's time. */
const workersMax = 4;

type Mutant = {
  readonly name: string;
  readonly patch: string;
  /** Arguments of `bun test`. */
  readonly test: readonly string[];
};

type Verdict = { readonly good: boolean; readonly word: string; readonly output: string };

const options = parseArgs({
  args: Bun.argv.slice(2),
  options: { root: { type: "string", default: resolve(import.meta.dir, "..") } },
  allowPositionals: true,
});
const root = options.values.root;

async function main() {
  const mutants = await readMutants(options.positionals);
  const waiting = [...mutants];
  let bad = 0;
  const worker = async () => {
    const copy = await copyTree();
    try {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const startedMs = performance.now();
        const { good, word, output } = await judge(mutant, copy);
        const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
        console.log(`${word.padEnd(15)} ${seconds.padStart(5)} s  ${mutant.name}`);
        if (good) continue;
        bad += 1;
        console.log(output.trimEnd().replace(/^/gm, "    "));
      }
    } finally {
      await rm(copy, { recursive: true });
    }
  };
  const workers = Math.min(availableParallelism(), workersMax, mutants.length);
  await Promise.all(Array.from({ length: workers }, worker));
  console.log(`${mutants.length - bad} of ${mutants.length} mutants caught`);
  process.exitCode = bad === 0 ? 0 : 1;
}

async function readMutants(wanted: readonly string[]): Promise<Mutant[]> {
  const folder = join(root, "tests/mutants");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".patch")).sort();
  const names = files.map((file) => basename(file, ".patch"));
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no mutant ${unknown.join(", ")}. There are: ${names.join(", ")}`);
    process.exit(2);
  }
  const chosen = wanted.length > 0 ? wanted : names;
  return await Promise.all(
    chosen.map(async (name) => {
      const patch = await Bun.file(join(folder, `${name}.patch`)).text();
      return { name, patch, test: testNamedIn(patch, name) };
    }),
  );
}

function testNamedIn(patch: string, name: string): string[] {
  const [prose = ""] = patch.split(/^--- /m, 1);
  const [, path, pattern] = /^test: (\S+)(?: -t "(.*)")?$/m.exec(prose) ?? [];
  if (path === undefined) {
    console.error(`tests/mutants/${name}.patch lacks a line like: test: tests/x.test.ts -t "name"`);
    process.exit(2);
  }
  // Bun reads a pattern; a name is meant to the letter.
  const literal = pattern?.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return [`./${path}`, ...(literal === undefined ? [] : ["-t", literal])];
}

async function copyTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "ringchat-mutants-"));
  const left = new Set([".git", ".ringchat", ".setup", "dist", "node_modules"]);
  for (const entry of await readdir(root)) {
    if (!left.has(entry)) await cp(join(root, entry), join(copy, entry), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  return copy;
}

const passedUnpatched = new Map<string, Promise<Verdict>>();

async function judge(mutant: Mutant, copy: string): Promise<Verdict> {
  const key = mutant.test.join(" ");
  const unpatched = passedUnpatched.get(key) ?? runTest(mutant.test, copy);
  passedUnpatched.set(key, unpatched);
  const { word, output } = await unpatched;
  if (word !== "passed") return { good: false, word: "FAILS UNPATCHED", output };
  const applied = await apply(mutant.patch, copy);
  if (applied.code !== 0) return { good: false, word: "DOES NOT APPLY", output: applied.output };
  try {
    const mutated = await runTest(mutant.test, copy);
    if (mutated.word !== "passed") return mutated;
    return { good: false, word: "SURVIVED", output: `bun test ${key}` };
  } finally {
    await apply(mutant.patch, copy, "--reverse");
  }
}

/** A test that could not even be loaded has caught nothing. */
async function runTest(test: readonly string[], copy: string): Promise<Verdict> {
  const { code, output } = await run([process.execPath, "test", ...test], copy);
  if (code === 0) return { good: false, word: "passed", output };
  if (code === null) return { good: true, word: "caught (hung)", output };
  if (output.includes("\n(fail) ")) return { good: true, word: "caught", output };
  return { good: false, word: "DOES NOT RUN", output };
}

async function apply(patch: string, copy: string, ...flags: string[]) {
  const touched = [...patch.matchAll(/^\+\+\+ (\S+)/gm)].map(([, path = ""]) => path);
  if (touched.length === 0 || !touched.every((path) => path.startsWith("b/src/"))) {
    return { code: 1, output: "A mutant is a diff of a/src/... against b/src/..., nothing else." };
  }
  return await run(
    ["git", "apply", "--recount", "--whitespace=nowarn", ...flags, "-"],
    copy,
    patch,
  );
}

/** `code` is null when it had to be stopped. */
async function run(command: readonly string[], cwd: string, input = "") {
  const child = Bun.spawn([...command], {
    cwd,
    // What is looked for in the output must stand there plainly.
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" },
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
    timeout: testMsMax,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  await child.exited;
  return { code: child.signalCode === null ? child.exitCode : null, output: `${stdout}${stderr}` };
}

await main();
