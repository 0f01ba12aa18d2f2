import { describe, expect, test } from "bun:test";

import type { Lap } from "../../src/wire/frame.ts";
import { hopsMax } from "../../src/wire/limits.ts";
import { Identity, startedAtS } from "./identity.ts";
import type { Node } from "./node.ts";
import { alone, memberOptions, ringOf, three, two } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

function lastRing(node: Node) {
  const ring = node.only("ring").at(-1);
  return ring && { names: ring.peers.map(({ name }) => name), closed: ring.closed };
}

describe("asking for the ring", () => {
  test("alone it is closed and holds only oneself", () => {
    const { world, node } = alone();
    node.step({ type: "ask-ring", ref: "r" });
    world.settle();
    expect(node.only("ring")).toMatchObject([{ closed: true, lapMs: null, ref: "r" }]);
    expect(lastRing(node)?.names).toEqual(["bobby"]);
  });

  test("a lap that comes home through all of them closes it, in ring order from oneself", () => {
    const { world, nodes } = ringOf(5);
    for (const [index, node] of nodes.entries()) {
      node.step({ type: "ask-ring" });
      world.settle();
      const names = ["bobby", "donald", "eddy", "frank", "gina"];
      const turned = [...names.slice(index), ...names.slice(0, index)];
      expect(lastRing(node)).toEqual({ names: turned, closed: true });
      expect(node.only("ring").at(-1)?.lapMs).toBe(0);
    }
  });

  test("with a frozen peer in it, it is told as not closed within 1.5 s", () => {
    const { world, bobby, eddy } = three();
    eddy.isFrozen = true;
    bobby.step({ type: "ask-ring" });
    world.run(1_400);
    expect(bobby.only("ring")).toEqual([]);
    world.run(200);
    expect(lastRing(bobby)).toEqual({ names: ["bobby", "donald", "eddy"], closed: false });
  });

  test("tells how one's own two links stand, and how often the next was tried", () => {
    const { world, bobby, donald, eddy } = three();
    const links = (node: Node) => {
      node.step({ type: "ask-ring" });
      world.run(1_500);
      const ring = node.only("ring").at(-1);
      return ring?.kind === "ring" && [ring.next, ring.previous];
    };
    const [up, down] = [{ state: "up" }, { state: "down" }] as const;
    expect(links(bobby)).toEqual([up, up]);
    world.kill(donald);
    world.run(3_000);
    expect(links(bobby)).toEqual([{ state: "retry", attempt: 4, of: 10 }, up]);
    expect(links(eddy)).toEqual([up, down]);
  });

  test("tells alone how often the configured next was tried", () => {
    const { world, node } = alone();
    const next = () => {
      node.step({ type: "ask-ring" });
      const ring = node.only("ring").at(-1);
      return ring?.kind === "ring" && ring.next;
    };
    world.run(3_500);
    expect(next()).toEqual({ state: "retry", attempt: 4, of: 10 });
    world.run(10_000);
    expect(next()).toEqual({ state: "down" });
  });

  test("tells since when each is here, which its epoch says", () => {
    const { world, bobby } = two();
    bobby.step({ type: "ask-ring" });
    world.settle();
    const sinceMs = startedAtS * 1_000;
    expect(bobby.only("ring")).toMatchObject([{ peers: [{ sinceMs }, { sinceMs }] }]);
  });

  test("a lap of the last 2 s answers at once, an older one does not", () => {
    const { world, bobby } = two();
    const laps = () => bobby.sent.filter(({ frame }) => frame.type === "lap").length;
    const ask = () => {
      bobby.step({ type: "ask-ring" });
      world.settle();
      return laps();
    };
    expect([ask(), ask()]).toEqual([1, 1]);
    world.run(2_200);
    expect(ask()).toBe(2);
    expect(bobby.only("ring").every(({ closed }) => closed)).toBeTrue();
  });

  test("many questions at once are answered by one lap", () => {
    const { world, bobby } = two();
    for (const ref of ["a", "b", "c"]) bobby.step({ type: "ask-ring", ref });
    world.settle();
    expect(bobby.only("ring").map(({ ref }) => ref)).toEqual(["a", "b", "c"]);
    expect(bobby.sent.filter(({ frame }) => frame.type === "lap")).toHaveLength(1);
  });

  test("a lap that can't be passed on comes back marked as broken", () => {
    const { world, bobby, donald, eddy } = three();
    world.cutBetween(donald, eddy);
    bobby.step({ type: "ask-ring" });
    world.run(1_300);
    const back = donald.sent.flatMap(({ frame }) => (frame.type === "lap" ? [frame] : []));
    expect(back.at(-1)).toMatchObject({ broken: true });
    expect(lastRing(bobby)?.closed).toBeFalse();
  });
});

describe("a lap from a hostile member", () => {
  function lapOf(identity: Identity, change: Partial<Lap> = {}): Lap {
    const { id: origin, epoch } = identity;
    return { type: "lap", origin, epoch, number: 1, broken: false, hops: [], ...change };
  }

  test("with as many hops as a frame holds is not passed on with one more", () => {
    const { world, bobby, donald } = two();
    const stranger = new Stranger().joins(world, bobby);
    const hop = { peer: stranger.identity.id, clock: 1, heldMs: 0, committed: 0 };
    for (const length of [hopsMax - 1, hopsMax]) {
      const hops = Array.from({ length }, () => hop);
      stranger.send(lapOf(new Identity("8", "nobody"), { hops }));
    }
    world.run(1_500);
    expect([bobby.linked, bobby.refusals, donald.refusals]).toEqual([
      ["donald", "mallory"],
      [],
      [],
    ]);
  });

  test("that has passed this peer before, or whose bearer is not its last hop, goes no further", () => {
    const { world, bobby } = two();
    const stranger = new Stranger().joins(world, bobby);
    const hopOf = (peer: string) => ({ peer, clock: 1, heldMs: 0, committed: 0 });
    const { id } = stranger.identity;
    const before = bobby.sent.length;
    stranger.send(lapOf(new Identity("8", "nobody")));
    stranger.send(lapOf(stranger.identity, { hops: [hopOf(bobby.identity.id), hopOf(id)] }));
    expect(bobby.sent).toHaveLength(before);
    stranger.send(lapOf(stranger.identity));
    expect(bobby.sent.at(-1)?.frame).toMatchObject({ type: "lap", hops: [{ heldMs: 0 }] });
  });

  test("that claims to be ours but bears another number closes no ring", () => {
    const { world, bobby, donald, eddy } = three();
    const stranger = new Stranger().joins(world, bobby);
    eddy.isFrozen = true;
    bobby.step({ type: "ask-ring" });
    const hops = [donald, eddy, stranger].map(({ identity }) => {
      return { peer: identity.id, clock: 1, heldMs: 0, committed: 1 };
    });
    stranger.send(lapOf(bobby.identity, { number: 2, hops }));
    stranger.send(lapOf(new Identity("1", "bobby", 9), { number: 1, hops }));
    expect(bobby.only("ring")).toEqual([]);
  });

  test("that claims to be ours but was never sent, or sent long ago, answers nothing", () => {
    const { world, bobby } = two();
    const stranger = new Stranger().joins(world, bobby);
    for (const number of [1, 2, 99]) stranger.send(lapOf(bobby.identity, { number }));
    expect(bobby.only("ring")).toEqual([]);
    expect(stranger.isClosed).toBeFalse();
  });
});

describe("asking who is in a mesh", () => {
  test("tells the link to each, and whether there is one to all of them", () => {
    const world = new World();
    const nodes = [0, 1, 2].map((index) => {
      return world.node({ ...memberOptions(index, 3), kind: "mesh" });
    });
    const answer = () => {
      nodes[0]!.step({ type: "ask-ring" });
      world.run(2_000);
      return nodes[0]!.only("ring").at(-1);
    };
    world.run(4_000);
    const up = { state: "up" } as const;
    const [kind, peers] = ["mesh", ["bobby", "donald", "eddy"].map((name) => ({ name }))] as const;
    expect(answer()).toMatchObject({ kind, peers, closed: true, links: [up, up] });
    world.kill(nodes[2]!);
    world.run(3_000);
    const retry = { state: "retry", attempt: expect.any(Number), of: 10 };
    expect(answer()).toMatchObject({ kind, peers, closed: false, links: [up, retry], lapMs: null });
  });
});
