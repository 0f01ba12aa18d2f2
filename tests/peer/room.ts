import type { RoomKind } from "../../src/wire/frame.ts";
import { Identity } from "./identity.ts";
import type { Node, NodeOptions } from "./node.ts";
import { World } from "./world.ts";

const names = ["bobby", "donald", "eddy", "frank", "gina"] as const;

export type Room = { readonly world: World; readonly nodes: readonly Node[] };

/** Options of node `index` of a configured ring of `count`; ids ascend. */
export function memberOptions(index: number, count: number): NodeOptions {
  return {
    identity: new Identity(`${index + 1}`, names[index] ?? `peer${index}`),
    address: `10.0.0.${index + 1}:6001`,
    next: `10.0.0.${((index + 1) % count) + 1}:6001`,
    seed: index + 1,
  };
}

/** A configured ring of `count` peers that has closed. */
export function ringOf(count: number): Room {
  const world = new World();
  const nodes = Array.from({ length: count }, (_, index) =>
    world.node(memberOptions(index, count)),
  );
  world.run(4_000);
  return { world, nodes };
}

/** Options of node `index` of a room whose peers find each other by beacons. */
export function nearOptions(index: number, kind: RoomKind = "mesh"): NodeOptions {
  const { identity, address, seed } = memberOptions(index, 1);
  return { identity, address, seed: seed ?? 1, kind, discovers: true, retries: 3 };
}

/** A mesh of `count` peers that have found each other. */
export function meshOf(count: number): Room {
  const world = new World();
  const nodes = Array.from({ length: count }, (_, index) => world.node(nearOptions(index)));
  world.run(4_000);
  return { world, nodes };
}

/** Options of node `index` of a star whose hub is the first. */
export function starOptions(index: number): NodeOptions {
  const { identity, address, next, seed } = memberOptions(index, index + 1);
  const hub = index === 0 || next === undefined ? {} : { next };
  return { identity, address, seed: seed ?? 1, kind: "star", ...hub };
}

/** A star of a hub, bobby, and `count - 1` clients. */
export function starOf(count: number): Room {
  const world = new World();
  const nodes = Array.from({ length: count }, (_, index) => world.node(starOptions(index)));
  world.run(4_000);
  return { world, nodes };
}

/** One peer that waits for a next that does not run. */
export function alone(): { world: World; node: Node } {
  const world = new World();
  return { world, node: world.node(memberOptions(0, 2)) };
}

/** The closed ring of two. */
export function two(): { world: World; bobby: Node; donald: Node } {
  const { world, nodes } = ringOf(2);
  const [bobby, donald] = nodes;
  if (bobby === undefined || donald === undefined) throw new Error("a ring of two has two");
  return { world, bobby, donald };
}

/** The closed ring of three. */
export function three(): { world: World; bobby: Node; donald: Node; eddy: Node } {
  const { world, nodes } = ringOf(3);
  const [bobby, donald, eddy] = nodes;
  if (bobby === undefined || donald === undefined || eddy === undefined)
    throw new Error("a ring of three has three");
  return { world, bobby, donald, eddy };
}
