import { describe, expect, test } from "bun:test";

import { asFrame, mallory } from "./apart.ts";
import { Identity, textEntry } from "./identity.ts";
import { alone, two } from "./room.ts";
import { Stranger } from "./stranger.ts";

const long = "x".repeat(1_000);

describe("a disk that is slower than the network", () => {
  /** Donald's disk hangs while bobby says 2,000 KB. */
  function flooded() {
    const { world, bobby, donald } = two();
    donald.holdsStore = true;
    for (let i = 0; i < 2_000; i++) {
      bobby.say(`${i} ${long}`);
      world.settle();
    }
    return { world, bobby, donald };
  }

  test("stops the links: less than 1 MiB waits for it, and the rest comes when it goes on", () => {
    const { world, bobby, donald } = flooded();
    expect(bobby.texts).toHaveLength(2_000);
    expect(donald.texts.length).toBeGreaterThan(300);
    expect(donald.texts.length).toBeLessThan(600);
    donald.holdsStore = false;
    donald.releaseStore();
    world.settle();
    expect(donald.texts).toEqual(bobby.texts);
    expect(donald.isPaused).toBeFalse();
  });

  test("makes nobody take a neighbour for silent who was not heard, nor afterwards", () => {
    const { world, bobby, donald } = flooded();
    world.run(20_000);
    donald.holdsStore = false;
    donald.releaseStore();
    world.run(1_000);
    for (const node of [bobby, donald]) {
      expect(node.only("link").map(({ state }) => state)).toEqual(["up"]);
    }
  });

  test("does not stop a stranger's greeting, nor what one's own disk does not hold up", () => {
    const { world, bobby, donald } = flooded();
    const stranger = new Stranger().joins(world, donald);
    expect(stranger.only("have")).not.toEqual([]);
    const before = bobby.texts.length;
    donald.say("mine");
    bobby.say("still here");
    world.settle();
    expect(bobby.texts.slice(before)).toEqual(["still here"]);
  });
});

describe("a long backlog", () => {
  /** A neighbour that says to have so many entries, and brings them one by one. */
  function behind(entries: number) {
    const { world, node } = alone();
    const old = new Identity("7", "old");
    const bringer = new Stranger(new Identity("8", "bringer")).dials(world, node).greets();
    bringer.has([[old.id, old.epoch, entries, "0".repeat(64)]]);
    world.run(100);
    let brought = 0;
    const bring = (): void => {
      bringer.send(asFrame(old.run([textEntry(`${++brought}`)])));
    };
    return { world, node, bring };
  }

  test("is taken in for 50 of each 100 ms, and what came meanwhile is not lost", () => {
    const { world, node, bring } = behind(5_000);
    bring();
    world.nowMs += 49;
    bring();
    expect(node.isPaused).toBeFalse();
    world.nowMs += 1;
    bring();
    expect(node.isPaused).toBeTrue();
    bring();
    expect(node.texts).toEqual(["1", "2", "3"]);
    world.run(100);
    expect(node.texts).toEqual(["1", "2", "3", "4"]);
    expect(node.isPaused).toBeFalse();
  });

  test("still waits for its turn when its runs come to disk", () => {
    const { world, node, bring } = behind(5_000);
    node.holdsStore = true;
    world.nowMs += 50;
    bring();
    node.holdsStore = false;
    node.releaseStore();
    world.settle();
    expect(node.isPaused).toBeTrue();
  });

  test("holds up no other link", () => {
    const { world, node, bring } = behind(5_000);
    world.nowMs += 50;
    bring();
    const talker = new Stranger(mallory()).joins(world, node);
    const author = mallory();
    for (const text of ["a", "b"]) talker.send(asFrame(author.run([textEntry(text)])));
    expect(node.texts).toEqual(["1", "a", "b"]);
  });

  test("of up to a thousand entries is none, nor is the end of a longer one", () => {
    for (const [entries, isLong] of [
      [1_000, false],
      [1_002, true],
    ] as const) {
      const { world, node, bring } = behind(entries);
      world.nowMs += 50;
      bring();
      expect([entries, node.isPaused]).toEqual([entries, isLong]);
      for (let i = 0; i < 2; i++) {
        world.run(100);
        bring();
      }
      world.run(100);
      world.nowMs += 50;
      bring();
      expect([entries, node.isPaused, node.texts.length]).toEqual([entries, false, 4]);
    }
  });
});
