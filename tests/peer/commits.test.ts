import { describe, expect, test } from "bun:test";

import { Apart, asFrame, mallory } from "./apart.ts";
import { Identity, textEntry } from "./identity.ts";
import type { Node } from "./node.ts";
import { three, two } from "./room.ts";
import { Stranger } from "./stranger.ts";

/** Authors and last seqs that the node acknowledged to this neighbour, in order. */
function acknowledged(stranger: Stranger): (readonly [string, number])[] {
  const haves = stranger.only("have").filter(({ whole }) => !whole);
  return haves.flatMap(({ feeds }) => feeds.map(([author, , seq]) => [author[0] ?? "", seq]));
}

/** First digits of the authors of the stored runs, with their last seqs. */
function storedBy(node: Node): string[] {
  const { feeds, log } = node.store.load();
  return Array.from(log.last, (last, i) => `${feeds[log.feed[i] ?? 0]?.author[0]}${last}`);
}

describe("commits", () => {
  test("keep the order of arrival, whoever said what", () => {
    const { world, bobby } = two();
    const [one, other] = [mallory(), new Identity("8", "other")];
    const stranger = new Stranger(mallory()).joins(world, bobby);
    const before = storedBy(bobby).length;
    bobby.holdsStore = true;
    stranger.send(asFrame(one.run([textEntry("a")])));
    stranger.send(asFrame(other.run([textEntry("b"), textEntry("c")])));
    bobby.say("mine");
    stranger.send(asFrame(one.run([textEntry("d")])));
    bobby.releaseStore();
    world.settle();
    expect(storedBy(bobby).slice(before)).toEqual(["91", "82", "12", "92"]);
  });

  test("are acknowledged one by one, as they come to disk and not as they come in", () => {
    const apart = new Apart();
    const { bobby } = apart;
    const author = mallory();
    const watcher = apart.joins(bobby, new Identity("8", "watcher"));
    const stranger = apart.tell(bobby);
    bobby.holdsStore = true;
    for (const text of ["1", "2", "3"]) stranger.send(asFrame(author.run([textEntry(text)])));
    expect(bobby.texts).toEqual(["1", "2", "3"]);
    expect(acknowledged(stranger)).toEqual([]);
    bobby.releaseStore(1);
    apart.world.settle();
    expect(acknowledged(stranger)).toEqual([["9", 1]]);
    bobby.releaseStore(2);
    apart.world.settle();
    for (const each of [stranger, watcher]) {
      expect(acknowledged(each)).toEqual([
        ["9", 1],
        ["9", 3],
      ]);
    }
  });

  test("of a newcomer's greeting say only what is on disk", () => {
    const apart = new Apart();
    apart.bobby.holdsStore = true;
    apart.tell(apart.bobby, mallory().run([textEntry("1")]));
    const heads = apart
      .tell(apart.bobby)
      .only("have")
      .flatMap(({ feeds }) => feeds);
    expect(heads.map(([author]) => author)).toEqual([apart.bobby.identity.id]);
  });

  test("of one's own run let it leave, and nothing that came after it leaves before", () => {
    const { world, bobby, donald } = two();
    const stranger = new Stranger(mallory()).joins(world, bobby);
    bobby.holdsStore = true;
    bobby.say("mine");
    stranger.send(asFrame(mallory().run([textEntry("after")])));
    expect([bobby.texts, donald.texts]).toEqual([["after"], []]);
    bobby.releaseStore();
    world.settle();
    expect(donald.texts).toEqual(["mine", "after"]);
  });

  test("of one step are one batch, however many runs a chunk brought", () => {
    const { world, bobby } = two();
    const author = mallory();
    const runs = Array.from({ length: 50 }, (_, i) => asFrame(author.run([textEntry(`${i}`)])));
    const stranger = new Stranger(mallory()).joins(world, bobby);
    bobby.holdsStore = true;
    // A chunk of the network is one event.
    stranger.sendTogether(...runs);
    bobby.releaseStore(1);
    world.settle();
    expect(acknowledged(stranger)).toEqual([["9", 50]]);
  });
});

describe("a disk that takes nothing more", () => {
  test("ends the peer at once and says why: no good-bye that it could not keep", () => {
    const { world, bobby, donald } = two();
    bobby.holdsStore = true;
    bobby.say("lost");
    bobby.failStore("database or disk is full");
    world.settle();
    const reason = "database or disk is full";
    expect(bobby.only("store-failed")).toEqual([{ show: "store-failed", reason }]);
    expect(bobby.shown.at(-1)).toEqual({ show: "stopped" });
    expect(bobby.sent.filter(({ frame }) => frame.type === "bye")).toEqual([]);
    world.run(1_000);
    expect([bobby.texts, donald.texts, donald.notices]).toEqual([[], [], ["joined bobby"]]);
    world.run(30_000);
    expect(donald.notices.at(-1)).toBe("lost bobby");
  });

  test("acknowledges nothing of what it did not take, and the others still have it", () => {
    const { world, bobby, donald, eddy } = three();
    const stranger = new Stranger(mallory()).joins(world, bobby);
    bobby.holdsStore = true;
    stranger.send(asFrame(mallory().run([textEntry("seen by all")])));
    const stored = storedBy(bobby);
    bobby.failStore("full");
    world.run(500);
    expect(acknowledged(stranger)).toEqual([]);
    expect(storedBy(bobby)).toEqual(stored);
    expect([donald.texts, eddy.texts]).toEqual([["seen by all"], ["seen by all"]]);
  });

  test("leaves no message behind as sent: nothing more is said, told or dialled", () => {
    const { world, bobby } = two();
    bobby.holdsStore = true;
    bobby.failStore("full");
    const { length } = bobby.shown;
    bobby.say("still there?");
    bobby.leave();
    bobby.dials.length = 0;
    world.run(5_000);
    expect([bobby.shown.length, bobby.dials]).toEqual([length, []]);
  });
});
