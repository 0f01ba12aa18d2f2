import { expect, test } from "bun:test";

import { Apart } from "./apart.ts";
import { Identity } from "./identity.ts";
import { alone, memberOptions } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

/** A newcomer to so many messages, whose neighbour's link drains as the test says. */
function newcomerTo(messages: number) {
  const world = new World();
  const bobby = world.node(memberOptions(0, 2));
  for (let i = 0; i < messages; i++) {
    bobby.say(`${i} ${"x".repeat(1_000)}`);
    world.settle();
  }
  bobby.holdsDrained = true;
  const donald = world.node(memberOptions(1, 2));
  world.run(4_000);
  return { world, bobby, donald };
}

test("a newcomer hears how far its backlog is, and at the end that it is complete", () => {
  const { world, bobby, donald } = newcomerTo(500);
  const early = donald.only("backlog").at(-1);
  expect(early?.left).toBeGreaterThan(200);
  expect((early?.done ?? 0) + (early?.left ?? 0)).toBe(501);
  const before = donald.only("backlog").length;
  world.run(1_000);
  bobby.releaseDrained();
  world.settle();
  world.run(500);
  const told = donald.only("backlog");
  expect(told.at(-1)).toEqual({ show: "backlog", done: 501, left: 0 });
  expect(told.length).toBeGreaterThan(before);
  const lefts = told.map(({ left }) => left);
  expect(lefts).toEqual(lefts.toSorted((one, other) => other - one));
  world.run(5_000);
  expect(donald.only("backlog")).toHaveLength(told.length);
  expect(donald.only("message").every(({ backlog }) => backlog)).toBeTrue();
});

test("it hears so five times a second at most", () => {
  const { world, donald } = newcomerTo(300);
  const before = donald.only("backlog").length;
  world.run(2_000);
  expect(donald.only("backlog").length - before).toBeLessThanOrEqual(10);
});

test("of a short backlog nobody is told, nor is who was there all the time", () => {
  const { donald } = newcomerTo(50);
  expect(donald.only("backlog")).toEqual([]);
  const apart = new Apart();
  apart.bobby.say("hello");
  apart.meet();
  expect([...apart.bobby.only("backlog"), ...apart.donald.only("backlog")]).toEqual([]);
});

test("one of two that waited is asked for the backlog when the link that brought it goes", () => {
  const { world, node } = alone();
  const { peer, epoch } = new Identity("5", "old").record();
  const [bringer, ...waiting] = ["6", "7", "8"].map((digit) =>
    new Stranger(new Identity(digit, digit))
      .dials(world, node)
      .greets()
      .has([[peer, epoch, 5_000, "0".repeat(64)]]),
  );
  const asked = () => waiting.filter((stranger) => stranger.only("have").length > 0);
  expect(asked()).toHaveLength(0);
  bringer?.hangUp();
  world.run(200);
  expect(asked()).toHaveLength(1);
});

test("nothing is said on a link that waits: without the first have it would not pass for backlog", () => {
  const { world, node } = alone();
  const { peer, epoch } = new Identity("5", "old").record();
  const [, waiting] = ["6", "7"].map((digit) =>
    new Stranger(new Identity(digit, digit))
      .dials(world, node)
      .greets()
      .has([[peer, epoch, 50, "0".repeat(64)]]),
  );
  node.say("mine");
  world.settle();
  expect(waiting?.only("run")).toEqual([]);
  world.run(2_000);
  expect(waiting?.only("run").length).toBeGreaterThan(0);
});
