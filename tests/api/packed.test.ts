/** The library as it is installed: the packed tarball in an empty project, and ten lines. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";

import { TemporaryFolder } from "../e2e/temporary_folder.ts";
import { begin, first } from "./peers.ts";

setDefaultTimeout(60_000);

const root = resolve(import.meta.dir, "../..");

const bot = `
import { start } from "ringchat";

const place = { self: "127.0.0.1:0", next: Bun.argv[2] ?? "", ephemeral: true };
await using peer = await start({ name: "echo", ...place });
for await (const event of peer) {
  if (event.show !== "message" || event.own || event.backlog) continue;
  if (event.text === "enough") break;
  await peer.send(\`\${event.author.name} said: \${event.text}\`);
}
`;

test("the packed library is installed in an empty project, and ten lines make a bot", async () => {
  using folder = new TemporaryFolder();
  const project = join(folder.path, "project");
  await mkdir(project);
  const tarballs = await packAll(folder.path);
  const { ringchat, ...overrides } = tarballs;
  await Bun.write(
    join(project, "package.json"),
    JSON.stringify({ type: "module", dependencies: { ringchat }, overrides }),
  );
  // All that it needs is beside it: no registry is asked.
  await bun(project, ["install", "--registry=http://127.0.0.1:9/"]);
  await Bun.write(join(project, "bot.ts"), bot);
  await using donald = await begin({ name: "donald" });
  const running = bun(project, ["bot.ts", donald.self.address]);
  const here = await first(donald, "notice", ({ peer }) => peer.name === "echo");
  expect(here.kind).toBe("joined");
  await donald.send("hello");
  const answer = await first(donald, "message", ({ own }) => !own);
  expect(answer).toMatchObject({ author: { name: "echo" }, text: "donald said: hello" });
  await donald.send("enough");
  expect(await running).toBe("");
  await checkTypes(project);
});

/** This package and what it depends on, each packed; where the tarballs are, by name. */
async function packAll(destination: string): Promise<Record<string, string>> {
  const packed: Record<string, string> = {};
  const waiting = ["ringchat"];
  for (const name of waiting) {
    const path = name === "ringchat" ? root : join(root, "node_modules", name);
    const args = ["pm", "pack", "--ignore-scripts", "--quiet", "--destination", destination];
    packed[name] = `file:${(await bun(path, args)).trim()}`;
    const { dependencies = {} } = await Bun.file(join(path, "package.json")).json();
    waiting.push(...Object.keys(dependencies).filter((each) => !waiting.includes(each)));
  }
  return packed;
}

/** Throws what is wrong with them, by the settings that `bun init` gives a project. */
async function checkTypes(project: string): Promise<void> {
  for (const name of ["bun-types", "undici-types", "@types"]) {
    await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
  }
  const compilerOptions = {
    lib: ["ESNext"],
    target: "ESNext",
    module: "Preserve",
    moduleDetection: "force",
    moduleResolution: "bundler",
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    noUncheckedIndexedAccess: true,
    types: ["bun-types"],
  };
  await Bun.write(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  await bun(project, ["check", "--no-script"]);
}

/** Its stdout, once it has ended well. */
async function bun(cwd: string, args: readonly string[]): Promise<string> {
  const child = Bun.spawn([process.execPath, ...args], { cwd, stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`bun ${args.join(" ")} ended with ${code}:\n${out}${err}`);
  return out;
}
