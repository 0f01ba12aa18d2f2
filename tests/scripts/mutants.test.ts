import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

setDefaultTimeout(60_000);

const script = resolve(import.meta.dir, "../../scripts/mutants.ts");
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "ringchat-mutants-test-"));
  await mkdir(join(root, "node_modules"));
  await write("src/limit.ts", "export const max = 3;\nexport const spare = 4;\n");
  await write(
    "tests/limit.test.ts",
    `import { expect, test } from "bun:test";
import { max } from "../src/limit.ts";
test("the limit (of 3) holds", () => expect(max).toBe(3));
test("a broken test", () => expect(max).toBe(0));
`,
  );
});

afterAll(() => rm(root, { recursive: true }));

async function write(path: string, text: string) {
  await Bun.write(join(root, path), text);
}

function patch(testLine: string, from: string, to: string) {
  return `Why the guard is there.
${testLine}
--- a/src/limit.ts
+++ b/src/limit.ts
@@ -1,2 +1,2 @@
-${from}
+${to}
 export const spare = 4;
`;
}

async function judge(name: string, text: string) {
  await write(`tests/mutants/${name}.patch`, text);
  const child = Bun.spawn([process.execPath, script, "--root", root, name], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const output = `${await child.stdout.text()}${await child.stderr.text()}`;
  return { code: await child.exited, output };
}

const named = 'test: tests/limit.test.ts -t "the limit (of 3) holds"';
const max3 = "export const max = 3;";

test("a mutant whose test fails is caught", async () => {
  const { code, output } = await judge("caught", patch(named, max3, "export const max = 5;"));
  expect(output).toMatch(/^caught +[\d.]+ s {2}caught$/m);
  expect(output).toContain("1 of 1 mutants caught");
  expect(code).toBe(0);
});

const bad: Record<string, [word: string, text: string]> = {
  "a mutant that no test notices survives": [
    "SURVIVED",
    patch(named, max3, "export const max = 1 + 2;"),
  ],
  "a patch against other code does not apply": [
    "DOES NOT APPLY",
    patch(named, "export const max = 9;", "export const max = 5;"),
  ],
  "a patch outside src does not apply": [
    "DOES NOT APPLY",
    patch(named, max3, "export const max = 5;").replaceAll("src/limit", "tests/limit"),
  ],
  "a mutant that can't be loaded has not been caught": [
    "DOES NOT RUN",
    patch(named, max3, "const max = ;"),
  ],
  "a test that fails without the mutant proves nothing": [
    "FAILS UNPATCHED",
    patch('test: tests/limit.test.ts -t "a broken test"', max3, "export const max = 5;"),
  ],
  "a name that no test has proves nothing": [
    "FAILS UNPATCHED",
    patch('test: tests/limit.test.ts -t "no such test"', max3, "export const max = 5;"),
  ],
  "a mutant must name its test": [
    "lacks a line like: test: ",
    patch("", max3, "export const max = 5;"),
  ],
};
for (const [name, [word, text]] of Object.entries(bad)) {
  test(name, async () => {
    const { code, output } = await judge("bad", text);
    expect(output).toContain(word);
    expect(code).not.toBe(0);
  });
}

test("the tree itself is left as it was", async () => {
  expect(await Bun.file(join(root, "src/limit.ts")).text()).toStartWith(max3);
});
