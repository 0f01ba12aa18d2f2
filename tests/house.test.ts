/** The house rules, executed: no reviewer needed. */
import { describe, expect, test } from "bun:test";
import { join, resolve } from "node:path";

import { breachesOf, drawnEdges, roomEdges, type Tree } from "./house/rules.ts";
import { blank, importsOf } from "./house/source.ts";

const root = resolve(import.meta.dir, "..");

async function readTree(): Promise<Tree> {
  const tree = new Map<string, string>();
  const files = new Bun.Glob("{src,tests,scripts}/**/*.{ts,mjs,sh}");
  for (const path of [...files.scanSync({ cwd: root })].sort()) {
    tree.set(path.replaceAll("\\", "/"), await Bun.file(join(root, path)).text());
  }
  return tree;
}

function breachesIn(files: Record<string, string>) {
  return breachesOf(new Map(Object.entries(files)));
}

test("the tree keeps the house rules", async () => {
  expect(breachesOf(await readTree())).toEqual([]);
});

const architecture = Bun.file(join(root, "ARCHITECTURE.md"));

test.skipIf(!(await architecture.exists()))(
  "ARCHITECTURE.md's picture of the rooms is what the imports are",
  async () => {
    const actual = roomEdges(await readTree());
    const drawn = drawnEdges(await architecture.text());
    const asItIs = [...actual].map(([room, targets]) =>
      `${room} -> ${targets.join(" ")}`.trimEnd(),
    );
    expect(drawn, `the rooms block should be:\n${asItIs.join("\n")}`).toEqual(actual);
  },
);

describe("the scanner", () => {
  test("takes comments, strings and regular expressions out and keeps the rest in place", () => {
    const text = 'a("Date") /* Date */ + b / c / d; // Date\nx = /[/"]Date/g.test(`Date ${Date}`);';
    const code = blank(text);
    expect(code.length).toBe(text.length);
    expect([...code.matchAll(/Date/g)].map(({ index }) => index)).toEqual([
      text.lastIndexOf("Date"),
    ]);
    expect(code).toContain("b / c / d;");
  });

  test("follows templates within templates", () => {
    const text = "`a ${ { b: `console ${ x } await` }.b } console` + console";
    expect(blank(text).match(/console/g)).toHaveLength(1);
    expect(blank(text)).toContain(" x ");
  });

  test("finds every form of import and tells types from values", () => {
    const text = `
      import a, { b } from "./a.ts";
      import type { C } from "./c.ts";
      import { type D } from "./d.ts";
      import * as e from './e.ts';
      import "./f.ts";
      export { g } from "./g.ts";
      export type { H } from "./h.ts";
      export * from "./i.ts";
      const j = await import("./j.ts");
      // import "./no.ts";
      export const k = "./no.ts", l = 'import "./no.ts"';`;
    const found = importsOf(text);
    expect(
      found
        .map(({ specifier }) => specifier)
        .sort()
        .join(" "),
    ).toBe("./a.ts ./c.ts ./d.ts ./e.ts ./f.ts ./g.ts ./h.ts ./i.ts ./j.ts");
    expect(found.filter((each) => each.typeOnly).map((each) => each.specifier)).toEqual([
      "./c.ts",
      "./h.ts",
    ]);
    expect(found.find((each) => each.specifier === "./e.ts")?.line).toBe(5);
  });
});

describe("the rules", () => {
  test("let an orderly house pass", () => {
    const breaches = breachesIn({
      "src/lib/ids.ts": "export const date = 1; // Date\n",
      "src/wire/frame.ts": 'import * as v from "valibot";\nimport { date } from "../lib/ids.ts";\n',
      "src/feed/entry.ts": 'import type { Frame } from "../wire/frame.ts";\n',
      "src/peer/shown.ts": "export type Shown = 1;\n",
      "src/peer/driver.ts": "export const now = async () => Date.now();\n",
      "src/terminal/reporter.ts": 'import type { Shown } from "../peer/shown.ts";\n',
      "src/cli/ring.ts": 'import pack from "../../package.json";\nimport "node:fs";\n',
      "src/main.ts": 'import { ring } from "./cli/ring.ts";\n',
    });
    expect(breaches).toEqual([]);
  });

  const lib = { "src/lib/ids.ts": "" };
  const breaking: Record<string, Record<string, string>> = {
    "lib may not import wire/a.ts": {
      "src/lib/x.ts": 'import "../wire/a.ts";',
      "src/wire/a.ts": "",
    },
    "chat may import of peer/a.ts only types": {
      "src/chat/x.ts": 'import { type A } from "../peer/a.ts";',
      "src/peer/a.ts": "",
    },
    "chat may not import terminal/a.ts": {
      "src/chat/x.ts": 'const a = import("../terminal/a.ts");',
      "src/terminal/a.ts": "",
    },
    "net may not import peer/peer.ts": {
      "src/net/x.ts": 'import type { P } from "../peer/peer.ts";',
      "src/peer/peer.ts": "",
    },
    "cli may not import sim/a.ts": {
      "src/cli/x.ts": 'export * from "../sim/a.ts";',
      "src/sim/a.ts": "",
    },
    "main.ts may not import lib/ids.ts": { ...lib, "src/main.ts": 'import "./lib/ids.ts";' },
    "src/shed is no room of the house": { "src/shed/x.ts": "" },
    "imports src/lib/no.ts, which is not there": { "src/lib/x.ts": 'import "./no.ts";' },
    "imports tests/x.ts from outside src": { "src/lib/x.ts": 'import "../../tests/x.ts";' },
    "may not import consola": { "src/chat/x.ts": 'import "consola";' },
    "may not import node:fs": { "src/peer/x.ts": 'import "node:fs";' },
    "may not import valibot": { "src/web/page/x.ts": 'import "valibot";' },
    "may not import left-pad": { "src/cli/x.ts": 'import "left-pad";' },
    "a circle: src/lib/a.ts -> src/lib/b.ts -> src/lib/a.ts": {
      "src/lib/a.ts": 'import type { B } from "./b.ts";',
      "src/lib/b.ts": 'import "./a.ts";',
    },
    "Bun in a pure room": { "src/lib/x.ts": "const hash = Bun.hash;" },
    "Date in a pure room": { "src/peer/x.ts": "`${new Date()}`;" },
    "Math.random in a pure room": { "src/overlay/x.ts": "Math.random();" },
    "setTimeout in a pure room": { "src/feed/x.ts": "setTimeout(f, 1);" },
    "console in a pure room": { "src/members/x.ts": "console.log(1);" },
    "async in a pure room": { "src/wire/x.ts": "export async function f() {}" },
    "await in a pure room": { "src/chat/x.ts": "await f();" },
    "process in a pure room": { "src/chat/x.ts": "process.env;" },
    "401 lines, the most is 400": { "tests/x.test.ts": "\n".repeat(401) },
    "101 columns, the most is 100": { "scripts/x.ts": `// ${"x".repeat(98)}` },
    "file names are snake_case": { "src/lib/fooBar.ts": "" },
    '"utils" says nothing about what is in it': { "tests/utils/x.ts": "" },
    '"helper" says nothing about what is in it': { "src/lib/line_helper.ts": "" },
    '"index" says nothing about what is in it': { "src/wire/index.ts": "" },
    '"LinkManager" says nothing of what it does': { "src/net/x.ts": "class LinkManager {}" },
    "the type any": { "scripts/x.ts": "let x: any[];" },
  };
  for (const [reason, files] of Object.entries(breaking)) {
    test(`catch: ${reason}`, () => {
      const breaches = breachesIn(files);
      expect(breaches).toHaveLength(1);
      expect(breaches[0]).toEndWith(`: ${reason}`);
    });
  }

  test("let a name of the world pass where it is a property, a text or part of a word", () => {
    const text = 'clock.async = { dateOf: "Date" }; awaiting(link.console, v.any(), process);\n';
    expect(breachesIn({ "src/peer/x.ts": text })).toEqual([]);
  });
});

test("the picture of the rooms is compared without regard to its order", () => {
  const tree: Tree = new Map([
    ["src/peer/a.ts", 'import "../wire/b.ts";\nimport type { C } from "../lib/c.ts";'],
    ["src/wire/b.ts", 'import "../lib/c.ts";'],
    ["src/lib/c.ts", ""],
  ]);
  const drawn = drawnEdges("# House\n\n```rooms\npeer -> wire lib\nwire -> lib\nlib ->\n```\n");
  expect(drawn).toEqual(roomEdges(tree));
  expect(drawnEdges("no picture")).toBeNull();
});
