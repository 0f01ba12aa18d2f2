import { describe, expect, test } from "bun:test";

import { alone, memberOptions, three, two } from "./room.ts";
import { Stranger } from "./stranger.ts";
import { World } from "./world.ts";

describe("heartbeat", () => {
  test("an idle link carries one ping a second each way and stays up", () => {
    const { world, bobby } = two();
    bobby.sent.length = 0;
    world.run(10_000);
    expect(bobby.sent.filter(({ frame }) => frame.type === "ping")).toHaveLength(10);
    expect(bobby.linked).toEqual(["donald"]);
  });

  test("a link that has been silent for 3.5 s is closed, a moment before it is not", () => {
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node);
    world.run(3_400);
    expect(stranger.isClosed).toBeFalse();
    world.run(100);
    expect(stranger.isClosed).toBeTrue();
    expect(node.only("link").at(-1)).toMatchObject({
      state: "down",
      reason: "silent for 3.5 s",
      expected: false,
    });
  });

  test("a frame that takes longer than 3.5 s to arrive keeps its link alive byte by byte", () => {
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node);
    for (const byte of '{"type":"ping"}\n') {
      world.run(300);
      stranger.sendText(byte);
    }
    expect(node.linked).toEqual(["mallory"]);
  });

  test("any frame counts as a sign of life", () => {
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node, { side: "next" });
    for (let i = 0; i < 4; i++) {
      world.run(1_300);
      stranger.send({ type: "ping" });
    }
    expect(stranger.isClosed).toBeFalse();
  });

  test("a frozen process is given up by its neighbours, who go on talking", () => {
    const { world, bobby, donald, eddy } = three();
    donald.isFrozen = true;
    world.run(4_000);
    expect(bobby.linked).not.toContain("donald");
    bobby.say("anyone there?");
    world.run(200);
    expect(eddy.texts).toContain("anyone there?");
  });
});

describe("two links between the same two", () => {
  /** Two peers that have dialled each other in the same moment. */
  function crossed() {
    const world = new World();
    const options = [memberOptions(0, 2), memberOptions(1, 2)] as const;
    for (const { address } of options) world.unreachable.add(address);
    const [bobby, donald] = [world.node(options[0]), world.node(options[1])];
    world.unreachable.clear();
    world.run(1_000);
    expect([bobby.linked, donald.linked]).toEqual([
      ["donald", "donald"],
      ["bobby", "bobby"],
    ]);
    return { world, bobby, donald };
  }

  test("dialled by both at once, the one that the lower id dialled stays after 1.5 s", () => {
    const { world, bobby, donald } = crossed();
    world.run(1_400);
    expect(bobby.linked).toHaveLength(2);
    world.run(200);
    expect([bobby.linked, donald.linked]).toEqual([["donald"], ["bobby"]]);
    const down = bobby.only("link").find(({ state }) => state === "down");
    expect(down).toMatchObject({ side: "previous", reason: "duplicate", expected: true });
    world.run(20_000);
    expect([bobby.linked, donald.linked]).toEqual([["donald"], ["bobby"]]);
  });

  test("carry what is said at once, before one of them goes", () => {
    const { world, bobby, donald } = crossed();
    bobby.say("hi");
    world.settle();
    donald.say("hello");
    world.settle();
    expect([bobby.texts, donald.texts]).toEqual([
      ["hi", "hello"],
      ["hi", "hello"],
    ]);
  });

  test("end as one link, and nothing said meanwhile is lost or doubled", () => {
    const { world, bobby, donald } = crossed();
    for (let i = 0; i < 30; i++) {
      bobby.say(`b${i}`);
      donald.say(`d${i}`);
      world.run(100);
    }
    expect(bobby.linked).toEqual(["donald"]);
    const said = (letter: string) => Array.from({ length: 30 }, (_, index) => `${letter}${index}`);
    for (const node of [bobby, donald]) {
      expect(node.texts.filter((text) => text.startsWith("b"))).toEqual(said("b"));
      expect(node.texts.filter((text) => text.startsWith("d"))).toEqual(said("d"));
    }
  });

  test("of two links that one side dialled the newer stays at once", () => {
    const { world, node } = alone();
    const first = new Stranger().joins(world, node, { dials: 1 });
    const second = new Stranger().joins(world, node, { dials: 2 });
    expect([first.isClosed, second.isClosed]).toEqual([true, false]);
    expect(first.only("bye")).toEqual([{ type: "bye", reason: "duplicate" }]);
    const late = new Stranger().joins(world, node, { dials: 1 });
    expect([second.isClosed, late.isClosed]).toEqual([false, true]);
    // The late one never was a link to anybody: it does not go down either.
    expect(node.only("link").map(({ state }) => state)).toEqual(["up", "down", "up"]);
  });

  test("a peer that has proved one key closes no link of another", () => {
    const { world, bobby, donald } = two();
    const before = donald.only("link").length;
    for (let dials = 1; dials < 20; dials++) new Stranger().joins(world, bobby, { dials });
    world.run(3_000);
    expect(donald.only("link")).toHaveLength(before);
  });
});

describe("links that no overlay wants", () => {
  /** A member that pings once a second, so that silence is not what ends its link. */
  function keepUp(world: World, stranger: Stranger, seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      world.run(1_000);
      stranger.send({ type: "ping" });
    }
  }

  test("a link that only came to look is closed in peace after 6 s", () => {
    const { world, node } = alone();
    const stranger = new Stranger().joins(world, node);
    keepUp(world, stranger, 5);
    expect(stranger.isClosed).toBeFalse();
    keepUp(world, stranger, 2);
    expect(stranger.only("bye")).toEqual([{ type: "bye", reason: "unneeded" }]);
    expect(node.only("link").at(-1)).toMatchObject({ reason: "unneeded", expected: true });
  });

  test("it brings what is said a tick later than the ring does", () => {
    const { world, bobby, donald } = two();
    const stranger = new Stranger().joins(world, bobby);
    world.run(100);
    const before = stranger.only("run").length;
    bobby.say("hello");
    world.settle();
    expect([donald.texts, stranger.only("run").length]).toEqual([["hello"], before]);
    world.run(100);
    expect(stranger.only("run")).toHaveLength(before + 1);
  });

  test("it stays while it still has something to bring", () => {
    const { world, node } = alone();
    const stranger = new Stranger().dials(world, node).greets();
    keepUp(world, stranger, 9);
    expect(stranger.isClosed).toBeFalse();
    stranger.send({ type: "have", feeds: [], whole: true, more: false });
    keepUp(world, stranger, 1);
    expect(stranger.only("run")).toHaveLength(1);
    expect(stranger.isClosed).toBeTrue();
  });
});

test("a link that no overlay wants stays while a wanted one is still missing", () => {
  const { world, bobby, donald } = two();
  const stranger = new Stranger().joins(world, bobby);
  world.kill(donald);
  for (let i = 0; i < 9; i++) {
    world.run(1_000);
    stranger.send({ type: "ping" });
  }
  expect([bobby.linked, stranger.isClosed]).toEqual([["mallory"], false]);
  world.run(2_000);
  expect(stranger.only("bye")).toEqual([{ type: "bye", reason: "unneeded" }]);
});

describe("sleep", () => {
  test("a machine that slept dials at once and gives its links one heartbeat to show life", () => {
    const { world, bobby, donald } = two();
    world.jump(60_000);
    world.run(500);
    expect([bobby.linked, donald.linked]).toEqual([["donald"], ["bobby"]]);
    expect(bobby.only("link").filter(({ state }) => state === "down")).toEqual([]);
  });

  test("sleep is noticed even when the first event after it is not a tick", () => {
    const { world, bobby } = two();
    const downs = () => bobby.only("link").filter(({ state }) => state === "down").length;
    const before = downs();
    world.nowMs += 60_000;
    new Stranger().dials(world, bobby);
    world.run(300);
    expect(downs()).toBe(before);
  });

  test("after sleep a link whose other end is gone is closed within a heartbeat or two", () => {
    const { world, bobby, donald } = two();
    donald.isFrozen = true;
    world.jump(60_000);
    world.run(1_500);
    expect(bobby.linked).toEqual([]);
  });

  test("after sleep a member that seems dead is looked for at once", () => {
    const { world, bobby, eddy } = three();
    eddy.leave();
    world.run(2_000);
    expect(bobby.dials.at(-1)).not.toBe(eddy.address);
    world.jump(6_000);
    expect(bobby.dials.at(-1)).toBe(eddy.address);
  });
});
