import { describe, expect, test } from "bun:test";

import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { alone, memberOptions, meshOf, three } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

const nextAddress = "10.0.0.2:6001";

describe("a next that does not run yet", () => {
  test("is tried ten times a second apart, each try told, then told as given up", () => {
    const { world, node } = alone();
    const told: number[] = [];
    for (let passed = 0; passed <= 12_000; passed += 100) {
      const tries = node.only("retry").length;
      while (told.length < tries) told.push(passed);
      world.run(100);
    }
    expect(told).toHaveLength(10);
    for (const [index, atMs] of told.entries()) {
      expect(Math.abs(atMs - index * 1_000)).toBeLessThanOrEqual(200);
    }
    expect(node.only("retry")).toEqual(
      Array.from({ length: 10 }, (_, index) => ({
        show: "retry",
        address: nextAddress,
        attempt: index + 1,
        of: 10,
      })),
    );
    expect(node.only("waiting")).toEqual([{ show: "waiting", address: nextAddress }]);
    expect(node.only("gave-up")).toEqual([
      { show: "gave-up", address: nextAddress, tries: 10, configured: true },
    ]);
  });

  test("is dialled every 2 s without a line each once it was given up", () => {
    const { world, node } = alone();
    world.run(11_500);
    node.dials.length = 0;
    const { length } = node.shown;
    world.run(20_000);
    expect(node.dials).toEqual(Array(10).fill(nextAddress));
    expect(node.shown).toHaveLength(length);
  });

  test("closes the ring when it appears, during the tries and long after them", () => {
    for (const waitMs of [500, 4_500, 9_950, 10_050, 60_000]) {
      const { world, node } = alone();
      world.run(waitMs);
      const donald = world.node(memberOptions(1, 2));
      world.run(2_200);
      expect([waitMs, node.linked, donald.linked]).toEqual([waitMs, ["donald"], ["bobby"]]);
      expect(node.notices).toEqual(["joined donald"]);
    }
  });

  test("that hangs instead of refusing is given up at the same time", () => {
    const { world, node } = alone();
    const donald = world.node(memberOptions(1, 2));
    donald.isFrozen = true;
    world.kill(donald);
    world.listen(nextAddress, donald);
    world.run(10_400);
    expect(node.only("retry").map(({ attempt }) => attempt)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(node.only("gave-up")).toHaveLength(1);
  });

  test("is tried no less often by a peer that did not get to run for a while", () => {
    const { world, node } = alone();
    world.run(3_000);
    for (let stalls = 0; stalls < 5; stalls++) world.jump(4_500);
    expect(node.only("gave-up")).toEqual([]);
    world.run(10_400);
    expect(node.only("retry").map(({ attempt }) => attempt)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(node.only("gave-up")).toMatchObject([{ tries: 10 }]);
  });

  test("can be oneself: then nobody is dialled", () => {
    const world = new World();
    const options = memberOptions(0, 1);
    const node = world.node(options);
    expect(options.next).toBe(options.address);
    world.run(15_000);
    expect([node.dials, node.only("retry"), node.refusals]).toEqual([[], [], []]);
  });
});

describe("a next that is lost", () => {
  test("is tried ten times again, then marked down and told as lost, and the ring heals", () => {
    const { world, bobby, donald, eddy } = three();
    const before = { tries: bobby.only("retry").length, notices: bobby.notices };
    world.kill(donald);
    world.run(9_500);
    expect(bobby.notices).toEqual(before.notices);
    world.run(1_500);
    expect(bobby.only("retry")).toHaveLength(before.tries + 10);
    expect(bobby.notices).toEqual([...before.notices, "lost donald", "healed eddy"]);
    world.run(8_000);
    expect(eddy.notices.at(-1)).toBe("lost donald");
    expect([bobby.linked, eddy.linked]).toEqual([["eddy"], ["bobby"]]);
    bobby.say("he is gone");
    world.settle();
    expect(eddy.texts).toContain("he is gone");
  });

  test("comes back under the same name with a new start, and is told as back", () => {
    const { world, bobby, donald, eddy } = three();
    world.kill(donald);
    world.run(20_000);
    const again = world.node({ ...memberOptions(1, 3), identity: new Identity("2", "donald", 2) });
    world.run(3_000);
    expect(bobby.notices.slice(-3)).toEqual(["lost donald", "healed eddy", "back donald"]);
    expect(eddy.notices.slice(-2)).toEqual(["lost donald", "back donald"]);
    expect(again.linked).toEqual(["bobby", "eddy"]);
  });

  test("whose place another key takes is marked down at once, and the ring closes", () => {
    const { world, bobby, donald, eddy } = three();
    world.kill(donald);
    const other = world.node({ ...memberOptions(1, 3), identity: new Identity("7", "wiped") });
    world.run(8_000);
    expect(bobby.notices.slice(-3)).toEqual(["joined wiped", "lost donald", "healed wiped"]);
    expect(other.linked).toEqual(["bobby", "eddy"]);
    expect(eddy.linked).toEqual(["bobby", "wiped"]);
  });

  test("whose place another key takes is marked down by whoever dials it", () => {
    const { world, bobby, donald } = three();
    world.kill(donald);
    Stranger.answers(world, donald.address, new Identity("7", "wiped"), (stranger) =>
      stranger.greets({ address: donald.address, dials: 0 }),
    );
    world.run(1_500);
    expect(bobby.notices).toContain("lost donald");
    expect(bobby.linked).toContain("wiped");
  });

  test("two neighbours that die at once are stepped over", () => {
    const world = new World();
    const nodes = Array.from({ length: 5 }, (_, index) => world.node(memberOptions(index, 5)));
    world.run(5_000);
    const [first, second, third, ...rest] = nodes;
    if (first === undefined || second === undefined || third === undefined) return;
    world.kill(second);
    world.kill(third);
    world.run(30_000);
    for (const node of [first, ...rest]) expect(node.linked).toHaveLength(2);
  });
});

test("a member that tells of a hundred others makes a mesh dial 64 of them at a time", () => {
  const { world, nodes } = meshOf(2);
  const [bobby, donald] = nodes as [Node, Node];
  const records = Array.from({ length: 100 }, (_, index) => {
    const identity = new Identity((0x1000 + index).toString(16), `false ${index}`);
    return identity.record({ address: `10.9.9.${index}:6010` });
  });
  const mallory = new Stranger().joins(world, bobby, { kind: "mesh" });
  bobby.dials.length = 0;
  for (let at = 0; at < records.length; at += 25) {
    mallory.send({ type: "members", records: records.slice(at, at + 25) });
  }
  world.run(800);
  expect(new Set(bobby.dials).size).toBe(64);
  world.run(10_000);
  expect(new Set(bobby.dials.filter((address) => address.startsWith("10.9.9."))).size).toBe(100);
  expect([bobby.linked, donald.linked]).toEqual([["donald"], ["bobby"]]);
});

describe("rings that were split", () => {
  test("by the death of the one that all name as next find each other by scouting alone", () => {
    const world = new World();
    const { identity, address } = memberOptions(0, 3);
    const bobby = world.node({ identity, address });
    const donald = world.node({ ...memberOptions(1, 3), next: address });
    const eddy = world.node({ ...memberOptions(2, 3), next: address });
    world.run(4_000);
    world.kill(bobby);
    world.cutBetween(donald, eddy);
    world.run(60_000);
    expect([donald.linked, eddy.linked]).toEqual([[], []]);
    world.mend();
    world.run(25_000);
    expect([donald.linked, eddy.linked]).toEqual([["eddy"], ["donald"]]);
  });

  test("grow together again when the network is whole", () => {
    const { world, bobby, donald, eddy } = three();
    for (const node of [bobby, donald, eddy]) world.unreachable.add(node.address);
    for (const node of [bobby, donald, eddy]) node.cut();
    world.run(40_000);
    for (const node of [bobby, donald, eddy]) expect(node.linked).toEqual([]);
    bobby.say("alone");
    world.unreachable.clear();
    world.run(30_000);
    expect([bobby.linked, donald.linked, eddy.linked]).toEqual([
      ["donald", "eddy"],
      ["bobby", "eddy"],
      ["bobby", "donald"],
    ]);
    for (const node of [donald, eddy]) expect(node.texts).toContain("alone");
  });

  test("a hostile member that answers at its own address marks nobody else down", () => {
    const { world, bobby, donald, eddy } = three();
    // Mallory's record names an address where mallory answers, and bobby scouts it; its hello
    // there claims to be at donald's address.
    const mallory = new Stranger().joins(world, bobby, { side: "next" });
    mallory.send({ type: "members", records: [mallory.identity.record()] });
    expect(bobby.notices.at(-1)).toBe("joined mallory");
    let answered = 0;
    Stranger.answers(world, "10.0.0.99:6001", mallory.identity, (stranger) => {
      answered++;
      stranger.greets({ address: donald.address, dials: 0 });
    });
    mallory.hangUp();
    world.run(30_000);
    expect(answered).toBeGreaterThan(0);
    for (const node of [bobby, eddy]) expect(node.notices).not.toContain("lost donald");
  });
});
