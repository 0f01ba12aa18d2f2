import { describe, expect, test } from "bun:test";

import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { meshOf, nearOptions, ringOf, type Room } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

function five(): Room & { readonly nodes: readonly [Node, Node, Node, Node, Node] } {
  const { world, nodes } = meshOf(5);
  const [bobby, donald, eddy, frank, gina] = nodes;
  if (!bobby || !donald || !eddy || !frank || !gina) throw new Error("a mesh of five has five");
  return { world, nodes: [bobby, donald, eddy, frank, gina] };
}

/** How many bytes come in here from now on that hold the text. */
function countArrivals(nodes: readonly Node[], text: string): () => number {
  let count = 0;
  for (const node of nodes) {
    node.onBytes = (bytes) => {
      count += new TextDecoder().decode(bytes).split(text).length - 1;
    };
  }
  return () => count;
}

describe("what is said in a mesh", () => {
  test("takes one hop, and nobody passes it on to who has it already", () => {
    const { world, nodes } = five();
    const arrivals = countArrivals(nodes, "hello all");
    nodes[0].say("hello all");
    world.settle();
    for (const { texts } of nodes) expect(texts).toEqual(["hello all"]);
    world.run(5_000);
    expect(arrivals()).toBe(4);
  });

  test("reaches who has no link to its author by the others, two ticks later", () => {
    const { world, nodes } = five();
    const [bobby, , eddy] = nodes;
    world.cutBetween(bobby, eddy);
    world.run(1_000);
    bobby.say("eddy?");
    world.run(300);
    expect(eddy.texts).toEqual(["eddy?"]);
    expect([bobby.linked, eddy.linked]).toEqual([
      ["donald", "frank", "gina"],
      ["donald", "frank", "gina"],
    ]);
  });

  test("is answered in order though the answer is quicker than the first acknowledgement", () => {
    const { world, nodes } = five();
    const [bobby, donald, eddy] = nodes;
    world.cutBetween(bobby, eddy);
    bobby.say("question");
    world.settle();
    donald.say("answer");
    world.run(300);
    for (const { texts } of nodes) expect(texts).toEqual(["question", "answer"]);
    expect(eddy.refusals).toEqual([]);
  });
});

test("a newcomer to a mesh is brought what was said before by one of them, not by all", () => {
  const { world, nodes } = five();
  for (let i = 0; i < 50; i++) nodes[i % 5]?.say(`before ${i}`);
  world.run(1_000);
  const options = { ...nearOptions(5), identity: new Identity("6", "henry") };
  const henry = world.node(options);
  const arrivals = countArrivals([henry], "before ");
  world.run(3_000);
  expect(henry.linked).toHaveLength(5);
  expect(henry.texts).toHaveLength(50);
  expect(arrivals()).toBe(50);
});

test("a newcomer whose first neighbour brings nothing is soon brought it by another", () => {
  const { world, nodes } = five();
  for (let i = 0; i < 50; i++) nodes[i % 5]?.say(`before ${i}`);
  world.run(1_000);
  const henry = world.node({ ...nearOptions(5), identity: new Identity("6", "henry") });
  henry.loses = (bytes) => new TextDecoder().decode(bytes).startsWith('{"type":"run"');
  world.run(1_000);
  expect(henry.texts).toEqual([]);
  henry.loses = () => false;
  world.run(3_000);
  expect(henry.texts).toHaveLength(50);
});

describe("the links of a mesh", () => {
  test("are one each pair in the end, though both ends look for each other", () => {
    const { world, nodes } = five();
    const dials = nodes.reduce((sum, node) => sum + node.dials.length, 0);
    for (const { linked } of nodes) expect(linked).toHaveLength(4);
    // All have started in the same moment: of ten pairs some have dialled each other.
    expect(dials).toBeLessThan(15);
    world.run(10_000);
    expect(nodes.reduce((sum, node) => sum + node.dials.length, 0)).toBe(dials);
  });

  test("come about where only one end can be dialled", () => {
    const world = new World();
    const options = [nearOptions(0), nearOptions(1), nearOptions(2)] as const;
    world.unreachable.add(options[0].address).add(options[1].address);
    const nodes = options.map((one) => world.node(one));
    world.run(5_000);
    expect(nodes.map(({ linked }) => linked)).toEqual([["eddy"], ["eddy"], ["bobby", "donald"]]);
  });
});

describe("a member of a mesh", () => {
  test("that is killed is told as lost by everyone within 4 s, with three tries", () => {
    const { world, nodes } = five();
    world.kill(nodes[2]);
    world.run(4_000);
    for (const node of nodes.filter((one) => one !== nodes[2])) {
      expect(node.notices.filter((notice) => notice === "lost eddy")).toEqual(["lost eddy"]);
      expect(node.notices.filter((notice) => /healed|merged/.test(notice))).toEqual([]);
    }
  });

  test("that others reach is told as lost once at most, and given up ever more seldom", () => {
    const { world, nodes } = five();
    const [bobby, , eddy] = nodes;
    world.deaf.add(bobby).add(eddy);
    world.cutBetween(bobby, eddy);
    const written = countArrivals([nodes[4]], '"event":"lost"');
    world.run(300_000);
    expect(written()).toBeLessThanOrEqual(2);
    for (const node of nodes) {
      expect(node.notices.filter((notice) => notice.startsWith("lost")).length).toBeLessThanOrEqual(
        1,
      );
    }
    const gaveUp = bobby.only("gave-up").length;
    expect(gaveUp).toBeGreaterThanOrEqual(3);
    expect(gaveUp).toBeLessThanOrEqual(6);
    world.mend();
    world.deaf.clear();
    world.run(8_000);
    expect(bobby.linked).toContain("eddy");
  });

  test("that others reach is told as lost no sooner for a false mark than to anybody else", () => {
    const { world, nodes } = five();
    const [bobby, , eddy] = nodes;
    world.deaf.add(bobby).add(eddy);
    world.cutBetween(bobby, eddy);
    const tries = () => bobby.only("retry").length;
    for (let waited = 0; tries() < 5 && waited < 60_000; waited += 100) world.run(100);
    const record = bobby.store.load().members.find(({ peer }) => peer === eddy.identity.id);
    if (record === undefined) throw new Error("eddy is known");
    const mallory = new Stranger().joins(world, bobby, { kind: "mesh" });
    mallory.send({ type: "members", records: [{ ...record, down: true }] });
    world.run(5_000);
    const told = bobby.notices.filter((notice) => notice.endsWith("eddy"));
    expect(told).toEqual(["joined eddy", "lost eddy", "back eddy"]);
  });

  test("two meshes that meet become one, without a word of rings", () => {
    const { world, nodes } = five();
    for (const one of nodes.slice(0, 2)) {
      for (const other of nodes.slice(2)) world.cutBetween(one, other);
    }
    world.run(20_000);
    expect(nodes.map(({ linked }) => linked.length)).toEqual([1, 1, 2, 2, 2]);
    world.mend();
    world.run(10_000);
    for (const node of nodes) {
      expect(node.linked).toHaveLength(4);
      expect(node.notices.filter((notice) => /healed|merged/.test(notice))).toEqual([]);
    }
  });
});

test("in a ring, where nobody else would notice, who once refuted it is still given up", () => {
  const { world, nodes } = ringOf(4);
  const [bobby, donald] = nodes;
  if (bobby === undefined || donald === undefined) throw new Error("a ring of four has four");
  world.cutBetween(bobby, donald);
  world.run(12_000);
  const told = () => bobby.notices.filter((notice) => /^(lost|back) donald/.test(notice));
  expect(told()).toEqual(["lost donald", "back donald"]);
  world.kill(donald);
  world.run(14_000);
  expect(told()).toEqual(["lost donald", "back donald", "lost donald"]);
});
