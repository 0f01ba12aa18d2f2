/**
 * The session of the first document, played by p1.sh, p2.sh and p3.sh. tests/scenario/seed_*.txt
 * hold it to the letter: what each of the three reads, and types.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

import { builtBinary } from "./binary.ts";
import { freePorts } from "./free_ports.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(120_000);

const root = resolve(import.meta.dir, "../..");

const cast = [
  { name: "bobby", script: "p1.sh" },
  { name: "donald", script: "p2.sh" },
  { name: "eddy", script: "p3.sh" },
] as const;

const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

type Order = (typeof orders)[number];

/** One of the three at a terminal of their own, and the page of the document that they follow. */
class Actor implements AsyncDisposable {
  readonly #program: Program;
  readonly #ports: readonly number[];
  readonly #page: readonly string[];
  /** Where the conversation begins. */
  readonly #begins: number;
  /** What the terminal would show: lines read, with those typed between them. */
  readonly #shown: string[] = [];
  #read = 0;

  constructor(index: 0 | 1 | 2, ports: readonly number[], page: string, checkout: Checkout) {
    this.#ports = ports;
    this.#page = page.trimEnd().split("\n").map(normal);
    this.#begins = this.#page.findIndex((line) => /^m$|Incoming/.test(line));
    const at = (peer: number): number => ports[peer % 3]!;
    const addresses = ["--self", `127.0.0.1:${at(index)}`, "--next", `localhost:${at(index + 1)}`];
    const script = join(checkout.folder, cast[index].script);
    // Three times as patient: on a busy machine ten seconds are over before the last one listens.
    const more = ["--state", "state", "--retry-ms", "3000"];
    this.#program = new Program([script, ...addresses, ...more], checkout);
  }

  async listening(): Promise<void> {
    await this.#program.out.first((line) => line.includes("Server listening"), {
      what: "Server listening",
    });
  }

  /** Resolves once its next did not answer. */
  async alone(): Promise<void> {
    await this.#program.out.first(isRetry, { what: "a first retry" });
  }

  /** Resolves when the start-up lines of the page are there, in whatever order the start made. */
  async started(): Promise<void> {
    const expected = this.#page.slice(0, this.#begins).filter((line) => !isRetry(line));
    const read = () => this.#lines().filter((line) => !isRetry(line));
    await this.#program.out.when(() => read().length >= expected.length, { what: expected.join() });
    expect(read().toSorted()).toEqual(expected.toSorted());
    this.#read = this.#lines().length;
  }

  /** Types what the page says as soon as all that stands before it was read, and nothing else. */
  async play(): Promise<void> {
    const page = this.#page.slice(this.#begins);
    for (const [index, line] of page.entries()) {
      if (isTyped(page, index)) {
        this.#shown.push(line);
        this.#program.write(`${line}\n`);
      } else {
        await this.#program.out.when(() => this.#lines().length > this.#read, { what: line });
        this.#shown.push(this.#lines()[this.#read++]!);
      }
      expect(this.#shown).toEqual(page.slice(0, index + 1));
    }
    expect(await this.#program.ended()).toBe(0);
    expect(this.#lines().slice(this.#read)).toEqual([]);
  }

  retries(): string[] {
    return this.#lines().filter(isRetry);
  }

  #lines(): string[] {
    return this.#program.out.items.map((line) => {
      const scripted = this.#ports.reduce(
        (text, port, index) => text.replaceAll(`:${port}`, `:600${index + 1}`),
        line,
      );
      return normal(scripted);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}

/** Times and ports that the system chose differ from run to run; nothing else may. */
function normal(line: string): string {
  return line
    .replace(/^\d\d:\d\d:\d\d\.\d{6} /, "TIME ")
    .replaceAll(/127\.0\.0\.1:(?!600\d\b)\d+/g, "127.0.0.1:PORT");
}

function isRetry(line: string): boolean {
  return line.includes("Clt could not connect");
}

function isTyped(page: readonly string[], index: number): boolean {
  return /^[mq]$/.test(page[index]!) || page[index - 1] === "Type your message:";
}

/** Where the scripts are, and what they find on the machine. */
type Checkout = { readonly folder: string; readonly env?: Readonly<Record<string, string>> };

const fromSource: Checkout = { folder: root };

/** A machine without Bun, Node or packages, to which somebody has copied scripts and executable. */
async function fromExecutable(stack: AsyncDisposableStack): Promise<Checkout> {
  const folder = stack.use(new TemporaryFolder()).path;
  for (const name of ["scripts", "dist", "bin"]) mkdirSync(join(folder, name));
  const scripts = [...cast.map(({ script }) => script), "scripts/peer.sh"];
  for (const path of scripts) copyFileSync(join(root, path), join(folder, path));
  symlinkSync(await builtBinary(), join(folder, "dist/ringchat"));
  symlinkSync(Bun.which("dirname") ?? "/usr/bin/dirname", join(folder, "bin/dirname"));
  return { folder, env: { PATH: join(folder, "bin") } };
}

async function playInOrder(order: Order, checkout: Checkout): Promise<void> {
  const ports = freePorts(3);
  await using stack = new AsyncDisposableStack();
  const actors = new Map<number, Actor>();
  for (const index of order) {
    const page = await Bun.file(join(root, `tests/scenario/seed_${cast[index].name}.txt`)).text();
    const actor = stack.use(new Actor(index, ports, page, checkout));
    actors.set(index, actor);
    await actor.listening();
    if (index === order[0]) await actor.alone();
  }
  await Promise.all([...actors.values()].map((actor) => actor.started()));
  await Promise.all([...actors.values()].map((actor) => actor.play()));

  const next = `localhost:600${order[0] === 2 ? 1 : order[0] + 2}`;
  expect(actors.get(order[0])?.retries()[0]).toBe(
    `TIME DBG ~ Clt could not connect to ${next}. retry 1 of 10`,
  );
}

const names = (order: Order) => order.map((index) => cast[index].name).join(", then ");
const cases = orders.map((order) => ({ order, title: names(order) }));

describe.concurrent("the session of the first document is the same to the letter", () => {
  test.each(cases)("from source, when $title start", async ({ order }) => {
    await playInOrder(order, fromSource);
  });

  test.each(cases)("from the executable, when $title start", async ({ order }) => {
    await using stack = new AsyncDisposableStack();
    await playInOrder(order, await fromExecutable(stack));
  });
});
