import { describe, expect, test } from "bun:test";

import type { FeedHead } from "../../src/wire/frame.ts";
import { asFrame } from "./apart.ts";
import { Identity, textEntry } from "./identity.ts";
import { alone, ringOf, two } from "./room.ts";
import { Stranger } from "./stranger.ts";

const wrong = { type: "digest", digest: "0".repeat(64) } as const;

/** A neighbour of bobby that plays by hand, and what bobby says whole to it from now on. */
function neighbour() {
  const { world, node } = alone();
  const stranger = new Stranger().joins(world, node).stays(6);
  const wholes = () => stranger.only("have").filter(({ whole }) => whole).length;
  const greeting = wholes();
  return { world, node, stranger, wholes: () => wholes() - greeting };
}

describe("digests", () => {
  test("go out every 10 s on every link, and equal ones bring nothing else", () => {
    const { world, nodes } = ringOf(3);
    for (const node of nodes) node.say(`from ${node.identity.name}`);
    world.run(20_000);
    for (const node of nodes) node.sent.length = 0;
    world.run(60_000);
    for (const node of nodes) {
      const types = node.sent.map(({ frame }) => frame.type).filter((type) => type !== "ping");
      expect(new Set(types)).toEqual(new Set(["digest"]));
      expect(types.length).toBe(12);
    }
  });

  test("of the same heads are equal in whatever order these arrived", () => {
    const { world, bobby, donald } = two();
    for (let i = 0; i < 3; i++) {
      bobby.say(`b${i}`);
      donald.say(`d${i}`);
      world.settle();
    }
    world.run(11_000);
    const last = [bobby, donald].map(
      (node) => node.sent.findLast(({ frame }) => frame.type === "digest")?.frame,
    );
    expect(last[0]).toEqual(last[1]);
    bobby.say("one more");
    world.run(11_000);
    const now = bobby.sent.findLast(({ frame }) => frame.type === "digest")?.frame;
    expect(now).not.toEqual(last[0]);
  });

  test("that differ twice running make a peer say all that it has", () => {
    const { stranger, wholes } = neighbour();
    stranger.send(wrong);
    expect(wholes()).toBe(0);
    stranger.stays(10).send(wrong);
    expect(wholes()).toBe(1);
    stranger.stays(10).send(wrong);
    expect(wholes()).toBe(1);
  });

  test("do not count on a link that waits for a long backlog from another", () => {
    const { world, node } = alone();
    const old = new Identity("7", "old");
    const heads: FeedHead[] = [[old.id, old.epoch, 5_000, "0".repeat(64)]];
    const bringer = new Stranger(new Identity("8", "bringer")).dials(world, node).greets();
    bringer.has(heads);
    const waiting = new Stranger().dials(world, node).greets().has(heads);
    const wholes = () => waiting.only("have").filter(({ whole }) => whole).length;
    waiting.send(wrong);
    for (let seconds = 0; seconds < 6; seconds++) {
      bringer.send(asFrame(old.run([textEntry(`${seconds}`)])));
      waiting.stays(1);
    }
    waiting.send(wrong);
    expect(wholes()).toBe(0);
    bringer.hangUp();
    waiting.stays(1).send(wrong);
    expect(wholes()).toBe(1);
  });

  test("that differ once, between equal ones, are no reason: something was under way", () => {
    const { stranger, wholes } = neighbour();
    for (let i = 0; i < 3; i++) {
      stranger.stays(10).send(wrong);
      // What bobby says of itself is what it compares with.
      stranger.stays(10).send(...stranger.only("digest").slice(-1));
    }
    expect(wholes()).toBe(0);
  });

  test("that come in a flood are not looked at", () => {
    const { stranger, wholes } = neighbour();
    for (let i = 0; i < 50; i++) stranger.send(wrong);
    expect([wholes(), stranger.isClosed]).toEqual([0, false]);
  });
});

describe("a whole have", () => {
  test("counts instead of what was believed: what was sent and is not there is sent again", () => {
    const { node, world, stranger } = neighbour();
    node.say("once");
    world.settle();
    const times = () =>
      stranger.only("run").filter(({ run }) => run.entries.some(({ body }) => body === "once"));
    expect(times()).toHaveLength(1);
    stranger.has([]);
    expect(times()).toHaveLength(2);
  });

  test("may come on the heels of another that a slow way held up", () => {
    const { stranger } = neighbour();
    stranger.has([]).has([]);
    expect(stranger.isClosed).toBeFalse();
  });

  test("for the third time within 5 s closes the link: each costs a walk through the log", () => {
    const { stranger } = neighbour();
    stranger.has([]).has([]).has([]);
    expect(stranger.refusal).toBe("protocol: three whole haves within 5 s");
  });
});

test("a run that got lost on a link that stayed up is there within half a minute", () => {
  const { world, bobby, donald } = two();
  world.run(10_000);
  let lost = 0;
  donald.loses = (bytes) => {
    const isRun = new TextDecoder().decode(bytes).includes('"type":"run"');
    if (isRun) lost++;
    return isRun;
  };
  bobby.say("swallowed");
  world.settle();
  donald.loses = () => false;
  expect([lost, donald.texts]).toEqual([1, []]);
  world.run(30_000);
  expect(donald.texts).toEqual(["swallowed"]);
  expect(donald.linked).toEqual(["bobby"]);
});
