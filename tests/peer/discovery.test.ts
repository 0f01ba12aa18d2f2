import { describe, expect, test } from "bun:test";

import type { Beacon } from "../../src/wire/beacon.ts";
import { Identity, room } from "./identity.ts";
import type { Node } from "./node.ts";
import { meshOf, nearOptions } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

function alone(): { world: World; node: Node } {
  const world = new World();
  return { world, node: world.node(nearOptions(0)) };
}

/** What a peer that nobody knows says; `digits` make its id. */
function beaconOf(digits: string, change: Partial<Beacon> = {}): Beacon {
  const { id: peer } = new Identity(digits, "near");
  const address = "10.0.0.50:6010";
  return { type: "beacon", version: 1, kind: "mesh", room, peer, name: "near", address, ...change };
}

function hears(node: Node, beacon: Beacon, host = beacon.address.replace(/:.*/, "")): void {
  node.step({ type: "beacon", beacon, host });
}

describe("a beacon", () => {
  test("is said at the start, soon again for who missed it, then every 3 s or so", () => {
    const { world, node } = alone();
    const atMs: number[] = [];
    for (let passed = 0; passed < 20_000; passed += 100) {
      while (atMs.length < node.beacons.length) atMs.push(passed);
      world.run(100);
    }
    expect(atMs.slice(0, 4)).toEqual([0, 200, 700, 1_700]);
    const gaps = atMs.slice(4).map((each, index) => each - (atMs[index + 3] ?? 0));
    for (const gap of gaps) expect(Math.abs(gap - 3_000)).toBeLessThanOrEqual(700);
    expect(new Set(gaps).size).toBeGreaterThan(1);
  });

  test("is neither said nor heeded by a peer that does not look for others", () => {
    const world = new World();
    const node = world.node({ ...nearOptions(0), discovers: false });
    hears(node, beaconOf("5"));
    world.run(1_000);
    expect([node.beacons, node.dials]).toEqual([[], []]);
  });

  test("leads to a link of two peers of which neither was told of the other", () => {
    const { nodes } = meshOf(2);
    expect(nodes.map(({ linked }) => linked)).toEqual([["donald"], ["bobby"]]);
  });

  test("of somebody who left a moment ago leads to it again", () => {
    const { world, nodes } = meshOf(2);
    const [bobby, donald] = nodes;
    donald?.leave();
    world.run(10_000);
    const again = world.node({ ...nearOptions(1), identity: new Identity("2", "donald", 2) });
    world.run(1_000);
    expect([bobby?.linked, again.linked]).toEqual([["donald"], ["bobby"]]);
  });

  test("that names another host than it came from leads nowhere", () => {
    const { world, node } = alone();
    hears(node, beaconOf("5"), "10.0.0.51");
    world.run(1_000);
    expect(node.dials).toEqual([]);
  });

  test("of another room or kind is told once while nobody is here, and leads nowhere", () => {
    const { world, node } = alone();
    for (let i = 0; i < 3; i++) {
      hears(node, beaconOf("5", { room: "attic" }));
      hears(node, beaconOf("6", { kind: "ring" }));
    }
    world.run(1_000);
    expect(node.dials).toEqual([]);
    expect(node.only("elsewhere")).toEqual([
      { show: "elsewhere", room: "attic", kind: "mesh", name: "near" },
      { show: "elsewhere", room, kind: "ring", name: "near" },
    ]);
    for (let i = 0; i < 1_000; i++) hears(node, beaconOf("5", { room: `attic ${i}` }));
    expect(node.only("elsewhere")).toHaveLength(8);
  });

  test("of another room is nothing to tell to those who are not alone", () => {
    const { nodes } = meshOf(2);
    for (const node of nodes) hears(node, beaconOf("5", { room: "attic" }));
    expect(nodes.flatMap((node) => node.only("elsewhere"))).toEqual([]);
  });

  test("of another version is told once, to who is alone", () => {
    const { node } = alone();
    for (const version of [2, 2, 3]) node.step({ type: "other-version", version });
    expect(node.only("other-version")).toEqual([{ show: "other-version", version: 2 }]);
    const { nodes } = meshOf(2);
    for (const one of nodes) {
      one.step({ type: "other-version", version: 2 });
      expect(one.only("other-version")).toEqual([]);
    }
  });

  test("is said at once where this peer has moved to", () => {
    const { world, node } = alone();
    world.run(20_000);
    const before = node.beacons.length;
    node.step({ type: "moved", address: "10.0.7.7:6010" });
    world.run(300);
    const said = node.beacons.slice(before).map(({ address }) => address);
    expect(said).toEqual(["10.0.7.7:6010", "10.0.7.7:6010"]);
  });
});

describe("false beacons", () => {
  test("that name a linked peer's address, or one's own, lead nowhere", () => {
    const { world, nodes } = meshOf(2);
    const dials = nodes.map((node) => node.dials.length);
    for (let i = 0; i < 100; i++) {
      for (const node of nodes) {
        for (const { address } of nodes) hears(node, beaconOf("5", { address }));
      }
      world.run(100);
    }
    expect(nodes.map((node) => node.dials.length)).toEqual(dials);
    expect(nodes.map(({ linked }) => linked)).toEqual([["donald"], ["bobby"]]);
  });

  test("are not what keeps others from being found: nor is a link that claims their address", () => {
    const { world, node } = alone();
    const honest = beaconOf("5");
    new Stranger().joins(world, node, { kind: "mesh", address: honest.address });
    hears(node, honest);
    world.run(200);
    expect(node.dials).toEqual([honest.address]);
  });

  test("again and again of an address where nobody is lead there every 5 s at most", () => {
    const { world, node } = alone();
    for (let i = 0; i < 300; i++) {
      hears(node, beaconOf("5"));
      world.run(100);
    }
    expect(node.dials.length).toBeGreaterThanOrEqual(5);
    expect(node.dials.length).toBeLessThanOrEqual(6);
  });

  test("hundreds a tick cause ten dials a second at most, and no member", () => {
    const { world, node } = alone();
    for (let i = 0; i < 20; i++) {
      for (let flood = 0; flood < 300; flood++) {
        const address = `10.1.${flood % 250}.1:${1_024 + 300 * i + flood}`;
        hears(node, beaconOf("5", { address }));
      }
      world.run(100);
    }
    expect(node.dials.length).toBeLessThanOrEqual(20);
    expect(node.notices).toEqual([]);
  });

  test("that lead to who answers and then says nothing hold eight dials at most", () => {
    const { world, node } = alone();
    for (let port = 6_000; port < 6_040; port++) {
      const address = `10.0.0.50:${port}`;
      Stranger.answers(world, address, new Identity("5", "near"), () => {});
      hears(node, beaconOf("5", { address }));
      world.run(100);
    }
    expect(node.dials).toHaveLength(8);
  });

  test("from one loud host keep nobody else from being found", () => {
    const { world, node } = alone();
    let ports = 1_024;
    const flood = (): void => {
      for (let i = 0; i < 300; i++) {
        hears(node, beaconOf("5", { address: `10.1.1.1:${(ports++ % 60_000) + 1}` }));
      }
      world.run(100);
    };
    for (let i = 0; i < 10; i++) flood();
    // It hears nothing itself: the flood's host is all that could find it.
    const donald = world.node(nearOptions(1));
    world.deaf.add(donald);
    for (let i = 0; i < 20; i++) flood();
    expect(node.linked).toEqual(["donald"]);
  });
});

test("a ring fills by beacons, with no address typed, and its laps come home", () => {
  const world = new World();
  const nodes = [0, 1, 2, 3, 4].map((index) => world.node(nearOptions(index, "ring")));
  world.run(10_000);
  for (const node of nodes) {
    node.step({ type: "ask-ring" });
    world.settle();
    expect(node.only("ring").at(-1)).toMatchObject({ closed: true });
    expect(node.only("ring").at(-1)?.peers).toHaveLength(5);
  }
});

test("five peers that start together are a mesh within 2 s: one link each pair", () => {
  const world = new World();
  const nodes = [0, 1, 2, 3, 4].map((index) => world.node(nearOptions(index)));
  world.run(2_000);
  const names = nodes.map(({ identity }) => identity.name);
  for (const { identity, linked } of nodes) {
    expect([...new Set(linked)]).toEqual(names.filter((name) => name !== identity.name).toSorted());
  }
  world.run(2_000);
  for (const { linked } of nodes) expect(linked).toHaveLength(4);
});
