import { describe, expect, test } from "bun:test";

import { textBytesMax } from "../../src/wire/limits.ts";
import { Identity } from "./identity.ts";
import { alone, memberOptions, ringOf, three, two } from "./room.ts";
import { World } from "./world.ts";

describe("what is said", () => {
  test("reaches everyone else once and in order, and its author as its own", () => {
    const { world, bobby, donald, eddy } = three();
    for (const text of ["one", "two", "three"]) bobby.say(text);
    world.settle();
    for (const node of [bobby, donald, eddy]) expect(node.texts).toEqual(["one", "two", "three"]);
    expect(bobby.only("message").every(({ own }) => own)).toBeTrue();
    expect(donald.only("message").every(({ own }) => !own)).toBeTrue();
    const ids = bobby.only("message").map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    for (const node of [donald, eddy])
      expect(node.only("message").map(({ id }) => id)).toEqual(ids);
  });

  test("goes through a ring with one cut in both directions", () => {
    for (let cut = 0; cut < 4; cut++) {
      const { world, nodes } = ringOf(4);
      const [from, to] = [nodes[cut], nodes[(cut + 1) % 4]];
      if (from === undefined || to === undefined) continue;
      // The cut stays: neither reaches the other by dialling.
      world.cutBetween(from, to);
      for (const node of nodes) node.say(`from ${node.identity.name}`);
      world.run(500);
      for (const node of nodes) expect([cut, node.texts.length]).toEqual([cut, 4]);
    }
  });

  test("reaches a newcomer as backlog, and what is said afterwards not as backlog", () => {
    const { world, bobby } = two();
    bobby.say("before");
    world.settle();
    const eddy = world.node({ ...memberOptions(2, 3), next: bobby.address });
    world.run(1_000);
    bobby.say("after");
    world.settle();
    expect(eddy.only("message").map(({ text, backlog }) => [text, backlog])).toEqual([
      ["before", true],
      ["after", false],
    ]);
  });

  test("waits for the disk before it leaves, and is shown as one's own only then", () => {
    const { world, bobby, donald } = two();
    bobby.holdsStore = true;
    bobby.say("careful", "r7");
    world.run(500);
    expect([bobby.texts, donald.texts]).toEqual([[], []]);
    bobby.releaseStore();
    world.settle();
    expect(bobby.only("message")).toMatchObject([{ text: "careful", own: true, ref: "r7" }]);
    expect(donald.texts).toEqual(["careful"]);
  });

  test("while the disk is busy becomes one run with one signature", () => {
    const { world, bobby, donald } = two();
    bobby.holdsStore = true;
    for (let i = 0; i < 100; i++) bobby.say(`${i}`);
    bobby.releaseStore();
    const before = donald.shown.length;
    bobby.releaseStore();
    world.settle();
    expect(donald.shown.length - before).toBe(100);
    expect(donald.texts).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
  });

  test("in many short texts is split into runs that every peer takes", () => {
    const { world, bobby, donald } = two();
    bobby.holdsStore = true;
    for (let i = 0; i < 600; i++) bobby.say(`${i}`);
    bobby.holdsStore = false;
    bobby.releaseStore();
    world.settle();
    expect(donald.texts).toHaveLength(600);
    expect(donald.refusals).toEqual([]);
  });

  test("in quantity is split into runs that every peer takes", () => {
    const { world, bobby, donald } = two();
    bobby.holdsStore = true;
    const texts = Array.from({ length: 600 }, (_, index) => `${index} ${"ж".repeat(index * 5)}`);
    for (const text of texts) bobby.say(text);
    bobby.holdsStore = false;
    bobby.releaseStore();
    world.settle();
    expect(donald.texts).toEqual(texts);
    expect(donald.refusals).toEqual([]);
  });

  test("is forwarded at once, but acknowledged only when it is on disk", () => {
    const { world, bobby, donald, eddy } = three();
    donald.holdsStore = eddy.holdsStore = true;
    const haves = () => donald.sent.filter(({ frame }) => frame.type === "have").length;
    const before = haves();
    bobby.say("hello");
    world.settle();
    expect([donald.texts, eddy.texts, haves()]).toEqual([["hello"], ["hello"], before]);
    donald.releaseStore();
    expect(haves()).toBeGreaterThan(before);
  });

  test("comes back to nobody: a ring carries each message to each peer once", () => {
    const { world, bobby, donald, eddy } = three();
    world.run(5_000);
    const runs = { bobby: 0, donald: 0, eddy: 0 };
    bobby.onBytes = (bytes) => (runs.bobby += countRuns(bytes));
    donald.onBytes = (bytes) => (runs.donald += countRuns(bytes));
    eddy.onBytes = (bytes) => (runs.eddy += countRuns(bytes));
    bobby.say("once");
    world.settle();
    expect(runs.bobby).toBe(0);
    expect(runs.donald + runs.eddy).toBeLessThanOrEqual(4);
  });
});

function countRuns(bytes: Uint8Array): number {
  return new TextDecoder().decode(bytes).split('"type":"run"').length - 1;
}

describe("what can't be said", () => {
  test("a text of 16 KiB is said, a longer one is rejected and told as too long", () => {
    const { world, bobby, donald } = two();
    bobby.say("ж".repeat(textBytesMax / 2));
    bobby.say("ж".repeat(textBytesMax / 2 + 1), "r1");
    world.settle();
    expect(donald.texts.map((text) => text.length)).toEqual([textBytesMax / 2]);
    expect(bobby.only("rejected")).toEqual([{ show: "rejected", code: "too-long", ref: "r1" }]);
  });

  test("a text that JSON's escapes make too long for its line is rejected too", () => {
    const { world, bobby, donald } = two();
    bobby.say("\u0001".repeat(textBytesMax));
    bobby.say("\u0001".repeat(4_000));
    world.settle();
    expect(bobby.only("rejected").map(({ code }) => code)).toEqual(["too-long"]);
    expect(donald.texts).toHaveLength(1);
    expect(donald.refusals).toEqual([]);
  });

  test("an empty text, one of blanks, and half of a surrogate pair are rejected", () => {
    const { world, node } = alone();
    for (const text of ["", "  \n\t", "\ud83d"]) node.say(text);
    world.settle();
    expect(node.only("rejected").map(({ code }) => code)).toEqual(["empty", "empty", "not-text"]);
    expect(node.texts).toEqual([]);
  });
});

describe("a link that does not drain", () => {
  test("holds at most 192 KiB of runs, however much is said, and gets the rest as it drains", () => {
    const { world, bobby, donald } = two();
    bobby.holdsDrained = true;
    bobby.undrainedBytes = 0;
    const text = "x".repeat(1_000);
    for (let i = 0; i < 2_000; i++) {
      bobby.say(`${i} ${text}`);
      world.settle();
    }
    expect(bobby.undrainedBytes).toBeLessThanOrEqual(192 * 1024);
    expect(bobby.undrainedBytes).toBeGreaterThan(100 * 1024);
    expect(bobby.texts).toHaveLength(2_000);
    expect(donald.texts.length).toBeLessThan(200);
    bobby.holdsDrained = false;
    bobby.releaseDrained();
    world.settle();
    expect(donald.texts).toHaveLength(2_000);
    expect(donald.texts[1_999]).toBe(`1999 ${text}`);
  });

  test("holds up no other link", () => {
    const { world, nodes } = ringOf(3);
    const [bobby, donald, eddy] = nodes;
    if (bobby === undefined || donald === undefined || eddy === undefined) return;
    world.cutBetween(donald, eddy);
    bobby.stopsDraining(donald);
    for (let i = 0; i < 500; i++) {
      bobby.say(`${i} ${"x".repeat(1_000)}`);
      world.settle();
    }
    expect(donald.texts.length).toBeLessThan(200);
    expect(eddy.texts).toHaveLength(500);
  });
});

test("what was said alone reaches whoever comes later, though its author restarted meanwhile", () => {
  const world = new World();
  const bobby = world.node(memberOptions(0, 2));
  bobby.say("first");
  world.run(500);
  const donald = world.node(memberOptions(1, 2));
  world.run(3_000);
  world.kill(bobby);
  const again = world.node({ ...memberOptions(0, 2), identity: new Identity("1", "bobby", 2) });
  world.run(3_000);
  again.say("second");
  world.settle();
  expect(donald.texts).toEqual(["first", "second"]);
  expect(again.texts).toEqual(["first", "second"]);
});
