import { beforeEach, expect, test } from "bun:test";

import { type FeedKey, feedKey } from "../../src/feed/feed.ts";
import { makeRun, noHash } from "../../src/feed/run.ts";
import type { StoreBatch, StoredRun } from "../../src/peer/ports.ts";
import { Disk } from "../../src/sim/disk.ts";
import { DiskChecker, type Keeper } from "../../src/sim/disk_checker.ts";
import { simCrypto } from "../../src/sim/sim_crypto.ts";
import type { FeedHead, Frame, Reference } from "../../src/wire/frame.ts";

const [ann, bob, eve] = ["a".repeat(64), "b".repeat(64), "e".repeat(64)];
const epoch = "0".repeat(16);

type Made = { readonly stored: StoredRun; readonly frame: Frame };

function make(author: string, first: number, after: Reference[] = [], previous = noHash): Made {
  const { run, hash } = makeRun({
    crypto: simCrypto(author),
    room: "lobby",
    place: { author, epoch, first, previous, after, lamport: first },
    entries: [{ at: 0, kind: "text", body: `${first}` }],
  });
  const { bytes } = run;
  const place = { author, epoch, first, last: first, lamport: first, hash, after, joined: null };
  return { stored: { bytes, ...place }, frame: { type: "run", run } };
}

function batchOf(...made: readonly Made[]): StoreBatch {
  return { runs: made.map(({ stored }) => stored), members: [], forgotten: [], proofs: [] };
}

function haveOf({ stored }: Made): Frame {
  const head: FeedHead = [stored.author, epoch, stored.last, stored.hash];
  return { type: "have", feeds: [head], whole: false, more: false };
}

let disk = new Disk();
const forked = new Set<FeedKey>();
let checker = new DiskChecker(forked);
let keeper: Keeper;

beforeEach(() => {
  disk = new Disk();
  forked.clear();
  checker = new DiskChecker(forked);
  keeper = { tag: "ann", slot: 0, id: ann, name: "ann", feed: feedKey(ann, epoch), disk };
  checker.begin(keeper);
});

/** Others have made them, and they came to ann in this order. */
function comes(...made: readonly Made[]): Frame[] {
  for (const { stored } of made) checker.book.note(stored.bytes);
  return made.map(({ frame }) => frame);
}

/** Seqs of bob's on the disk, by its ledger and by its log. */
function onDisk(): number[] {
  return [disk.lastOf(feedKey(bob, epoch)), disk.store.load().log.length];
}

test("a disk keeps what is committed, goes back to an old copy, and forgets all when wiped", () => {
  const one = make(bob, 1);
  disk.commit(batchOf(one), 0);
  disk.commit(batchOf(make(bob, 2, [], one.stored.hash)), 1);
  disk.befall({ disk: "kept" });
  expect(onDisk()).toEqual([2, 2]);
  disk.befall({ disk: "older", age: 0.5 });
  expect(onDisk()).toEqual([1, 1]);
  disk.befall({ disk: "wiped" });
  expect(onDisk()).toEqual([0, 0]);
});

test("a full disk stores nothing until it has room", () => {
  disk.fullUntilMs = 10;
  expect(disk.commit(batchOf(make(bob, 1)), 9)).toBe(false);
  expect(onDisk()).toEqual([0, 0]);
  expect(disk.commit(batchOf(make(bob, 1)), 10)).toBe(true);
  expect(onDisk()).toEqual([1, 1]);
});

test("the checker accepts whole runs, stored as they came, told of when they are on disk", () => {
  const [one, own] = [make(bob, 1), make(ann, 1, [[bob, epoch, 1]])];
  checker.stores(keeper, batchOf(one, own), comes(one));
  disk.commit(batchOf(one, own), 0);
  checker.sendsRun(keeper, own.stored.bytes);
  checker.sends(keeper, haveOf(one));
});

test("the checker tells a gap, a missing cause and another order than that of arrival", () => {
  const [one, later, other] = [make(bob, 1), make(bob, 3), make(eve, 1)];
  const answer = make(bob, 1, [[eve, epoch, 7]]);
  expect(() => checker.stores(keeper, batchOf(later), comes(later))).toThrow("seq 1 is due");
  expect(() => checker.stores(keeper, batchOf(answer), comes(answer))).toThrow("was said after");
  const came = comes(one, other);
  expect(() => checker.stores(keeper, batchOf(other, one), came)).toThrow("than came next");
});

test("the checker lets a cause be missing whose feed was forked", () => {
  const answer = make(bob, 1, [[eve, epoch, 7]]);
  forked.add(feedKey(eve, epoch));
  checker.stores(keeper, batchOf(answer), comes(answer));
});

test("the checker tells what is acknowledged or sent before it is on disk, and half a run", () => {
  const [one, own] = [make(bob, 1), make(ann, 1)];
  checker.stores(keeper, batchOf(one, own), comes(one));
  expect(() => checker.sends(keeper, haveOf(one))).toThrow("on its disk it has 0");
  expect(() => checker.sendsRun(keeper, own.stored.bytes)).toThrow("before it is on its disk");
  const half = one.stored.bytes.subarray(0, 100);
  expect(() => checker.sendsRun(keeper, half)).toThrow("sends no whole run");
});
