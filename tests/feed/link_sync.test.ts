import { expect, test } from "bun:test";

import { Feeds } from "../../src/feed/feeds.ts";
import { LinkSync } from "../../src/feed/link_sync.ts";
import { noHash } from "../../src/feed/run.ts";
import { Author, epoch, idA, idB, idC, take, text } from "./sample_runs.ts";

const always = (): boolean => true;

/** A log of a1, b1, a2, c1, of which c is this peer. */
function filled(): Feeds {
  const [a, b, c] = [new Author(idA), new Author(idB), new Author(idC)];
  const feeds = new Feeds(c.key);
  for (const run of [
    a.run([text("a1", 1)]),
    b.run([text("b1", 1)]),
    a.run([text("a2", 2)]),
    c.run([text("c1", 1)]),
  ]) {
    take(feeds, run);
  }
  return feeds;
}

function sendAll(sync: LinkSync, mayLeave: Parameters<LinkSync["next"]>[0] = always): number[] {
  const sent: number[] = [];
  for (let at = sync.next(mayLeave); at !== null; at = sync.next(mayLeave)) sent.push(at);
  return sent;
}

test("nothing is streamed before the other side has said what it has", () => {
  const sync = new LinkSync(filled());
  expect(sendAll(sync)).toEqual([]);
  sync.receiveHave([[idA, epoch, 1, noHash]], true);
  expect([sync.isGreeted, sendAll(sync)]).toEqual([false, []]);
  sync.receiveHave([], false);
  expect([sync.isGreeted, sendAll(sync)]).toEqual([true, [1, 2, 3]]);
});

test("the log is streamed in arrival order, each run once, without what the other side has", () => {
  const sync = new LinkSync(filled());
  sync.receiveHave([[idB, epoch, 1, noHash]], false);
  expect(sendAll(sync)).toEqual([0, 2, 3]);
  expect(sendAll(sync)).toEqual([]);
  expect(sync.isIdle).toBeTrue();
});

test("what came from the other side is not sent back to it", () => {
  const sync = new LinkSync(filled());
  sync.receiveHave([], false);
  sync.noteHas(new Author(idA).key, 2);
  expect(sendAll(sync)).toEqual([1, 3]);
});

test("an own run that is not on disk holds back everything behind it, so that order stays causal", () => {
  const feeds = filled();
  const sync = new LinkSync(feeds);
  sync.receiveHave([], false);
  expect(sendAll(sync, (_item, position) => position !== 1)).toEqual([0]);
  expect(sync.isIdle).toBeFalse();
  expect(sendAll(sync)).toEqual([1, 2, 3]);
});

test("only what a have covers counts as on disk there, never what was sent", () => {
  const sync = new LinkSync(filled());
  const { key } = new Author(idC);
  sync.receiveHave([], false);
  sendAll(sync);
  expect(sync.hasOnDisk(key, 1)).toBeFalse();
  sync.receiveHave([[idC, epoch, 1, noHash]], false);
  expect([sync.hasOnDisk(key, 1), sync.hasOnDisk(key, 2)]).toEqual([true, false]);
  sync.receiveHave([[idC, epoch, 0, noHash]], false);
  expect(sync.hasOnDisk(key, 1)).toBeTrue();
});

test("backlog is what the first have covered, and nothing that a later one adds", () => {
  const sync = new LinkSync(new Feeds("self"));
  const { key } = new Author(idA);
  sync.receiveHave([[idB, epoch, 7, noHash]], true);
  sync.receiveHave([[idA, epoch, 2, noHash]], false);
  sync.receiveHave([[idA, epoch, 5, noHash]], false);
  expect([2, 3, 5].map((seq) => sync.isBacklog(key, seq))).toEqual([true, false, false]);
  expect(sync.isBacklog(new Author(idB).key, 7)).toBeTrue();
});

test("a have that claims feeds and seqs that do not exist stops nothing else", () => {
  const sync = new LinkSync(filled());
  const max = Number.MAX_SAFE_INTEGER;
  sync.receiveHave(
    [
      [idA, epoch, max, noHash],
      ["d".repeat(64), epoch, max, noHash],
    ],
    false,
  );
  expect(sendAll(sync)).toEqual([1, 3]);
});
