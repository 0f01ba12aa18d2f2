import { expect, test } from "bun:test";

import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { memberOptions } from "./room.ts";
import { World } from "./world.ts";

/** Where the second of them listens; the others know nothing of it, and can't dial it. */
const at = "172.17.0.2:6001";

/** A closed ring of three; the second is behind a router that leads to it. */
function ringWithRouter(): { world: World; bobby: Node; donald: Node; eddy: Node } {
  const world = new World();
  const bobby = world.node(memberOptions(0, 3));
  const donald = world.node({ ...memberOptions(1, 3), at });
  const eddy = world.node(memberOptions(2, 3));
  world.run(4_000);
  return { world, bobby, donald, eddy };
}

/** Names and addresses of the ring as a peer tells it. */
function ringOf(world: World, node: Node): string[] {
  node.step({ type: "ask-ring" });
  world.run(1_000);
  const ring = node.only("ring").at(-1);
  return (ring?.peers ?? []).map(({ name, address }) => `${name} ${address}`);
}

test("a peer is joined at the address that it advertises, and shows where it listens", () => {
  const { world, bobby, donald, eddy } = ringWithRouter();
  expect(donald.shown[0]).toEqual({ show: "listening", address: "10.0.0.2:6001", at });
  expect(bobby.dials).toContain("10.0.0.2:6001");
  for (const node of [bobby, donald, eddy]) {
    expect(ringOf(world, node).toSorted()).toEqual([
      "bobby 10.0.0.1:6001",
      "donald 10.0.0.2:6001",
      "eddy 10.0.0.3:6001",
    ]);
    expect([...bobby.dials, ...eddy.dials]).not.toContain(at);
  }
});

test("an advertised peer that is lost is healed around, and is the same when it comes back", () => {
  const { world, bobby, donald, eddy } = ringWithRouter();
  world.kill(donald);
  world.run(13_000);
  expect(bobby.notices).toContain("lost donald");
  expect(bobby.notices).toContain("healed eddy");
  const identity = new Identity("2", "donald", 2);
  const again = world.node({ ...memberOptions(1, 3), identity, at, store: donald.store });
  world.run(13_000);
  again.say("here I am");
  world.settle();
  expect(eddy.texts).toEqual(["here I am"]);
  expect(ringOf(world, eddy)).toHaveLength(3);
});

test("an advertised peer does not dial what it advertises, and refuses itself where it listens", () => {
  const world = new World();
  const options = memberOptions(0, 3);
  const outside = world.node({ ...options, at, next: options.address });
  world.run(3_000);
  expect(outside.dials).toEqual([]);
  const inside = world.node({ ...memberOptions(1, 3), at, next: at });
  world.listen(at, inside);
  world.run(3_000);
  expect(inside.dials).toContain(at);
  expect(inside.refusals).toContain("self");
  expect(inside.linked).toEqual([]);
});
