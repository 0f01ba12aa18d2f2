import { describe, expect, test } from "bun:test";

import { Apart } from "./apart.ts";
import type { Node } from "./node.ts";
import { memberOptions, meshOf, ringOf, three, two } from "./room.ts";
import { World } from "./world.ts";

/** How far the message got, step by step: `2/3`. */
function receiptsOf(node: Node, text: string): string[] {
  const id = node.only("message").find((one) => one.text === text)?.id;
  return node.only("receipt").flatMap((one) => (one.id === id ? `${one.seenBy}/${one.of}` : []));
}

describe("a receipt", () => {
  test("says first that the message is on disk here, then that the neighbour has it", () => {
    const { world, bobby, donald } = two();
    donald.holdsStore = true;
    bobby.say("hello");
    world.run(500);
    expect(donald.texts).toEqual(["hello"]);
    expect(receiptsOf(bobby, "hello")).toEqual(["1/2"]);
    donald.releaseStore();
    world.run(200);
    expect(receiptsOf(bobby, "hello")).toEqual(["1/2", "2/2"]);
  });

  test("comes from those who are no neighbours by the laps that pass them", () => {
    const { world, nodes } = ringOf(5);
    const [bobby, , eddy, frank] = nodes;
    if (bobby === undefined || eddy === undefined || frank === undefined)
      throw new Error("a ring of five has five");
    // A scout's link would tell of frank at first hand.
    for (const other of [eddy, frank]) world.cutBetween(bobby, other);
    expect(bobby.linked).toEqual(["donald", "gina"]);
    bobby.say("all of you");
    world.run(500);
    expect(receiptsOf(bobby, "all of you").at(-1)).toBe("5/5");
    frank.holdsStore = true;
    bobby.say("but not frank");
    world.run(3_000);
    expect(receiptsOf(bobby, "but not frank").at(-1)).toBe("4/5");
    frank.holdsStore = false;
    frank.releaseStore();
    world.run(1_500);
    expect(receiptsOf(bobby, "but not frank").at(-1)).toBe("5/5");
  });

  test("is told to the author alone", () => {
    const { world, bobby, donald, eddy } = three();
    bobby.say("mine");
    world.run(1_000);
    expect(bobby.only("receipt").length).toBeGreaterThan(0);
    expect([...donald.only("receipt"), ...eddy.only("receipt")]).toEqual([]);
  });

  test("is never told before the message, and never counts down while nobody goes", () => {
    const { world, nodes } = ringOf(4);
    const [bobby] = nodes;
    for (let i = 0; i < 30; i++) {
      bobby?.say(`${i}`);
      world.run(100);
    }
    world.run(1_000);
    const told = new Set<string>();
    const seen = new Map<string, number>();
    for (const one of bobby?.shown ?? []) {
      if (one.show === "message") told.add(one.id);
      if (one.show !== "receipt") continue;
      expect(told).toContain(one.id);
      expect(one.seenBy).toBeGreaterThan(seen.get(one.id) ?? 0);
      seen.set(one.id, one.seenBy);
    }
    expect([...seen.values()]).toEqual(Array.from({ length: 30 }, () => 4));
  });

  test("of a burst is told at most every 50 ms: what arrives at once is told once", () => {
    const { world, bobby, donald } = two();
    world.run(1_000);
    donald.holdsStore = true;
    const before = bobby.only("receipt").length;
    for (let i = 0; i < 100; i++) {
      bobby.say(`${i}`);
      world.settle();
    }
    donald.releaseStore();
    world.settle();
    world.run(200);
    const told = bobby.only("receipt").slice(before);
    expect(told.slice(-100).every(({ seenBy, of }) => seenBy === 2 && of === 2)).toBeTrue();
    // Of all but the first, that they are saved here was no news any more.
    expect(told.length).toBeLessThan(110);
  });

  test("ends when all who are still present have it: who is lost counts no more", () => {
    const { world, bobby, donald, eddy } = three();
    eddy.isFrozen = true;
    bobby.say("some of you");
    world.run(1_000);
    expect(receiptsOf(bobby, "some of you").at(-1)).toBe("2/3");
    world.kill(eddy);
    world.run(30_000);
    expect(receiptsOf(bobby, "some of you").at(-1)).toBe("2/2");
    expect(donald.texts).toEqual(["some of you"]);
  });

  test("is no reason for laps once everyone has everything", () => {
    const { world, nodes } = ringOf(5);
    const [bobby] = nodes;
    if (bobby === undefined) throw new Error("a ring of five has five");
    bobby.say("hello");
    world.run(3_000);
    bobby.sent.length = 0;
    world.run(10_000);
    expect(bobby.sent.filter(({ frame }) => frame.type === "lap")).toEqual([]);
  });

  test("of one who talks on takes no more than five laps a second", () => {
    const { world, nodes } = ringOf(5);
    const [bobby] = nodes;
    if (bobby === undefined) throw new Error("a ring of five has five");
    bobby.sent.length = 0;
    for (let i = 0; i < 60; i++) {
      bobby.say(`${i}`);
      world.run(100);
    }
    const laps = bobby.sent.filter(({ frame }) => frame.type === "lap" && frame.hops.length === 0);
    expect(laps.length).toBeGreaterThan(5);
    expect(laps.length).toBeLessThanOrEqual(30);
    world.run(1_000);
    expect(receiptsOf(bobby, "59").at(-1)).toBe("5/5");
  });

  test("while some lack it sends laps that become fewer: one a second in the end", () => {
    const { world, nodes } = ringOf(5);
    const [bobby, , eddy, frank] = nodes;
    if (bobby === undefined || eddy === undefined || frank === undefined)
      throw new Error("a ring of five has five");
    for (const other of [eddy, frank]) world.cutBetween(bobby, other);
    eddy.holdsStore = true;
    const laps = () => bobby.sent.filter(({ frame }) => frame.type === "lap").length;
    bobby.say("eddy?");
    world.run(3_000);
    const early = laps();
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(12);
  });

  test("needs no lap where everyone is linked", () => {
    for (const { world, nodes } of [two(), meshOf(4)].map((one) =>
      "nodes" in one ? one : { world: one.world, nodes: [one.bobby, one.donald] },
    )) {
      const [bobby] = nodes;
      if (bobby === undefined) throw new Error("a room has somebody in it");
      bobby.sent.length = 0;
      bobby.say("all of you");
      world.run(2_000);
      const of = nodes.length;
      expect(receiptsOf(bobby, "all of you").at(-1)).toBe(`${of}/${of}`);
      expect(bobby.sent.filter(({ frame }) => frame.type === "lap")).toEqual([]);
    }
  });
});

describe("said alone, a message waits", () => {
  test("and goes out when anybody appears: from one of one to all of them", () => {
    const world = new World();
    const bobby = world.node(memberOptions(0, 2));
    bobby.say("anybody there?");
    world.run(5_000);
    expect(receiptsOf(bobby, "anybody there?")).toEqual(["1/1"]);
    const donald = world.node(memberOptions(1, 2));
    world.run(4_000);
    expect(donald.texts).toEqual(["anybody there?"]);
    expect(receiptsOf(bobby, "anybody there?").at(-1)).toBe("2/2");
  });

  test("and is told of after a restart, when somebody has it at last", () => {
    const apart = new Apart();
    apart.bobby.say("first");
    apart.bobby.say("second");
    apart.world.run(200);
    const ids = apart.bobby.only("message").map(({ id }) => id);
    const again = apart.restart(apart.bobby);
    apart.world.run(200);
    const receipts = () =>
      ids.map((id) =>
        again.only("receipt").flatMap((one) => (one.id === id ? `${one.seenBy}/${one.of}` : [])),
      );
    expect(receipts()).toEqual([["1/1"], ["1/1"]]);
    apart.meet();
    for (const each of receipts()) expect(each.at(-1)).toBe("2/2");
    expect(apart.donald.texts).toEqual(["first", "second"]);
    // What the journal held at the start is not shown again.
    expect(again.texts).toEqual([]);
  });

  test("and after a second restart, still alone, it waits no less", () => {
    const apart = new Apart();
    apart.bobby.say("for days");
    apart.world.run(200);
    const id = apart.bobby.only("message").at(-1)?.id;
    const again = apart.restart(apart.restart(apart.bobby));
    apart.world.run(200);
    apart.meet();
    const steps = again.only("receipt").filter((one) => one.id === id);
    expect(steps.map(({ seenBy, of }) => `${seenBy}/${of}`)).toEqual(["1/1", "1/2", "2/2"]);
  });

  test("but what others answered is known to have arrived: no word of it after a restart", () => {
    const { world, bobby, donald } = two();
    bobby.say("question");
    world.settle();
    donald.say("answer");
    world.settle();
    world.kill(donald);
    bobby.say("are you still there?");
    world.run(300);
    const waiting = bobby.only("message").at(-1)?.id;
    world.kill(bobby);
    const again = new Apart().restart(bobby);
    expect(again.only("receipt").map(({ id }) => id)).toEqual(
      waiting === undefined ? [] : [waiting],
    );
  });
});
