import { describe, expect, test } from "bun:test";

import type { LinkView } from "../../src/peer/shown.ts";
import { clientComesMs } from "../../src/peer/timing.ts";
import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { type Room, starOf, starOptions } from "./room.ts";
import { Stranger } from "./stranger.ts";
import type { World } from "./world.ts";

function four(): Room & { readonly hub: Node; readonly clients: readonly [Node, Node, Node] } {
  const { world, nodes } = starOf(4);
  const [hub, donald, eddy, frank] = nodes;
  if (!hub || !donald || !eddy || !frank) throw new Error("a star of four has four");
  return { world, nodes, hub, clients: [donald, eddy, frank] };
}

/** What it answers, with the links by name. */
function asked(world: World, node: Node) {
  node.step({ type: "ask-ring" });
  world.settle();
  world.run(1_600);
  const ring = node.only("ring").at(-1);
  if (ring?.kind !== "star") throw new Error("the answer is no star's");
  const [, ...others] = ring.peers;
  const links = new Map(others.map(({ name }, index) => [name, ring.links[index]]));
  return { ...ring, links: (name: string): LinkView | undefined => links.get(name) };
}

const up = { state: "up" } as const;
const down = { state: "down" } as const;

/** The same disk, a later start. */
function startAgain(world: World, index: number, before: Node): Node {
  const { id } = before.identity;
  const options = { ...starOptions(index), store: before.store };
  const identity = new Identity(`${index + 1}`, before.identity.name, 2);
  expect(identity.id).toBe(id);
  return world.node({ ...options, identity });
}

describe("in a star", () => {
  test("each client has one link, to the hub, and what it says reaches all of them", () => {
    const { world, nodes, hub, clients } = four();
    world.run(60_000);
    expect(hub.linked).toEqual(["donald", "eddy", "frank"]);
    for (const client of clients) expect(client.linked).toEqual(["bobby"]);
    for (const node of nodes) node.say(`hello from ${node.identity.name}`);
    world.settle();
    for (const { texts } of nodes) expect(texts).toHaveLength(4);
    // Nobody was dialled but the hub.
    const dialled = new Set(nodes.flatMap(({ dials }) => dials));
    expect([...dialled]).toEqual([hub.address]);
  });

  test("whoever says something learns how many have it, the hub counted", () => {
    const { world, nodes, clients } = four();
    clients[0].say("who has it?");
    world.run(1_000);
    expect(clients[0].only("receipt").at(-1)).toMatchObject({ seenBy: 4, of: 4 });
    nodes[0]?.say("and this?");
    world.run(200);
    expect(nodes[0]?.only("receipt").at(-1)).toMatchObject({ seenBy: 4, of: 4 });
  });

  test("a disk that takes its time is not counted before it has it", () => {
    const { world, clients } = four();
    clients[1].holdsStore = true;
    clients[0].say("slowly");
    world.run(2_000);
    expect(clients[0].only("receipt").at(-1)).toMatchObject({ seenBy: 3, of: 4 });
    clients[1].releaseStore();
    world.run(2_000);
    expect(clients[0].only("receipt").at(-1)).toMatchObject({ seenBy: 4, of: 4 });
  });

  test("asked who is here, a client tells its own link and what the hub says of the others'", () => {
    const { world, hub, clients } = four();
    const seen = asked(world, clients[0]);
    expect(seen).toMatchObject({ closed: true, lapMs: 0, hubs: [hub.identity.id] });
    expect(seen.hops.map(({ peer }) => peer.name)).toEqual(["bobby"]);
    for (const name of ["bobby", "eddy", "frank"]) expect(seen.links(name)).toEqual(up);
    expect(asked(world, hub)).toMatchObject({ closed: true, lapMs: null });
  });

  test("a client that died is missing at once at the hub and to the others, and soon lost", () => {
    const { world, hub, clients } = four();
    const [donald, eddy, frank] = clients;
    world.kill(frank);
    const seen = asked(world, donald);
    expect(seen.closed).toBeFalse();
    expect([seen.links("frank"), seen.links("eddy")]).toEqual([down, up]);
    expect(asked(world, hub).closed).toBeFalse();
    world.run(clientComesMs + 12_000);
    for (const node of [hub, donald, eddy]) expect(node.notices).toContain("lost frank");
    expect(asked(world, donald).closed).toBeTrue();
  });

  test("a client whose connection breaks comes back by itself, and the hub dials nobody", () => {
    const { world, hub, clients } = four();
    clients[0].cut();
    world.run(clientComesMs + 5_000);
    expect(clients[0].linked).toEqual(["bobby"]);
    expect(hub.dials).toEqual([]);
    for (const { notices } of clients) expect(notices.join()).not.toContain("lost");
  });

  test("a hub that died is dialled quietly for ever, and what was said meanwhile goes out then", () => {
    const { world, hub, clients } = four();
    world.kill(hub);
    clients[0].say("is anybody there?");
    world.run(300_000);
    for (const { linked, texts } of clients.slice(1)) expect([linked, texts]).toEqual([[], []]);
    expect(clients[0].only("gave-up")).toHaveLength(1);
    const again = startAgain(world, 0, hub);
    world.run(3_000);
    expect(again.linked).toEqual(["donald", "eddy", "frank"]);
    for (const { texts } of [again, ...clients]) expect(texts).toEqual(["is anybody there?"]);
    expect(clients[0].only("receipt").at(-1)).toMatchObject({ seenBy: 4, of: 4 });
    for (const { notices } of clients) expect(notices.at(-1)).toBe("back bobby");
  });

  test("with two hubs the talk goes on when one dies", () => {
    const { world, nodes, clients } = four();
    const { identity, address } = starOptions(4);
    const second = world.node({ identity, address, kind: "star" });
    // Somebody who knows the first hub is sent to the second.
    world.kill(clients[2]);
    const options = { ...starOptions(3), store: clients[2].store, next: second.address };
    const frank = world.node({ ...options, identity: new Identity("4", "frank", 2) });
    world.run(10_000);
    const others = [clients[0], clients[1], frank];
    for (const { linked } of others) expect(linked).toEqual(["bobby", "gina"]);
    expect(nodes[0]?.linked).toEqual(["donald", "eddy", "frank", "gina"]);
    if (nodes[0] !== undefined) world.kill(nodes[0]);
    clients[0].say("through the other");
    world.settle();
    for (const { texts } of others) expect(texts).toEqual(["through the other"]);
    for (const { notices } of nodes) expect(notices.join()).not.toContain("merged");
  });

  test("only a hub answers a lap", () => {
    const { world, hub, clients } = four();
    const answersOf = (node: Node): number => {
      const stranger = new Stranger().joins(world, node, { kind: "star" });
      const { id: origin, epoch } = stranger.identity;
      stranger.send({ type: "lap", origin, epoch, number: 1, broken: false, hops: [] });
      return stranger.only("lap").length;
    };
    expect(answersOf(hub)).toBe(1);
    expect(answersOf(clients[0])).toBe(0);
  });
});
