import { describe, expect, test } from "bun:test";

import { Feeds } from "../../src/feed/feeds.ts";
import { noHash } from "../../src/feed/run.ts";
import type { Reference } from "../../src/wire/frame.ts";
import { Author, epoch, idA, idB, idC, take } from "./sample_runs.ts";

const self = new Author(idC).key;

describe("what is taken", () => {
  test("runs of one feed are taken one after another, and the log tells how far", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    expect(take(feeds, author.run(["1", "2"]))).toBe(0);
    expect(take(feeds, author.run(["3"]))).toBe(1);
    expect(feeds.get(author.key)).toMatchObject({ seq: 3, lamport: 3 });
    expect(feeds.log.map((item) => item.last)).toEqual([2, 3]);
  });

  test("a run that was taken before is known, so that a replay shows nothing twice", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    const runs = [author.run(["1"]), author.run(["2", "3"]), author.run(["4"])];
    for (const run of runs) take(feeds, run);
    for (const run of runs) expect(take(feeds, run)).toBe("known");
    expect(feeds.log).toHaveLength(3);
  });

  test("a run behind a gap is refused", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    take(feeds, author.run(["1"]));
    author.run(["lost"]);
    const reason = take(feeds, author.run(["3"]));
    expect(reason).toBe("a run starts at seq 3, but 2 comes next in its feed");
  });

  test("a feed's first run names 64 zeros as the one before it, and no other hash", () => {
    const odd = new Author(idA).run(["1"], { previous: "1".repeat(64) });
    expect(take(new Feeds(self), odd)).toBe("a feed's first run names one before it");
  });

  test("a cause that is missing, in its own feed, or not the last of its run is refused", () => {
    const feeds = new Feeds(self);
    const b = new Author(idB);
    take(feeds, b.run(["b1"]));
    take(feeds, b.run(["b2", "b3"]));
    const missing = "a run was said after one that did not come before it";
    const cases: readonly [Reference, string][] = [
      [[idB, epoch, 4], missing],
      [[idB, epoch, 2], missing],
      [[idB, "0000000000000009", 1], missing],
      [["d".repeat(64), epoch, 1], missing],
      [[idB, epoch, Number.MAX_SAFE_INTEGER], missing],
      [[idA, epoch, 1], "a run names itself as a cause"],
    ];
    for (const [reference, reason] of cases) {
      for (const lamport of [1, 2, 4]) {
        const author = new Author(idA);
        if (reference[0] === idA) take(feeds, author.run(["a1"]));
        expect(take(feeds, author.run(["a"], { after: [reference], lamport }))).toBe(reason);
      }
    }
  });

  test("a run's Lamport clock is one more than its greatest cause, no more and no less", () => {
    for (const [lamport, isTaken] of [
      [1, false],
      [3, false],
      [4, true],
      [5, false],
      [Number.MAX_SAFE_INTEGER, false],
    ] as const) {
      const feeds = new Feeds(self);
      take(feeds, new Author(idB).run(["1", "2", "3"]));
      const fit = take(feeds, new Author(idA).run(["a"], { lamport, after: [[idB, epoch, 3]] }));
      expect(fit).toBe(isTaken ? 1 : `a run's Lamport clock says ${lamport}, its causes make it 4`);
    }
  });

  test("the run before it is a cause, too, and each entry of a run counts one more", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    take(feeds, author.run(["1", "2", "3"]));
    expect(take(feeds, author.aside(["4"], { lamport: 2 }))).toContain("its causes make it 4");
    expect(take(feeds, author.run(["4"], { lamport: 4 }))).toBe(1);
    take(feeds, new Author(idB).run(["b"], { lamport: 5, after: [[idA, epoch, 4]] }));
    expect(feeds.get(new Author(idB).key)?.lamport).toBe(5);
  });

  test("what is refused leaves nothing of it behind", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    expect(take(feeds, author.aside(["1"], { lamport: 9 }))).toContain("Lamport");
    expect([feeds.get(author.key), feeds.log]).toEqual([undefined, []]);
    expect(take(feeds, author.run(["1"]))).toBe(0);
  });

  test("a later start of an author is a feed of its own, from seq 1", () => {
    const feeds = new Feeds(self);
    take(feeds, new Author(idA, "0000000000000001").run(["1"]));
    const restarted = new Author(idA, "0000000000000002");
    expect(take(feeds, restarted.run(["1"]))).toBe(1);
  });
});

describe("what contradicts", () => {
  test("another run in the place of the last one does", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    take(feeds, author.run(["1"]));
    const other = author.aside(["other 2"]);
    take(feeds, author.run(["2"]));
    expect(feeds.fit(other.run.header)).toEqual({ fit: "conflict", position: 1 });
  });

  test("a run that begins or ends where none of ours does, does", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    take(feeds, author.run(["1"]));
    const overlapping = [
      author.aside(["2", "3", "4"]),
      author.aside(["2"]),
      author.aside(["3"], { first: 3 }),
      author.aside(["3", "4"], { first: 3 }),
      author.aside(["1", "2"], { first: 1, previous: noHash, lamport: 1 }),
    ];
    take(feeds, author.run(["2", "3"]));
    take(feeds, author.run(["4"]));
    const places = overlapping.map(({ run }) => feeds.fit(run.header));
    expect(places).toEqual([1, 1, 1, 1, 0].map((position) => ({ fit: "conflict", position })));
  });

  test("a run that follows another than our last one does", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    take(feeds, author.run(["1"]));
    const next = author.aside(["2"], { previous: "1".repeat(64) });
    expect(feeds.fit(next.run.header)).toEqual({ fit: "conflict", position: 0 });
  });

  test("a head that another shows does where it differs from ours or splits a run of ours", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    const first = author.run(["1"]);
    take(feeds, first);
    const last = author.run(["2", "3"]);
    take(feeds, last);
    const feed = feeds.get(author.key);
    const other = "1".repeat(64);
    expect(feed?.conflictWith(3, last.hash)).toBeNull();
    expect(feed?.conflictWith(3, other)).toBe(1);
    expect(feed?.conflictWith(2, other)).toBe(1);
    expect(feed?.conflictWith(1, first.hash)).toBeNull();
    // What is beyond ours can't be judged.
    expect(feed?.conflictWith(4, other)).toBeNull();
  });
});

describe("what the next own run is said after", () => {
  test("the frontier is the heads that no other seen run was said after", () => {
    const feeds = new Feeds(self);
    const [a, b] = [new Author(idA), new Author(idB)];
    expect(feeds.causes()).toEqual({ after: [], lamport: 1 });
    take(feeds, a.run(["a1"]));
    take(feeds, b.run(["b1"]));
    expect(feeds.causes()).toEqual({
      after: [
        [idA, epoch, 1],
        [idB, epoch, 1],
      ],
      lamport: 2,
    });
    // b2 was said in the knowledge of a1: naming b2 names a1.
    take(feeds, b.run(["b2"], { lamport: 2, after: [[idA, epoch, 1]] }));
    expect(feeds.causes()).toEqual({ after: [[idB, epoch, 2]], lamport: 3 });
    take(feeds, a.run(["a2"], { lamport: 2 }));
    expect(feeds.causes().after).toEqual([
      [idB, epoch, 2],
      [idA, epoch, 2],
    ]);
  });

  test("an own run stands for all that it was said after, and is no cause itself", () => {
    const feeds = new Feeds(self);
    take(feeds, new Author(idA).run(["a1"]));
    const own = new Author(idC);
    take(feeds, own.run(["c1", "c2"], { lamport: 2, after: [[idA, epoch, 1]] }));
    expect(feeds.causes()).toEqual({ after: [], lamport: 4 });
  });

  test("a voided feed is no cause of what is said next", () => {
    const feeds = new Feeds(self);
    const [a, b] = [new Author(idA), new Author(idB)];
    const one = a.run(["a1"]);
    const other = new Author(idA).run(["other"]);
    take(feeds, one);
    take(feeds, b.run(["b1"]));
    feeds.void({ type: "proof", one: one.run.header, other: other.run.header });
    expect(feeds.causes().after).toEqual([[idB, epoch, 1]]);
  });

  test("own runs made from causes fit at every other peer, however many feeds there are", () => {
    const [mine, theirs] = [new Feeds(self), new Feeds("other")];
    for (let i = 0; i < 100; i++) {
      const author = new Author(i.toString(16).padStart(64, "0"));
      const run = author.run(["x"]);
      take(mine, run);
      take(theirs, run);
    }
    const own = new Author(idC);
    for (let i = 0; i < 3; i++) {
      const { lamport, after } = mine.causes();
      // As many as a run's header takes.
      expect(after.length).toBeLessThanOrEqual(64);
      const run = own.run(["mine"], { lamport, after });
      expect(take(mine, run)).toBe(100 + i);
      expect(take(theirs, run)).toBe(100 + i);
    }
  });
});

describe("what is on disk", () => {
  test("only committed runs are in the heads, in arrival order", () => {
    const feeds = new Feeds(self);
    const [a, b] = [new Author(idA), new Author(idB)];
    const a1 = a.run(["a1"]);
    take(feeds, a1);
    take(feeds, b.run(["b1", "b2"]));
    const a2 = a.run(["a2"]);
    take(feeds, a2);
    expect(feeds.heads()).toEqual([]);
    expect(feeds.commit(1).map((feed) => feed.key)).toEqual([a.key]);
    expect(feeds.heads()).toEqual([[idA, epoch, 1, a1.hash]]);
    expect(feeds.commit(2).map((feed) => feed.key)).toEqual([b.key, a.key]);
    expect(feeds.heads()).toContainEqual([idA, epoch, 2, a2.hash]);
    expect(feeds.committedRuns).toBe(3);
  });

  test("what was stored goes on where it ended: heads, clocks, causes and the frontier", () => {
    const [a, b] = [new Author(idA), new Author(idB)];
    const a1 = a.run(["a1", "a2"]);
    const b1 = b.run(["b1"], { lamport: 3, after: [[idA, epoch, 2]] });
    const feeds = new Feeds(self);
    const [fa, fb] = [feeds.restore(idA, epoch, 2), feeds.restore(idB, epoch, 0)];
    feeds.restoreRun(fa, 2, 2);
    feeds.restoreRun(fb, 1, 3);
    feeds.restored(fa, a1.hash);
    feeds.restored(fb, b1.hash);
    expect(feeds.committedRuns).toBe(2);
    expect(feeds.heads()).toEqual([
      [idA, epoch, 2, a1.hash],
      [idB, epoch, 1, b1.hash],
    ]);
    expect(feeds.causes()).toEqual({ after: [[idB, epoch, 1]], lamport: 4 });
    // Whether it is the very run only its bytes can tell.
    expect(feeds.fit(a1.run.header)).toEqual({ fit: "conflict", position: 0 });
    expect(take(feeds, a.run(["a3"]))).toBe(2);
    expect(take(feeds, b.run(["b2"], { lamport: 4, after: [[idA, epoch, 3]] }))).toBe(3);
  });
});
