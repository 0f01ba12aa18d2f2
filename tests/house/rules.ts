/** The rules of ARCHITECTURE.md, as functions of the tree's texts. */
import { posix } from "node:path";

import { blank, importsOf, lineAt } from "./source.ts";

/** Paths from the top of the checkout, with slashes, and what is in the files. */
export type Tree = ReadonlyMap<string, string>;

/** `path:line: what is wrong` */
export type Breach = string;

const notSim = [
  "lib/",
  "wire/",
  "members/",
  "overlay/",
  "feed/",
  "peer/",
  "net/",
  "store/",
  "chat/",
  "terminal/",
  "web/",
];
const ports = ["peer/ports.ts", "peer/shown.ts", "peer/history.ts"];

/** What a room may import of ours, as the beginning of a path in src/; `types` as types alone. */
const permits: Readonly<Record<string, { values: readonly string[]; types?: readonly string[] }>> =
  {
    lib: { values: [] },
    wire: { values: ["lib/"] },
    members: { values: ["lib/", "wire/"] },
    feed: { values: ["lib/", "wire/"] },
    overlay: { values: ["lib/", "members/"] },
    peer: { values: ["lib/", "wire/", "members/", "overlay/", "feed/"] },
    chat: { values: ["lib/"], types: ["peer/"] },
    net: { values: ["lib/", "wire/", ...ports] },
    store: { values: ["lib/", "wire/", "feed/", ...ports] },
    terminal: { values: ["lib/", "chat/"], types: ["peer/shown.ts"] },
    web: { values: ["lib/", "chat/"], types: ["peer/shown.ts"] },
    sim: { values: ["lib/", "wire/", "peer/", "feed/", "store/memory", "store/history"] },
    cli: { values: notSim },
    api: { values: [...notSim, "cli/"] },
    "ringchat.ts": { values: [...notSim, "cli/", "api/"] },
    "main.ts": { values: ["cli/"] },
  };

const pureRooms = new Set(["lib", "wire", "members", "overlay", "feed", "peer", "chat"]);
const packages = new Set(["valibot", "consola", "@clack/prompts", "@clack/core"]);

/** What reaches for the world or for time. A property of that name is something else. */
const impure =
  /(?<![.\w$])(?:Bun|Date|Math\s*\.\s*random|setTimeout|setInterval|setImmediate|queueMicrotask|console|async|await|globalThis|process(?=\s*\.)|performance(?=\s*\.))(?![\w$])/g;

const linesMax = 400;
const columnsMax = 100;
const forbiddenNames = /^(?:managers?|helpers?|utils?|data|index)$/;

/** All breaches of the tree; none when the house is in order. */
export function breachesOf(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  for (const [path, text] of tree) {
    breaches.push(...nameBreaches(path), ...sizeBreaches(path, text));
    if (/\.(?:ts|mjs)$/.test(path)) breaches.push(...codeBreaches(path, blank(text)));
    if (path.startsWith("src/")) breaches.push(...importBreaches(tree, path, text));
  }
  return [...breaches, ...circles(tree)];
}

function nameBreaches(path: string): Breach[] {
  const breaches: Breach[] = [];
  if (!/^[a-z0-9]+(?:_[a-z0-9]+)*(?:\.[a-z0-9_]+)+$/.test(posix.basename(path))) {
    breaches.push(`${path}:1: file names are snake_case`);
  }
  const bad = path.split(/[/_.]/).find((part) => forbiddenNames.test(part));
  if (bad !== undefined) breaches.push(`${path}:1: "${bad}" says nothing about what is in it`);
  return breaches;
}

function sizeBreaches(path: string, text: string): Breach[] {
  const lines = text.split("\n");
  const breaches: Breach[] = [];
  if (lines.length - 1 > linesMax) {
    breaches.push(`${path}:${linesMax}: ${lines.length - 1} lines, the most is ${linesMax}`);
  }
  for (const [i, line] of lines.entries()) {
    // The formatter sees to code, but lets comments be.
    if (line.length > columnsMax && /^\s*(?:\/?\*|\/\/|#)/.test(line)) {
      breaches.push(`${path}:${i + 1}: ${line.length} columns, the most is ${columnsMax}`);
    }
  }
  return breaches;
}

function codeBreaches(path: string, code: string): Breach[] {
  const breaches = Array.from(
    code.matchAll(/(?<![.\w$])any(?![\w$])/g),
    ({ index }) => `${path}:${lineAt(code, index)}: the type any`,
  );
  const name =
    /\b(?:class|function|type|interface|const|let)\s+(\w*(?:[mM]anager|[hH]elper|[uU]tils?))\b/;
  const named = name.exec(code);
  if (named !== null) {
    breaches.push(
      `${path}:${lineAt(code, named.index)}: "${named[1]}" says nothing of what it does`,
    );
  }
  if (!isPure(path)) return breaches;
  for (const { 0: token, index } of code.matchAll(impure)) {
    breaches.push(`${path}:${lineAt(code, index)}: ${token} in a pure room`);
  }
  return breaches;
}

function isPure(path: string): boolean {
  return path.startsWith("src/") && pureRooms.has(roomOf(path)) && path !== "src/peer/driver.ts";
}

function importBreaches(tree: Tree, path: string, text: string): Breach[] {
  const room = roomOf(path);
  const permit = permits[room];
  if (permit === undefined) return [`${path}:1: src/${room} is no room of the house`];
  const breaches: Breach[] = [];
  for (const { specifier, typeOnly, line } of importsOf(text)) {
    const at = `${path}:${line}:`;
    if (!specifier.startsWith(".")) {
      if (!packageAllowed(specifier, path)) breaches.push(`${at} may not import ${specifier}`);
      continue;
    }
    const target = posix.join(posix.dirname(path), specifier);
    if (target === "package.json" && room === "cli") continue;
    if (!target.startsWith("src/")) {
      breaches.push(`${at} imports ${target} from outside src`);
    } else if (target.endsWith(".ts") && !tree.has(target)) {
      breaches.push(`${at} imports ${target}, which is not there`);
    } else if (roomOf(target) !== room) {
      const inSrc = target.slice("src/".length);
      const begins = (allowed: string) => inSrc.startsWith(allowed);
      if (permit.values.some(begins)) continue;
      if (!permit.types?.some(begins)) breaches.push(`${at} ${room} may not import ${inSrc}`);
      else if (!typeOnly) breaches.push(`${at} ${room} may import of ${inSrc} only types`);
    }
  }
  return breaches;
}

function packageAllowed(specifier: string, path: string): boolean {
  if (path.startsWith("src/web/page/")) return false;
  if (isPure(path)) return specifier === "valibot";
  const name = /^(?:@[^/]*\/)?[^/]*/.exec(specifier)?.[0] ?? "";
  return /^(?:node:|bun$|bun:)/.test(specifier) || packages.has(name);
}

/** The folder in src/, or the name of a file that lies in src/ itself. */
function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function importedFiles(tree: Tree, path: string): string[] {
  return importsOf(tree.get(path) ?? "")
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier }) => posix.join(posix.dirname(path), specifier))
    .filter((target) => tree.has(target));
}

/** Depth first; a file that is met again while it is open closes a circle. */
function circles(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (path: string) => {
    if (done.has(path)) return;
    const start = open.indexOf(path);
    if (start >= 0) {
      breaches.push(`${path}:1: a circle: ${[...open.slice(start), path].join(" -> ")}`);
      return;
    }
    open.push(path);
    for (const target of importedFiles(tree, path)) visit(target);
    open.pop();
    done.add(path);
  };
  for (const path of tree.keys()) visit(path);
  return breaches;
}

/** Which room imports which others, types included, all sorted. */
export function roomEdges(tree: Tree): Map<string, string[]> {
  const edges = new Map<string, Set<string>>();
  for (const path of [...tree.keys()].filter((each) => each.startsWith("src/")).sort()) {
    const room = roomOf(path);
    const targets = edges.get(room) ?? new Set();
    edges.set(room, targets);
    for (const target of importedFiles(tree, path)) {
      if (target.startsWith("src/") && roomOf(target) !== room) targets.add(roomOf(target));
    }
  }
  return new Map([...edges].map(([room, targets]) => [room, [...targets].sort()]));
}

/** The block of ARCHITECTURE.md tagged `rooms`; null when there is none. */
export function drawnEdges(architecture: string): Map<string, string[]> | null {
  const block = /^```rooms\n([^]*?)^```/m.exec(architecture)?.[1];
  if (block === undefined) return null;
  const lines = block.split("\n").filter((line) => line.trim() !== "");
  return new Map(
    lines.map((line) => {
      const [room = "", targets = ""] = line.split("->");
      return [room.trim(), targets.trim().split(/\s+/).filter(Boolean).sort()];
    }),
  );
}
