import { describe, expect, test } from "bun:test";

import type { Node } from "./node.ts";
import { memberOptions, meshOf, ringOf, three } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

function noticed(node: Node, kind: "healed" | "merged"): { name: string; sentAgain?: number }[] {
  return node
    .only("notice")
    .filter((notice) => notice.kind === kind)
    .map(({ peer, sentAgain }) => ({
      name: peer.name,
      ...(sentAgain === undefined ? {} : { sentAgain }),
    }));
}

/** The members that `range` names, which the ring must hold. */
function pick(nodes: readonly Node[], ...range: readonly number[]): Node[] {
  return range.map((index) => {
    const node = nodes[index];
    if (node === undefined) throw new Error(`no member ${index}`);
    return node;
  });
}

describe("a successor that is lost", () => {
  test("is stepped over at once: whoever stands behind it is linked while it is still tried", () => {
    const { world, nodes } = ringOf(5);
    const [bobby, donald, eddy, frank] = pick(nodes, 0, 1, 2, 3);
    if (bobby === undefined || donald === undefined || eddy === undefined) return;
    world.kill(donald);
    world.kill(eddy);
    world.run(1_500);
    expect(bobby.linked).toEqual(["frank", "gina"]);
    expect(bobby.notices.filter((notice) => notice.startsWith("lost"))).toEqual([]);
    world.run(8_000);
    // The link outlives the six seconds after which frank would end one that nobody follows.
    const ended = frank
      ?.only("link")
      .filter(({ state, peer }) => state === "down" && peer.name === "bobby");
    expect(ended).toEqual([]);
    world.run(2_500);
    expect(bobby.notices.slice(-3)).toEqual(["lost donald", "lost eddy", "healed frank"]);
  });

  test("is passed by only once it has failed: a link that broke is dialled anew, and nobody else", () => {
    const { world, nodes } = ringOf(5);
    const [bobby, donald, eddy] = pick(nodes, 0, 1, 2);
    if (bobby === undefined || donald === undefined || eddy === undefined) return;
    bobby.dials.length = 0;
    bobby.cut(donald);
    world.run(3_000);
    expect(bobby.dials).toEqual([donald.address]);
  });

  test("leaves no gap to close in a mesh", () => {
    const { world, nodes } = meshOf(3);
    for (const node of pick(nodes, 1)) world.kill(node);
    world.run(15_000);
    for (const node of pick(nodes, 0, 2)) {
      expect(node.notices).toContain("lost donald");
      expect(noticed(node, "healed")).toEqual([]);
    }
  });

  test("is told as healed by whoever closed the ring, and by nobody else", () => {
    const { world, nodes } = ringOf(4);
    const [bobby, donald, eddy, frank] = pick(nodes, 0, 1, 2, 3);
    if (bobby === undefined || donald === undefined || eddy === undefined) return;
    world.kill(donald);
    world.run(12_000);
    expect(noticed(bobby, "healed")).toEqual([{ name: "eddy", sentAgain: 0 }]);
    for (const node of [eddy, frank]) expect(node && noticed(node, "healed")).toEqual([]);
  });

  test("is told as healed with what the new next lacked", () => {
    const { world, nodes } = ringOf(4);
    const [bobby, donald, eddy, frank] = pick(nodes, 0, 1, 2, 3);
    if (!bobby || !donald || !eddy || !frank) return;
    world.kill(donald);
    world.unreachable.add(eddy.address);
    world.cutBetween(bobby, frank);
    bobby.say("one");
    bobby.say("two");
    world.run(5_000);
    expect(eddy.texts).toEqual([]);
    world.unreachable.clear();
    world.run(10_000);
    expect(noticed(bobby, "healed")).toEqual([{ name: "eddy", sentAgain: 2 }]);
    expect(eddy.texts).toEqual(["one", "two"]);
  });

  test("leaves nothing to heal to who is then alone", () => {
    const { world, nodes } = ringOf(2);
    const [bobby, donald] = pick(nodes, 0, 1);
    if (bobby === undefined || donald === undefined) return;
    world.kill(donald);
    world.run(15_000);
    expect(noticed(bobby, "healed")).toEqual([]);
  });
});

test("a newcomer before a living successor heals nothing", () => {
  const { world, bobby, donald, eddy } = three();
  world.node({ ...memberOptions(3, 4), next: bobby.address });
  world.run(5_000);
  for (const node of [bobby, donald, eddy]) {
    expect([noticed(node, "healed"), noticed(node, "merged")]).toEqual([[], []]);
  }
});

test("who joins a ring of several takes that for no merger", () => {
  const { world, bobby } = three();
  const newcomer = world.node({ ...memberOptions(3, 4), next: bobby.address });
  world.run(5_000);
  expect(newcomer.notices.filter((notice) => notice.startsWith("joined"))).toHaveLength(3);
  expect(noticed(newcomer, "merged")).toEqual([]);
});

test("a hostile member that marks a living successor down makes nobody close a gap", () => {
  const { world, bobby, donald } = three();
  const sent = bobby.sent.flatMap(({ frame }) => (frame.type === "members" ? frame.records : []));
  const record = sent.findLast(({ peer }) => peer === donald.identity.id);
  if (record === undefined) throw new Error("bobby passed on no record of donald");
  // Its refutation is held up, as on a slow link.
  donald.isFrozen = true;
  new Stranger()
    .joins(world, bobby)
    .send({ type: "members", records: [{ ...record, down: true }] });
  world.run(1_000);
  donald.thaw();
  world.run(3_000);
  expect(noticed(bobby, "healed")).toEqual([]);
});

describe("two rings", () => {
  test("that were cut apart and find each other are told as merged, once to each", () => {
    const { world, nodes } = ringOf(4);
    const [bobby, donald, eddy, frank] = pick(nodes, 0, 1, 2, 3);
    if (!bobby || !donald || !eddy || !frank) return;
    for (const here of [bobby, donald])
      for (const there of [eddy, frank]) world.cutBetween(here, there);
    world.run(30_000);
    const before = nodes.map((node) => noticed(node, "merged").length);
    world.mend();
    world.run(30_000);
    expect(
      nodes.map((node, index) => noticed(node, "merged").length - (before[index] ?? 0)),
    ).toEqual([1, 1, 1, 1]);
    expect(["eddy", "frank"]).toContain(noticed(bobby, "merged").at(-1)?.name ?? "");
    for (const node of nodes) {
      const returned = node.notices.filter((notice) => notice.startsWith("back"));
      expect([node.identity.name, returned]).toEqual([node.identity.name, [...new Set(returned)]]);
    }
  });

  test("that never knew each other are told as merged when a member of one names the other", () => {
    const world = new World();
    const pairs = [0, 2].flatMap((first) => {
      const other = memberOptions(first + 1, 8).address;
      const one = world.node({ ...memberOptions(first, 8), next: other });
      return [one, world.node({ ...memberOptions(first + 1, 8), next: one.address })];
    });
    world.run(3_000);
    const [bobby] = pairs;
    // A fifth that names both: the first as its next, the other by a scout's table.
    const bridge = world.node({ ...memberOptions(4, 8), next: memberOptions(0, 8).address });
    world.run(2_000);
    for (const node of pairs) expect(noticed(node, "merged")).toEqual([]);
    expect(bobby && bridge.linked.includes("bobby")).toBe(true);
  });

  test("are not told as merged when one comes back alone", () => {
    const { world, bobby, donald, eddy } = three();
    for (const other of [bobby, donald]) world.cutBetween(eddy, other);
    world.run(30_000);
    world.mend();
    world.run(30_000);
    for (const node of [bobby, donald, eddy]) expect(noticed(node, "merged")).toEqual([]);
    expect(bobby.notices.at(-1)).toBe("back eddy");
  });

  test("are none in a mesh: who was cut off is back, and that is all", () => {
    const { world, nodes } = meshOf(4);
    for (const here of pick(nodes, 0, 1))
      for (const there of pick(nodes, 2, 3)) world.cutBetween(here, there);
    world.run(30_000);
    world.mend();
    world.run(30_000);
    for (const node of nodes) {
      expect(noticed(node, "merged")).toEqual([]);
      expect(node.notices.filter((notice) => notice.startsWith("back"))).toHaveLength(2);
    }
  });
});
