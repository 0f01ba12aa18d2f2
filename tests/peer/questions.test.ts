/** Members asked by a program: which links they have, what they prove, whom they may try. */
import { describe, expect, test } from "bun:test";

import type { Answer } from "../../src/peer/shown.ts";
import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { alone, ringOf, three, two } from "./room.ts";
import { Stranger } from "./stranger.ts";

/** What became of the questions so far, in the order in which it was told. */
function answers(node: Node): Answer[] {
  return node.only("answer").map(({ answer }) => answer);
}

describe("a member that is asked", () => {
  test("tells which links it has now, and on which side", () => {
    const { world, bobby, donald } = three();
    bobby.ask(donald, { ask: "links" });
    world.settle();
    const [answer] = bobby.only("answer");
    expect(answer).toMatchObject({ ref: "asked", peer: { name: "donald" } });
    expect(answers(bobby)).toEqual([
      {
        answer: "links",
        links: expect.arrayContaining([
          { peer: expect.objectContaining({ name: "bobby" }), side: "previous" },
          { peer: expect.objectContaining({ name: "eddy" }), side: "next" },
        ]),
      },
    ]);
  });

  test("is dialled where no link leads to it, and let go afterwards", () => {
    const { world, nodes } = ringOf(5);
    const [bobby, , eddy] = nodes;
    if (bobby === undefined || eddy === undefined) throw new Error("a ring of five has three");
    bobby.ask(eddy, { ask: "links" });
    world.run(200);
    expect(answers(bobby)).toMatchObject([{ answer: "links", links: [{}, {}, {}] }]);
    world.run(30_000);
    expect(bobby.linked.toSorted()).toEqual(["donald", "gina"]);
  });

  test("proves its key on a link that lives", () => {
    const { world, nodes } = ringOf(4);
    const [bobby, , eddy] = nodes;
    if (bobby === undefined || eddy === undefined) throw new Error("a ring of four has three");
    bobby.ask(eddy, { ask: "keys" });
    world.settle();
    expect(answers(bobby)).toEqual([{ answer: "keys", epoch: eddy.identity.epoch }]);
    world.unreachable.add(eddy.address);
    world.kill(eddy);
    world.run(5_000);
    bobby.ask(eddy, { ask: "keys" });
    world.run(5_100);
    expect(answers(bobby)[1]).toEqual({ answer: "none", why: "unreached" });
    bobby.ask({ identity: new Identity("c", "nobody") }, { ask: "keys" });
    expect(answers(bobby)[2]).toEqual({ answer: "none", why: "unknown" });
  });

  test("tries the addresses that it is told, and finds a peer there", () => {
    const { world, bobby, donald } = two();
    const lonely = world.node({ identity: new Identity("7", "zoe"), address: "10.0.0.77:6001" });
    bobby.ask(donald, { ask: "hints", addresses: [lonely.address] });
    world.run(4_000);
    expect(answers(bobby)).toEqual([{ answer: "hinted" }]);
    expect(donald.dials).toContain(lonely.address);
    expect(lonely.linked.toSorted()).toEqual(["bobby", "donald"]);
  });

  test("may be this peer itself", () => {
    const { world, bobby, donald } = two();
    bobby.ask(bobby, { ask: "links" });
    bobby.ask(bobby, { ask: "keys" });
    bobby.ask(bobby, { ask: "hints", addresses: ["10.0.0.88:6001"] });
    world.run(100);
    expect(answers(bobby)).toMatchObject([
      { answer: "links", links: [{ peer: { id: donald.identity.id } }] },
      { answer: "keys", epoch: bobby.identity.epoch },
      { answer: "hinted" },
    ]);
    expect(bobby.dials).toContain("10.0.0.88:6001");
  });

  test("that does not know the question closes the link once, and is not asked again", () => {
    const { world, bobby } = two();
    const old = new Stranger().joins(world, bobby).stays(1);
    bobby.ask(old, { ask: "links" });
    world.settle();
    expect(old.only("ask-links")).toHaveLength(1);
    old.send({ type: "error", code: "frame", message: "no such type" });
    expect(answers(bobby)).toEqual([{ answer: "none", why: "mute" }]);
    const again = new Stranger().joins(world, bobby);
    bobby.ask(again, { ask: "links" });
    world.settle();
    expect(again.only("ask-links")).toHaveLength(0);
    expect(answers(bobby)).toHaveLength(2);
  });

  test("by many at once gets one question a second", () => {
    const { world, bobby } = two();
    const eddy = new Stranger().joins(world, bobby).stays(1);
    for (let i = 0; i < 9; i++) bobby.ask(eddy, { ask: "links" }, `${i}`);
    world.settle();
    expect(eddy.only("ask-links")).toHaveLength(1);
    eddy.send({ type: "links", links: [], more: false });
    expect(answers(bobby)).toHaveLength(9);
    for (let i = 0; i < 30; i++) {
      bobby.ask(eddy, { ask: "links" });
      eddy.send({ type: "links", links: [], more: false }, { type: "ping" });
      world.run(100);
    }
    expect(eddy.only("ask-links").length).toBeLessThanOrEqual(5);
  });
});

describe("a hostile member", () => {
  test("that tells links which nobody asked for is refused", () => {
    const { world, node } = alone();
    const eddy = new Stranger().joins(world, node);
    eddy.send({ type: "links", links: [], more: false });
    expect(eddy.refusal).toBe("protocol: links that nobody asked for");
  });

  test("that answers without end is refused, and so is one that answers twice", () => {
    const { world, node } = alone();
    const eddy = new Stranger().joins(world, node).stays(1);
    node.ask(eddy, { ask: "links" });
    const many = Array.from({ length: 512 }, () => ["a".repeat(64), "other"] as const);
    for (let i = 0; i < 3; i++) {
      eddy.send({ type: "links", links: many.map(([peer, side]) => [peer, side]), more: true });
    }
    expect(eddy.refusal).toBe("protocol: over 1024 links");
    const other = new Stranger().joins(world, node).stays(1);
    node.ask(other, { ask: "links" });
    other.send({ type: "links", links: [], more: false });
    other.send({ type: "links", links: [], more: false });
    expect(other.refusal).toBe("protocol: links that nobody asked for");
  });

  test("that asks without end is refused", () => {
    const { world, node } = alone();
    const eddy = new Stranger().joins(world, node);
    for (let i = 0; i < 20; i++) eddy.send({ type: "ask-links" });
    expect(eddy.refusal).toBe("");
    eddy.send({ type: "ask-links" });
    expect(eddy.refusal).toBe("protocol: too many questions");
  });

  test("makes us dial little by its hints: one address a tick, none twice, few in all", () => {
    const { world, node } = alone();
    const eddy = new Stranger().joins(world, node);
    const before = node.dials.length;
    const addresses = Array.from({ length: 16 }, (_, i) => `10.9.0.${i}:6001`);
    for (let i = 0; i < 4; i++) eddy.send({ type: "hints", addresses });
    expect(eddy.refusal).toBe("");
    eddy.send({ type: "hints", addresses });
    expect(eddy.refusal).toBe("protocol: too many questions");
    world.run(100);
    expect(node.dials.slice(before).filter((target) => target.startsWith("10.9."))).toHaveLength(1);
    world.run(4_000);
    const dialled = node.dials.filter((target) => target.startsWith("10.9."));
    expect(dialled).toHaveLength(16);
    expect(new Set(dialled).size).toBe(16);
  });
});

describe("a program's wishes", () => {
  test("keep links to members beside the ring's, until they are taken back", () => {
    const { world, nodes } = ringOf(5);
    const [bobby, , eddy, frank] = nodes;
    if (bobby === undefined || eddy === undefined || frank === undefined) throw new Error("five");
    bobby.step({ type: "wish", links: [eddy.identity.id, frank.address] });
    world.run(30_000);
    expect(bobby.linked.toSorted()).toEqual(["donald", "eddy", "frank", "gina"]);
    const dials = bobby.dials.length;
    world.run(30_000);
    expect(bobby.dials.slice(dials)).toEqual([]);
    bobby.step({ type: "wish", links: [] });
    world.run(40_000);
    expect(bobby.linked.toSorted()).toEqual(["donald", "gina"]);
  });

  test("find whoever is at an address", () => {
    const { world, node } = alone();
    const zoe = world.node({ identity: new Identity("7", "zoe"), address: "10.0.0.77:6001" });
    node.step({ type: "wish", links: [zoe.address, "10.0.0.78:6001"] });
    world.run(2_000);
    expect(node.linked).toEqual(["zoe"]);
  });

  test("for one peer end with the link that is dropped", () => {
    const { world, nodes } = ringOf(5);
    const [bobby, , eddy] = nodes;
    if (bobby === undefined || eddy === undefined) throw new Error("five");
    bobby.step({ type: "wish", links: [eddy.identity.id] });
    world.run(10_000);
    expect(bobby.linked).toContain("eddy");
    bobby.step({ type: "drop", peer: eddy.identity.id });
    expect(bobby.linked).not.toContain("eddy");
    world.run(1_000);
    expect(bobby.linked).not.toContain("eddy");
  });
});
