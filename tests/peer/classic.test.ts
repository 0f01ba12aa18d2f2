/** Classic peers before and behind ours: what they say joins the history, ours reaches them. */
import { describe, expect, test } from "bun:test";

import { historyOf } from "../../src/store/history.ts";
import type { ClassicValue } from "../../src/wire/classic_value.ts";
import { Identity, room } from "./identity.ts";
import type { Node } from "./node.ts";
import { alone, memberOptions, ringOf } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

const from = "10.0.0.44:50123";

function uuid(number: number): string {
  return `0b8e8f5c-3f0e-4c6e-9a59-${String(number).padStart(12, "0")}`;
}

function said(text: string, number = 1, author = "zoe"): ClassicValue {
  return { id: uuid(number), author, command: "m", data: text };
}

function hears(node: Node, value: ClassicValue, address = from): void {
  node.step({ type: "classic-says", address, value, atMs: 1_700_000_000_000 });
}

/** Two in a ring; with `next` the next of the first is a classic peer. */
function mixed(): { world: World; bobby: Node; donald: Node } {
  const world = new World();
  const [bobby, donald] = [0, 1].map((index) =>
    world.node({ ...memberOptions(index, 2), admitsClassic: true }),
  );
  if (bobby === undefined || donald === undefined) throw new Error("a ring of two has two");
  world.run(4_000);
  return { world, bobby, donald };
}

describe("a classic peer", () => {
  test("speaks as a guest of the peer that it dialled, once however often it is heard", () => {
    const { world, bobby, donald } = mixed();
    hears(bobby, said("hi"));
    world.run(1_000);
    hears(bobby, said("hi"));
    hears(donald, said("hi"), "10.0.0.45:50124");
    world.run(1_000);
    for (const node of [bobby, donald]) {
      expect(node.only("message")).toMatchObject([
        { text: "hi", guest: { name: "zoe", address: from }, author: { name: "bobby" } },
      ]);
      const history = [...historyOf(node.store, { room })];
      expect(history.filter(({ kind }) => kind === "message")).toHaveLength(1);
    }
  });

  test("may pass on what several say, each a guest of its own", () => {
    const { world, bobby, donald } = mixed();
    hears(bobby, said("one", 1, "zoe"));
    hears(bobby, said("two", 2, "yan"));
    world.run(1_000);
    const guests = donald.only("message").map(({ guest, text }) => `${guest?.name}: ${text}`);
    expect(guests).toEqual(["zoe: one", "yan: two"]);
    hears(bobby, { id: uuid(3), author: "zoe", command: "q", data: null });
    world.run(1_000);
    const left = donald.only("notice").filter(({ kind }) => kind === "left");
    expect(left).toMatchObject([{ guest: { name: "zoe" } }]);
    bobby.step({ type: "classic-gone", address: from, atMs: 1_700_000_000_000 });
    world.run(1_000);
    expect(donald.only("notice").filter(({ kind }) => kind === "left")).toHaveLength(2);
  });

  test("behind us is told what everyone says, under one id", () => {
    const { world, bobby, donald } = mixed();
    bobby.step({ type: "classic-next", isThere: true });
    bobby.say("mine");
    donald.say("theirs");
    hears(bobby, said("zoe's"));
    world.run(1_000);
    expect(bobby.classic.map(({ author, data }) => `${author}: ${data}`).toSorted()).toEqual([
      "bobby: mine",
      "donald: theirs",
      "zoe: zoe's",
    ]);
    const ids = new Map(bobby.only("message").map(({ id, text }) => [text, id]));
    expect(bobby.classic.find(({ data }) => data === "theirs")?.id).toBe(ids.get("theirs") ?? "");
    expect(bobby.classic.find(({ data }) => data === "zoe's")?.id).toBe(uuid(1));
    for (const value of bobby.classic.splice(0)) hears(bobby, value);
    world.run(1_000);
    expect(bobby.classic).toEqual([]);
    expect(donald.texts.toSorted()).toEqual(["mine", "theirs", "zoe's"]);
  });

  test("behind us is told who leaves", () => {
    const { world, bobby, donald } = mixed();
    bobby.step({ type: "classic-next", isThere: true });
    hears(bobby, { id: uuid(7), author: "zoe", command: "q", data: null });
    donald.leave();
    world.run(1_000);
    bobby.leave();
    world.run(2_000);
    const left = bobby.classic.map(({ author, command }) => `${command} ${author}`);
    expect(left).toEqual(["q zoe", "q donald", "q bobby"]);
  });

  test("behind us is not dialled any more, until it is gone", () => {
    const { world, node } = alone();
    node.step({ type: "classic-next", isThere: true });
    const dials = node.dials.length;
    world.run(30_000);
    expect(node.dials.slice(dials)).toEqual([]);
    node.step({ type: "classic-next", isThere: false });
    world.run(3_000);
    expect(node.dials.length).toBeGreaterThan(dials);
  });

  test("whose words two of ours have written down at once is shown once", () => {
    const { world, bobby, donald } = mixed();
    hears(bobby, said("hi"));
    hears(donald, said("hi"), "10.0.0.45:50124");
    world.run(2_000);
    expect([bobby.texts, donald.texts]).toEqual([["hi"], ["hi"]]);
  });

  test("hides nothing that a peer signs, whatever id it gives its own", () => {
    const { world, bobby } = mixed();
    const eddy = new Stranger(new Identity("6", "eddy")).joins(world, bobby);
    const run = eddy.identity.run([{ at: 1, kind: "text", body: "signed" }]);
    hears(bobby, said("first", 1));
    eddy.send({ type: "run", run });
    world.run(500);
    expect(bobby.texts).toContain("signed");
  });

  test("is no matter where none is let in", () => {
    const { world, nodes } = ringOf(2);
    const [bobby] = nodes;
    bobby?.say("hi");
    world.run(500);
    expect(bobby?.classic).toEqual([]);
  });
});
