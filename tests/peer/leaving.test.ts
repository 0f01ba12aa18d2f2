import { describe, expect, test } from "bun:test";

import { Identity, textEntry } from "./identity.ts";
import { alone, three, two } from "./room.ts";
import { Stranger } from "./stranger.ts";

describe("leaving", () => {
  test("is told to everyone as left, not as lost, and ends the process's part", () => {
    const { world, bobby, donald, eddy } = three();
    const tries = donald.only("retry").length;
    bobby.leave();
    world.settle();
    expect(bobby.shown.at(-1)).toEqual({ show: "stopped" });
    for (const node of [donald, eddy]) expect(node.notices.at(-1)).toBe("left bobby");
    world.run(20_000);
    for (const node of [donald, eddy]) {
      expect(node.notices.filter((notice) => notice.endsWith("bobby"))).toEqual([
        "joined bobby",
        "left bobby",
      ]);
    }
    expect(donald.linked).toEqual(["eddy"]);
    expect(donald.only("retry")).toHaveLength(tries);
  });

  test("hands over what was said last before it ends", () => {
    const { world, bobby, donald } = two();
    bobby.holdsStore = true;
    bobby.say("my last words");
    bobby.leave();
    world.run(500);
    expect(bobby.only("stopped")).toEqual([]);
    expect(donald.texts).toEqual([]);
    bobby.releaseStore();
    world.settle();
    bobby.releaseStore();
    world.settle();
    expect(donald.texts).toEqual(["my last words"]);
    expect(bobby.only("stopped")).toHaveLength(1);
    expect(donald.notices.at(-1)).toBe("left bobby");
  });

  test("is never read ahead of the last words, though they came in one chunk", () => {
    const { world, bobby } = two();
    const author = new Identity("9", "mallory");
    const stranger = new Stranger(author).joins(world, bobby);
    const witness = new Stranger(new Identity("8", "witness")).joins(world, bobby);
    stranger.send({ type: "members", records: [author.record()] });
    const from = witness.frames.length;
    const run = author.run([textEntry("last words")]);
    const left = author.record({ incarnation: 2, state: "left" });
    stranger.sendTogether({ type: "run", run }, { type: "members", records: [left] });
    const types = witness.frames.slice(from).map(({ type }) => type);
    expect(types.indexOf("run")).toBe(0);
    expect(types).toContain("members");
  });

  test("waits for a neighbour to have the notice on disk, not only to have been sent it", () => {
    const { world, bobby, donald } = two();
    donald.holdsStore = true;
    bobby.leave();
    world.run(1_000);
    expect(bobby.only("stopped")).toEqual([]);
    donald.releaseStore();
    world.settle();
    expect(bobby.only("stopped")).toHaveLength(1);
  });

  test("ends within 2 s even when the next hangs or the disk does", () => {
    for (const hang of ["next", "disk"] as const) {
      const { world, bobby, donald } = two();
      if (hang === "next") donald.isFrozen = true;
      else bobby.holdsStore = true;
      bobby.leave();
      world.run(1_400);
      expect([hang, bobby.only("stopped").length]).toEqual([hang, 0]);
      world.run(200);
      expect([hang, bobby.only("stopped").length]).toEqual([hang, 1]);
    }
  });

  test("ends at once when nobody is there", () => {
    const { world, node } = alone();
    world.run(300);
    node.leave();
    world.settle();
    expect(node.shown.at(-1)).toEqual({ show: "stopped" });
  });

  test("takes nothing new: what is said then is rejected, and dials end", () => {
    const { world, bobby, donald } = two();
    donald.isFrozen = true;
    bobby.leave();
    bobby.say("too late", "r1");
    expect(bobby.only("rejected")).toEqual([{ show: "rejected", code: "leaving", ref: "r1" }]);
    bobby.dials.length = 0;
    world.run(3_000);
    expect(bobby.dials).toEqual([]);
  });

  test("says bye on every link, so that the other end reads left and not lost", () => {
    const { world, bobby, donald } = two();
    bobby.leave();
    world.settle();
    expect(bobby.sent.at(-1)?.frame).toEqual({ type: "bye", reason: "leaving" });
    const down = donald.only("link").at(-1);
    expect(down).toMatchObject({ state: "down", reason: "left", expected: true });
  });

  test("a peer that has stopped does nothing more, whatever comes", () => {
    const { world, node } = alone();
    node.leave();
    world.settle();
    const { length } = node.shown;
    node.say("hello?");
    world.run(5_000);
    expect(node.shown).toHaveLength(length);
  });

  test("bobby's leave goes over the link as one JSON line that says left", () => {
    const { world, bobby, donald } = two();
    const runs: string[] = [];
    donald.onBytes = (bytes) => runs.push(new TextDecoder().decode(bytes));
    bobby.leave();
    world.settle();
    const lines = runs.join("").split("\n");
    const leaves = lines.filter((line) => line.includes('"event":"left"'));
    expect(leaves).toHaveLength(1);
    expect(JSON.parse(leaves[0] ?? "")).toMatchObject({
      kind: "system",
      body: { event: "left", name: "bobby" },
    });
  });
});
