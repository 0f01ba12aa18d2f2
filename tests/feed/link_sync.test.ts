import { describe, expect, test } from "bun:test";

import { Feeds } from "../../src/feed/feeds.ts";
import { LinkSync } from "../../src/feed/link_sync.ts";
import { noHash } from "../../src/feed/run.ts";
import type { FeedHead } from "../../src/wire/frame.ts";
import { Author, epoch, idA, idB, idC, take } from "./sample_runs.ts";

const always = (): boolean => true;

/** A log of a1, b1, a2, c1, of which c is this peer. */
function filled(): Feeds {
  const [a, b, c] = [new Author(idA), new Author(idB), new Author(idC)];
  const feeds = new Feeds(c.key);
  for (const run of [a.run(["a1"]), b.run(["b1"]), a.run(["a2"]), c.run(["c1"])]) take(feeds, run);
  return feeds;
}

/** The other side's first `have`, whole and in one frame. */
function greeted(feeds: Feeds, heads: readonly FeedHead[] = []): LinkSync {
  const sync = new LinkSync(feeds);
  sync.receiveHave(heads, true, false);
  return sync;
}

function sendAll(sync: LinkSync, mayLeave: Parameters<LinkSync["next"]>[0] = always): number[] {
  const sent: number[] = [];
  for (let at = sync.next(mayLeave); at !== null; at = sync.next(mayLeave)) sent.push(at);
  return sent;
}

test("nothing is streamed before the other side has said what it has", () => {
  const sync = new LinkSync(filled());
  expect(sendAll(sync)).toEqual([]);
  sync.receiveHave([[idA, epoch, 1, noHash]], true, true);
  expect([sync.isGreeted, sendAll(sync)]).toEqual([false, []]);
  sync.receiveHave([], true, false);
  expect([sync.isGreeted, sendAll(sync)]).toEqual([true, [1, 2, 3]]);
});

test("the log is streamed in arrival order, each run once, without what the other side has", () => {
  const sync = greeted(filled(), [[idB, epoch, 1, noHash]]);
  expect(sendAll(sync)).toEqual([0, 2, 3]);
  expect(sendAll(sync)).toEqual([]);
  expect(sync.isIdle).toBeTrue();
});

test("what came from the other side is not sent back to it", () => {
  const sync = greeted(filled());
  sync.noteHas(new Author(idA).key, 2);
  expect(sendAll(sync)).toEqual([1, 3]);
});

test("an own run that is not on disk holds back everything behind it, so that order stays causal", () => {
  const sync = greeted(filled());
  expect(sendAll(sync, (_item, position) => position !== 1)).toEqual([0]);
  expect(sync.isIdle).toBeFalse();
  expect(sendAll(sync)).toEqual([1, 2, 3]);
});

test("only what a have covers counts as on disk there, never what was sent", () => {
  const sync = greeted(filled());
  const { key } = new Author(idC);
  sendAll(sync);
  expect(sync.acknowledged(key)).toBe(0);
  sync.receiveHave([[idC, epoch, 1, noHash]], false, false);
  expect(sync.acknowledged(key)).toBe(1);
  sync.receiveHave([[idC, epoch, 0, noHash]], false, false);
  expect(sync.acknowledged(key)).toBe(1);
});

test("backlog is what the first have covered, and nothing that a later one adds", () => {
  const sync = new LinkSync(new Feeds("self"));
  const { key } = new Author(idA);
  sync.receiveHave([[idB, epoch, 7, noHash]], true, true);
  sync.receiveHave([[idA, epoch, 2, noHash]], true, false);
  sync.receiveHave([[idA, epoch, 5, noHash]], false, false);
  expect([2, 3, 5].map((seq) => sync.isBacklog(key, seq))).toEqual([true, false, false]);
  expect(sync.isBacklog(new Author(idB).key, 7)).toBeTrue();
});

test("the backlog that is left counts the entries of the first have not yet seen", () => {
  const feeds = new Feeds("self");
  const a = new Author(idA);
  const sync = greeted(feeds, [
    [idA, epoch, 3, noHash],
    [idB, epoch, 7, noHash],
  ]);
  expect(sync.backlogLeft).toBe(10);
  take(feeds, a.run(["1", "2"]));
  expect(sync.backlogLeft).toBe(8);
  take(feeds, a.run(["3", "4", "5"]));
  expect(sync.backlogLeft).toBe(7);
});

test("a have that claims feeds and seqs that do not exist stops nothing else", () => {
  const max = Number.MAX_SAFE_INTEGER;
  const sync = greeted(filled(), [
    [idA, epoch, max, noHash],
    ["d".repeat(64), epoch, max, noHash],
  ]);
  expect(sendAll(sync)).toEqual([1, 3]);
});

describe("a whole have that comes later", () => {
  test("counts instead of what was believed: what it lacks is streamed again", () => {
    const sync = greeted(filled());
    expect(sendAll(sync)).toEqual([0, 1, 2, 3]);
    sync.receiveHave([[idA, epoch, 1, noHash]], true, false);
    expect(sendAll(sync)).toEqual([1, 2, 3]);
  });

  test("in several frames starts anew only with the first of them", () => {
    const sync = greeted(filled());
    sendAll(sync);
    sync.receiveHave([[idA, epoch, 2, noHash]], true, true);
    sync.receiveHave([[idB, epoch, 1, noHash]], true, false);
    expect(sendAll(sync)).toEqual([3]);
    sync.receiveHave([[idC, epoch, 1, noHash]], true, false);
    expect(sendAll(sync)).toEqual([0, 1, 2]);
  });

  test("takes back what was acknowledged: a disk may have been rolled back", () => {
    const sync = greeted(filled(), [[idC, epoch, 1, noHash]]);
    sync.receiveHave([], true, false);
    expect(sync.acknowledged(new Author(idC).key)).toBe(0);
  });

  test("adds nothing to the backlog", () => {
    const sync = greeted(new Feeds("self"), [[idA, epoch, 1, noHash]]);
    sync.receiveHave([[idA, epoch, 5, noHash]], true, false);
    expect(sync.isBacklog(new Author(idA).key, 5)).toBeFalse();
  });
});
