import { describe, expect, test } from "bun:test";

import { membersMax } from "../../src/wire/limits.ts";
import { Identity, startedAtS } from "./identity.ts";
import type { Node } from "./node.ts";
import { alone, memberOptions, three, two } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

const mallory = () => new Identity("9", "mallory");

describe("records", () => {
  test("a record that its owner has not signed is refused and the link closed, other links stay", () => {
    const { world, bobby, donald } = two();
    const forged = { ...mallory().record(), address: "10.0.0.7:1" };
    const stranger = new Stranger()
      .joins(world, bobby)
      .send({ type: "members", records: [forged] });
    expect(stranger.refusal).toBe("auth: the record of 99999999 is not signed by it");
    expect(stranger.isClosed).toBeTrue();
    expect(bobby.notices).not.toContain("joined mallory");
    bobby.say("go on");
    world.settle();
    expect(donald.texts).toContain("go on");
  });

  test("a known signature serves for no other record of the same incarnation", () => {
    const { world, node } = alone();
    const record = mallory().record();
    const changed = { ...record, name: "zorro" };
    const stranger = new Stranger().joins(world, node);
    stranger.send({ type: "members", records: [record] }, { type: "members", records: [changed] });
    expect(stranger.refusal).toStartWith("auth: the record of");
    expect(node.notices).toEqual(["joined mallory"]);
  });

  test("a record signed for another room is refused", () => {
    const { world, node } = alone();
    const record = mallory().record({}, "attic");
    const stranger = new Stranger().joins(world, node).send({ type: "members", records: [record] });
    expect(stranger.refusal).toStartWith("auth: the record of");
  });

  test("nobody can say that another has left", () => {
    const { world, bobby, donald, eddy } = three();
    const genuine = bobby.sent.flatMap(({ frame }) =>
      frame.type === "members" ? frame.records : [],
    );
    const record = genuine.find(({ peer }) => peer === eddy.identity.id);
    if (record === undefined) throw new Error("bobby passed on no record of eddy");
    const forged = { ...record, incarnation: record.incarnation + 1, state: "left" } as const;
    const stranger = new Stranger()
      .joins(world, bobby)
      .send({ type: "members", records: [forged] });
    expect(stranger.refusal).toStartWith("auth:");
    for (const node of [bobby, donald]) expect(node.notices).not.toContain("left eddy");
  });

  test("a record with a reserved name is refused", () => {
    const { world, node } = alone();
    const record = mallory().record({ name: "_" });
    const stranger = new Stranger().joins(world, node).send({ type: "members", records: [record] });
    expect(stranger.refusal).toBe("name: the name of 99999999 is reserved");
  });

  test("what is news is passed on, what is known is not", () => {
    const { world, bobby, donald } = two();
    const stranger = new Stranger().joins(world, bobby);
    const frame = { type: "members", records: [stranger.identity.record()] } as const;
    stranger.send({ ...frame, records: [...frame.records] });
    expect(donald.notices.at(-1)).toBe("joined mallory");
    const before = bobby.sent.length;
    stranger.send({ ...frame, records: [...frame.records] });
    expect(bobby.sent).toHaveLength(before);
  });

  test("a flood of records stops at the cap and takes no ring apart", () => {
    const { world, bobby, donald, eddy } = three();
    const stranger = new Stranger().joins(world, bobby);
    for (let from = 1; from < membersMax + 80; from += 40) {
      const records = Array.from({ length: 40 }, (_, index) => {
        const sybil = new Identity((from + index).toString(16).padStart(4, "0"), "sybil");
        return sybil.record({ incarnation: 2 * startedAtS, address: `10.9.9.9:${from + index}` });
      });
      stranger.send({ type: "members", records });
    }
    expect(stranger.refusal).toBe("");
    world.run(15_000);
    for (const node of [bobby, donald, eddy]) {
      node.step({ type: "ask-ring" });
      node.say(`${node.identity.name} still here`);
    }
    world.run(2_000);
    for (const node of [bobby, donald, eddy]) {
      expect(node.texts).toHaveLength(3);
      const { peers = [] } = node.only("ring").at(-1) ?? {};
      expect(peers.length).toBeLessThanOrEqual(membersMax);
      expect(peers.length).toBeGreaterThan(1_000);
    }
  });
});

describe("down marks", () => {
  test("one who lives refutes a down mark, and nobody is told that it was lost", () => {
    const { world, bobby, donald, eddy } = three();
    const before = [bobby, donald, eddy].map(({ notices }) => notices);
    const known = bobby.sent.flatMap(({ frame }) =>
      frame.type === "members" ? frame.records : [],
    );
    const record = known.findLast(({ peer }) => peer === donald.identity.id);
    if (record === undefined) throw new Error("bobby passed on no record of donald");
    const stranger = new Stranger().joins(world, bobby);
    stranger.send({ type: "members", records: [{ ...record, down: true }] });
    world.run(4_000);
    expect([bobby, donald, eddy].map(({ notices }) => notices)).toEqual(before);
    expect(bobby.linked).toContain("donald");
  });

  test("one who does not refute a down mark is told as lost, once", () => {
    const { world, bobby, donald, eddy } = three();
    const stranger = new Stranger().joins(world, bobby);
    const record = new Identity("7", "gone").record();
    stranger.send({ type: "members", records: [record] });
    stranger.send({ type: "members", records: [{ ...record, down: true }] });
    world.run(1_500);
    for (const node of [bobby, donald, eddy]) expect(node.notices).not.toContain("lost gone");
    world.run(1_000);
    for (const node of [bobby, donald, eddy]) {
      expect(node.notices.filter((notice) => notice === "lost gone")).toHaveLength(1);
    }
  });

  test("a loss tells the tries of whoever made them, and of nobody else", () => {
    const { world, bobby, donald, eddy } = three();
    world.kill(donald);
    world.run(30_000);
    const lost = ({ shown }: Node) =>
      shown.flatMap((one) => (one.show === "notice" && one.kind === "lost" ? [one.tries] : []));
    expect([lost(bobby), lost(eddy)]).toEqual([[10], [undefined]]);
  });

  test("a loss is written into history by the one who noticed it, once", () => {
    const { world, bobby, donald, eddy } = three();
    const lines: string[] = [];
    eddy.onBytes = (bytes) => lines.push(...new TextDecoder().decode(bytes).split("\n"));
    world.kill(donald);
    world.run(30_000);
    const losses = lines.filter((line) => line.includes('"event":"lost"'));
    expect(losses).toHaveLength(1);
    expect(JSON.parse(losses[0] ?? "")).toMatchObject({ body: { name: "donald" } });
    expect(bobby.notices.filter((notice) => notice === "lost donald")).toHaveLength(1);
  });
});

test("another key at one's own address is marked down at once, for the address is one's own", () => {
  const { world, bobby, donald } = two();
  const stranger = new Stranger().joins(world, donald);
  const record = stranger.identity.record({ address: bobby.address });
  stranger.send({ type: "members", records: [record] });
  world.settle();
  expect(bobby.notices.slice(-2)).toEqual(["joined mallory", "lost mallory"]);
  world.run(2_200);
  expect(donald.notices.slice(-2)).toEqual(["joined mallory", "lost mallory"]);
});

describe("one's own record", () => {
  test("that comes back from an earlier start is outbid, so that the new start is alive", () => {
    const { world, bobby, donald } = two();
    bobby.leave();
    world.settle();
    const again = world.node({ ...memberOptions(0, 2), identity: new Identity("1", "bobby", 2) });
    world.run(3_000);
    expect(donald.notices.slice(-2)).toEqual(["left bobby", "back bobby"]);
    expect(again.linked).toEqual(["donald"]);
    expect(again.only("identity-in-use")).toEqual([]);
  });

  test("of another process that comes back three times in a minute tells of a copied key", () => {
    const { world, node } = alone();
    const elder = new Identity("1", "bobby", 0);
    const stranger = new Stranger().joins(world, node);
    const refutes = (more: number) => {
      const incarnation = startedAtS + more;
      const record = elder.record({ incarnation, address: "10.0.0.50:6001" });
      stranger.send({ type: "members", records: [record] });
      world.run(1_000);
    };
    refutes(5);
    refutes(7);
    expect(node.only("identity-in-use")).toEqual([]);
    refutes(9);
    expect(node.only("identity-in-use")).toEqual([
      { show: "identity-in-use", address: "10.0.0.50:6001" },
    ]);
    expect(stranger.isClosed).toBeTrue();
  });

  test("of a later process is outbid for ever: the one that started first stays", () => {
    const { world, node } = alone();
    const younger = new Identity("1", "bobby", 9);
    const stranger = new Stranger().joins(world, node);
    for (const more of [5, 7, 9, 11, 13]) {
      const record = younger.record({ incarnation: startedAtS + more });
      stranger.send({ type: "ping" }, { type: "members", records: [record] });
      world.run(1_000);
    }
    expect(node.only("identity-in-use")).toEqual([]);
    const own = stranger.only("members").at(-1)?.records[0];
    const incarnation = startedAtS + 14;
    expect(own).toMatchObject({ epoch: node.identity.epoch, incarnation, state: "alive" });
  });

  test("of an earlier start, sent again by whomever, is no news: each start begins higher", () => {
    const { world, node } = alone();
    const elder = new Identity("1", "bobby", 0);
    const stranger = new Stranger().joins(world, node);
    const before = node.sent.length;
    for (const incarnation of [1, 2, 3, startedAtS - 1]) {
      stranger.send({ type: "members", records: [elder.record({ incarnation })] });
    }
    expect([node.sent.length, node.only("identity-in-use")]).toEqual([before, []]);
  });

  test("is refuted once a second at most, however often it is marked down", () => {
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node);
    const records = () => stranger.only("members").flatMap((frame) => frame.records);
    const before = records().length;
    for (let i = 0; i < 100; i++) {
      const own = records().at(-1);
      if (own === undefined) throw new Error("the node sent no record of its own");
      stranger.send({ type: "members", records: [{ ...own, down: true }] });
    }
    expect(records().length - before).toBe(1);
    world.run(1_000);
    expect(records().length - before).toBe(2);
    expect(records().at(-1)).toMatchObject({ incarnation: startedAtS + 2, down: false });
  });

  test("sightings further apart than a minute are earlier starts, not a copied key", () => {
    const { world, node } = alone();
    for (const more of [5, 7, 9, 11]) {
      const stranger = new Stranger(mallory()).joins(world, node);
      const elder = new Identity("1", "bobby", 0);
      const record = elder.record({ incarnation: startedAtS + more });
      stranger.send({ type: "members", records: [record] });
      world.run(61_000);
    }
    expect(node.only("identity-in-use")).toEqual([]);
  });
});

describe("a wildcard listener", () => {
  test("tells each link the address by which that link reached it", () => {
    const world = new World();
    const options = memberOptions(0, 2);
    const node = world.node({ ...options, wildcard: true, address: "192.168.1.23:6001" });
    world.listen("10.7.7.7:6001", node);
    const stranger = new Stranger().dialsAddress(world, "10.7.7.7:6001");
    expect(stranger.only("hello")[0]?.address).toBe("10.7.7.7:6001");
  });

  test("learns from its first link how others reach it, and tells them all", () => {
    const world = new World();
    const options = { ...memberOptions(0, 2), wildcard: true, address: "127.0.0.1:6001" };
    const node = world.node(options);
    world.listen("10.7.7.7:6001", node);
    const stranger = new Stranger().dialsAddress(world, "10.7.7.7:6001").greets();
    const own = stranger.only("members").flatMap(({ records }) => records);
    const incarnation = startedAtS + 1;
    expect(own.at(-1)).toMatchObject({ address: "10.7.7.7:6001", incarnation });
  });

  test("keeps the address of a link that is up when another link has another", () => {
    const world = new World();
    const options = { ...memberOptions(0, 2), wildcard: true, address: "127.0.0.1:6001" };
    const node = world.node(options);
    for (const address of ["10.7.7.7:6001", "10.8.8.8:6001"]) world.listen(address, node);
    new Stranger().dialsAddress(world, "10.7.7.7:6001").greets();
    const other = new Stranger(new Identity("8", "other"));
    other.dialsAddress(world, "10.8.8.8:6001").greets();
    const records = other.only("members").flatMap((frame) => frame.records);
    expect(records.map(({ address }) => address)).toEqual(["10.7.7.7:6001"]);
  });
});

test("the configured next is known by the address that it gives itself", () => {
  const world = new World();
  const options = memberOptions(0, 2);
  const bobby = world.node({ ...options, next: "donalds-host:6001" });
  const donald = world.node(memberOptions(1, 2));
  world.listen("donalds-host:6001", donald);
  world.run(3_000);
  expect(bobby.linked).toEqual(["donald"]);
  const own = bobby.sent.flatMap(({ frame }) => (frame.type === "members" ? frame.records : []));
  expect(own.findLast(({ peer }) => peer === bobby.identity.id)?.next).toBe(donald.address);
  world.kill(donald);
  world.run(2_000);
  // What is told is the address as the person typed it.
  expect(bobby.only("retry").at(-1)?.address).toBe("donalds-host:6001");
});
