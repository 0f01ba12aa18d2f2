import { afterEach, expect, setDefaultTimeout, test } from "bun:test";

import { DemoRing } from "../../../src/cli/demo/demo_ring.ts";
import type { Demo } from "../../../src/web/page_protocol.ts";

setDefaultTimeout(20_000);

const rings: DemoRing[] = [];
afterEach(async () => {
  for (const ring of rings.splice(0)) await ring.close();
});

const listening = JSON.stringify({ event: "listening", at: "127.0.0.1:1" });

/** A ring whose children say that they listen, and wait for the end of their input. */
function ringOf(names: readonly string[], canFreeze = true): DemoRing {
  const command = ["/bin/sh", "-c", `echo '${listening}'; exec cat >/dev/null`];
  const child = () => ({ command, env: {} });
  const ring = new DemoRing({ names, language: "en", child, canFreeze });
  rings.push(ring);
  ring.start();
  return ring;
}

/** Resolves once all of these are as they are said to be. */
async function until(ring: DemoRing, ...states: readonly string[]): Promise<void> {
  for (;;) {
    if (statesOf(ring.current()).join() === states.join()) return;
    await new Promise<void>((resolve) => {
      const end = ring.onChange(() => {
        end();
        resolve();
      });
    });
  }
}

function statesOf({ peers }: Demo): string[] {
  return peers.map(({ state }) => state);
}

test("the peers sit in the order of their names, each at an address of its own", () => {
  const ring = ringOf(["ada", "bobby", "cora"]);
  const { canFreeze, chatter, cuts, peers } = ring.current();
  expect({ canFreeze, chatter, cuts }).toEqual({ canFreeze: true, chatter: true, cuts: [] });
  expect(peers.map(({ isServing, name }) => [name, isServing])).toEqual([
    ["ada", true],
    ["bobby", false],
    ["cora", false],
  ]);
  const [ada, bobby] = peers.map(({ address }) => address);
  expect(ring.own).toEqual({ name: "ada", address: ada!, next: bobby! });
  expect(new Set(peers.map(({ address }) => address)).size).toBe(3);
});

test("a peer is killed, brought back, frozen and thawed, and each is told", async () => {
  const ring = ringOf(["ada", "bobby", "cora"]);
  ring.act({ act: "kill", name: "bobby" });
  await until(ring, "running", "dead", "running");
  ring.act({ act: "start", name: "bobby" });
  await until(ring, "running", "running", "running");
  ring.act({ act: "freeze", name: "cora" });
  await until(ring, "running", "running", "frozen");
  ring.act({ act: "thaw", name: "cora" });
  await until(ring, "running", "running", "running");
  ring.act({ act: "freeze", name: "cora" });
  ring.act({ act: "kill", name: "cora" });
  await until(ring, "running", "running", "dead");
});

test("what makes no sense is not done: to kill whoever serves the page, to freeze the dead", async () => {
  const ring = ringOf(["ada", "bobby"]);
  for (const act of ["kill", "freeze", "thaw", "start"] as const) {
    for (const name of ["ada", "nobody"]) ring.act({ act, name });
  }
  ring.act({ act: "start", name: "bobby" });
  ring.act({ act: "thaw", name: "bobby" });
  expect(statesOf(ring.current())).toEqual(["running", "running"]);
  ring.act({ act: "kill", name: "bobby" });
  await until(ring, "running", "dead");
  ring.act({ act: "freeze", name: "bobby" });
  expect(statesOf(ring.current())).toEqual(["running", "dead"]);
});

test("nobody is frozen where processes can't be stopped", () => {
  const ring = ringOf(["ada", "bobby"], false);
  ring.act({ act: "freeze", name: "bobby" });
  expect(statesOf(ring.current())).toEqual(["running", "running"]);
});

test("two that are there can be cut and mended, and nobody from himself", () => {
  const ring = ringOf(["ada", "bobby", "cora"]);
  ring.act({ act: "cut", between: ["bobby", "cora"] });
  ring.act({ act: "cut", between: ["bobby", "bobby"] });
  ring.act({ act: "cut", between: ["bobby", "nobody"] });
  expect(ring.current().cuts).toEqual([["bobby", "cora"]]);
  ring.act({ act: "mend", between: ["cora", "bobby"] });
  expect(ring.current().cuts).toEqual([]);
});

test("the chatter is switched off and on, and the end takes everybody along", async () => {
  const ring = ringOf(["ada", "bobby", "cora"]);
  ring.act({ act: "chatter", on: false });
  expect(ring.current().chatter).toBeFalse();
  ring.act({ act: "chatter", on: true });
  expect(ring.current().chatter).toBeTrue();
  ring.act({ act: "freeze", name: "cora" });
  await ring.close();
  expect(statesOf(ring.current())).toEqual(["running", "dead", "dead"]);
});
