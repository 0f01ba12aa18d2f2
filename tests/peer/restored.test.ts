import { describe, expect, test } from "bun:test";

import type { Run } from "../../src/wire/frame.ts";
import { Apart, mallory } from "./apart.ts";
import { Identity, startedAtS, textEntry } from "./identity.ts";
import type { Node } from "./node.ts";
import { memberOptions, three, two } from "./room.ts";
import type { Stranger } from "./stranger.ts";

const textsOf = ({ entries }: Run): unknown[] => entries.map(({ body }) => body);

/** The runs of a node that a newcomer is sent, oldest first. */
function runsSentTo(stranger: Stranger): Run[] {
  return stranger.only("run").map(({ run }) => run);
}

/** The first run that this process said. */
function firstRun(apart: Apart, node: Node): Run {
  const runs = runsSentTo(apart.tell(node));
  const own = runs.find(({ header }) => header.epoch === node.identity.epoch);
  if (own === undefined) throw new Error("the node said nothing");
  return own;
}

describe("a peer that starts on what it stored", () => {
  test("has it all: says so, and streams the very bytes, in the same order", () => {
    const apart = new Apart();
    apart.bobby.say("one");
    apart.tell(apart.bobby, mallory().run([textEntry("two")]));
    apart.bobby.say("three");
    apart.world.settle();
    const before = runsSentTo(apart.tell(apart.bobby)).map(({ bytes }) => Buffer.from(bytes));
    const again = apart.restart(apart.bobby);
    const newcomer = apart.tell(again);
    const after = runsSentTo(newcomer).map(({ bytes }) => Buffer.from(bytes));
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + 1);
    const heads = newcomer.only("have").flatMap(({ feeds }) => feeds);
    expect(heads.map(([author, epoch, seq]) => [author, epoch, seq])).toEqual([
      [apart.bobby.identity.id, apart.bobby.identity.epoch, 3],
      [mallory().id, mallory().epoch, 1],
      [again.identity.id, again.identity.epoch, 1],
    ]);
  });

  test("shows nothing of it again", () => {
    const { world, bobby, donald } = two();
    donald.say("old news");
    world.settle();
    const apart = new Apart();
    const again = apart.restart(bobby);
    apart.tell(again);
    expect([again.texts, again.only("notice")]).toEqual([[], []]);
    expect(again.store.load().log.length).toBeGreaterThan(2);
  });

  test("goes on after it: its first run names the heads that nobody has answered", () => {
    const apart = new Apart();
    apart.bobby.say("asked");
    apart.tell(apart.bobby, mallory().run([textEntry("unheard")]));
    const again = apart.restart(apart.bobby);
    const { header } = firstRun(apart, again);
    const { id, epoch } = apart.bobby.identity;
    expect(header.after).toEqual([
      [id, epoch, 2],
      [mallory().id, mallory().epoch, 1],
    ]);
    expect([header.first, header.lamport]).toEqual([1, 3]);
    const third = apart.restart(again);
    expect(firstRun(apart, third).header).toMatchObject({
      after: [[id, again.identity.epoch, 1]],
      lamport: 4,
    });
  });

  test("takes what follows it, and drops what it has", () => {
    const apart = new Apart();
    const author = mallory();
    const [first, second] = [author.run([textEntry("1")]), author.run([textEntry("2")])];
    apart.tell(apart.bobby, first);
    const again = apart.restart(apart.bobby);
    const stranger = apart.tell(again, first, second, second);
    expect([again.texts, stranger.refusal]).toEqual([["2"], ""]);
  });

  test("knows those of before by their names, the authors of old words too", () => {
    const { world, bobby, donald, eddy } = three();
    eddy.say("remember me");
    world.run(500);
    world.kill(eddy);
    world.kill(donald);
    const apart = new Apart();
    const again = apart.restart(bobby);
    again.step({ type: "ask-ring" });
    apart.world.run(2_000);
    const names = again
      .only("ring")
      .at(-1)
      ?.peers.map(({ name }) => name);
    expect(names).toEqual(["bobby", "donald", "eddy"]);
  });

  test("dials whom it knew, though its configured next is gone and it never dialled them", () => {
    const { world, bobby, donald, eddy } = three();
    world.kill(donald);
    world.run(20_000);
    world.kill(bobby);
    world.run(5_000);
    const identity = new Identity("1", "bobby", 2);
    const again = world.node({ ...memberOptions(0, 3), identity, store: bobby.store });
    world.run(15_000);
    expect(again.linked).toEqual(["eddy"]);
    expect(eddy.linked).toEqual(["bobby"]);
  });

  test("begins with a higher incarnation than any before, though its clock went back", () => {
    const apart = new Apart();
    const high = startedAtS + 1_000;
    const record = apart.bobby.identity.record({ incarnation: high, state: "left" });
    apart.bobby.store.commit({ runs: [], members: [record], forgotten: [], proofs: [] });
    const again = apart.restart(apart.bobby);
    const told = apart
      .tell(again)
      .only("members")
      .flatMap(({ records }) => records);
    const own = told.find(({ peer }) => peer === again.identity.id);
    expect(own).toMatchObject({ incarnation: high + 1, state: "alive" });
    expect(own?.epoch).toBe(again.identity.epoch);
  });

  test("whose disk was rolled back gets its own words of before from the others, as its own", () => {
    const { world, bobby, donald } = two();
    const early = bobby.store.copy();
    bobby.say("forgotten");
    world.settle();
    world.kill(bobby);
    world.run(1_000);
    const identity = new Identity("1", "bobby", 2);
    const again = world.node({ ...memberOptions(0, 2), identity, store: early });
    world.run(5_000);
    expect(again.only("message")).toMatchObject([{ text: "forgotten", own: true }]);
    again.say("and on");
    world.settle();
    expect(donald.texts).toEqual(["forgotten", "and on"]);
  });

  test("and what was not yet on disk when it was killed is nowhere: it was never sent", () => {
    const apart = new Apart();
    apart.bobby.say("safe");
    apart.world.settle();
    apart.bobby.holdsStore = true;
    apart.bobby.say("too late");
    apart.world.settle();
    const again = apart.restart(apart.bobby);
    const texts = runsSentTo(apart.tell(again)).flatMap(textsOf);
    expect(texts).toContain("safe");
    expect(texts).not.toContain("too late");
  });
});
