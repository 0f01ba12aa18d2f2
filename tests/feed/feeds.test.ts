import { describe, expect, test } from "bun:test";

import { Feeds } from "../../src/feed/feeds.ts";
import { noHash } from "../../src/feed/run.ts";
import type { Reference } from "../../src/wire/frame.ts";
import { dependenciesMax } from "../../src/wire/limits.ts";
import { Author, epoch, idA, idB, idC, take, text } from "./sample_runs.ts";

const self = new Author(idC).key;

describe("what is taken", () => {
  test("runs of one feed are taken one after another, and heads tell how far", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    const first = author.run([text("1", 1), text("2", 2)]);
    const second = author.run([text("3", 3)]);
    expect(feeds.seq(author.key)).toBe(0);
    expect(take(feeds, first)).toMatchObject({ first: 1, last: 2, hash: first.hash });
    expect(take(feeds, second)).toMatchObject({ first: 3, last: 3 });
    expect(feeds.seq(author.key)).toBe(3);
    expect(feeds.log.map((item) => item.last)).toEqual([2, 3]);
  });

  test("a run that was taken before is known, so that a replay shows nothing twice", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    const runs = [author.run([text("1", 1)]), author.run([text("2", 2)])];
    for (const run of runs) take(feeds, run);
    for (const run of runs) expect(take(feeds, run)).toBe("known");
    expect(feeds.log).toHaveLength(2);
  });

  test("a run behind a gap is refused", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    take(feeds, author.run([text("1", 1)]));
    author.run([text("lost", 2)]);
    const reason = take(feeds, author.run([text("3", 3)]));
    expect(reason).toBe("run starts at seq 3, but 2 comes next in its feed");
  });

  test("a run that overlaps what is there is refused, for runs are never split", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    take(feeds, author.run([text("1", 1), text("2", 2)]));
    const overlap = author.run([text("2", 2), text("3", 3)], { first: 2 });
    expect(take(feeds, overlap)).toContain("starts at seq 2, but 3 comes next");
  });

  test("a run that names another previous hash than the feed's head is refused", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    const other = author.run([text("1", 1)], { previous: "1".repeat(64) });
    expect(take(feeds, other)).toBe("run does not follow the feed's last one");
    take(feeds, author.run([text("1", 1)]));
    const fresh = author.run([text("2", 2)], { first: 2, previous: noHash });
    expect(take(feeds, fresh)).toBe("run does not follow the feed's last one");
  });

  test("an entry whose dependency is missing, in its own feed or of seq zero is refused", () => {
    const missing = "entry depends on one that did not come before it";
    const after: Reference[][] = [
      [[idB, epoch, 1]],
      [[idA, epoch, 1]],
      [[idB, "0000000000000009", 1]],
    ];
    for (const references of after) {
      const author = new Author(idA);
      const entries = [text("1", 1), text("2", 2, references)];
      expect(take(new Feeds(self), author.run(entries))).toBe(missing);
    }
    const feeds = new Feeds(self);
    take(feeds, new Author(idB).run([text("b", 1)]));
    expect(take(feeds, new Author(idA).run([text("a", 3, [[idB, epoch, 2]])]))).toBe(missing);
  });

  test("a Lamport clock is one more than the greatest cause, no more and no less", () => {
    for (const [lamport, isTaken] of [
      [1, false],
      [4, true],
      [5, false],
      [Number.MAX_SAFE_INTEGER, false],
    ] as const) {
      const feeds = new Feeds(self);
      take(feeds, new Author(idB).run([text("1", 1), text("2", 2), text("3", 3)]));
      const fit = take(feeds, new Author(idA).run([text("a", lamport, [[idB, epoch, 3]])]));
      if (isTaken) expect(fit).toMatchObject({ last: 1 });
      else expect(fit).toBe(`Lamport clock says ${lamport}, its causes make it 4`);
    }
  });

  test("one bad entry makes the whole run refused and leaves nothing of it behind", () => {
    const feeds = new Feeds(self);
    const author = new Author(idA);
    const bad = author.run([text("1", 1), text("2", 2), text("3", 9)], { first: 1 });
    expect(take(feeds, bad)).toContain("Lamport");
    expect(feeds.seq(author.key)).toBe(0);
    expect(feeds.log).toEqual([]);
    expect(take(feeds, author.run([text("1", 1)]))).toMatchObject({ last: 1 });
  });

  test("a later start of an author is a feed of its own, from seq 1", () => {
    const feeds = new Feeds(self);
    take(feeds, new Author(idA, "0000000000000001").run([text("1", 1)]));
    const restarted = new Author(idA, "0000000000000002");
    expect(take(feeds, restarted.run([text("1", 1)]))).toMatchObject({ first: 1 });
  });
});

describe("what the next own entry depends on", () => {
  test("the frontier is the heads that no other seen entry depends on", () => {
    const feeds = new Feeds(self);
    const [a, b] = [new Author(idA), new Author(idB)];
    expect(feeds.causes(0, true)).toEqual({ after: [], lamport: 1 });
    take(feeds, a.run([text("a1", 1)]));
    take(feeds, b.run([text("b1", 1)]));
    expect(feeds.causes(0, true)).toEqual({
      after: [
        [idA, epoch, 1],
        [idB, epoch, 1],
      ],
      lamport: 2,
    });
    // b2 was said in the knowledge of a1: naming b2 names a1.
    take(feeds, b.run([text("b2", 2, [[idA, epoch, 1]])]));
    expect(feeds.causes(0, true)).toEqual({ after: [[idB, epoch, 2]], lamport: 3 });
    take(feeds, a.run([text("a2", 2)]));
    expect(feeds.causes(0, true).after).toEqual([
      [idB, epoch, 2],
      [idA, epoch, 2],
    ]);
  });

  test("an own entry stands for all that it depended on, and is no dependency itself", () => {
    const feeds = new Feeds(self);
    take(feeds, new Author(idA).run([text("a1", 1)]));
    const own = new Author(idC);
    take(feeds, own.run([text("c1", 2, [[idA, epoch, 1]])]));
    expect(feeds.causes(2, true)).toEqual({ after: [], lamport: 3 });
  });

  test("within a run each entry follows the one before it", () => {
    const feeds = new Feeds(self);
    take(feeds, new Author(idA).run([text("a1", 1)]));
    expect(feeds.causes(7, false)).toEqual({ after: [], lamport: 8 });
    expect(feeds.causes(7, true).lamport).toBe(8);
  });

  test("own entries made from causes fit at every other peer, however many feeds there are", () => {
    const [mine, theirs] = [new Feeds(self), new Feeds("other")];
    for (let i = 0; i < 100; i++) {
      const author = new Author(i.toString(16).padStart(64, "0"));
      const run = author.run([text("x", 1)]);
      take(mine, run);
      take(theirs, run);
    }
    const own = new Author(idC);
    let predecessor = 0;
    for (let i = 0; i < 3; i++) {
      const { lamport, after } = mine.causes(predecessor, true);
      expect(after.length).toBeLessThanOrEqual(dependenciesMax);
      const run = own.run([text("mine", lamport, after)]);
      expect(take(mine, run)).toMatchObject({ first: i + 1 });
      expect(take(theirs, run)).toMatchObject({ first: i + 1 });
      predecessor = lamport;
    }
  });
});

describe("what is on disk", () => {
  test("only committed runs are in the heads, in arrival order", () => {
    const feeds = new Feeds(self);
    const [a, b] = [new Author(idA), new Author(idB)];
    const a1 = a.run([text("a1", 1)]);
    take(feeds, a1);
    take(feeds, b.run([text("b1", 1), text("b2", 2)]));
    const a2 = a.run([text("a2", 2)]);
    take(feeds, a2);
    expect(feeds.heads()).toEqual([]);
    expect(feeds.commit(1).map((feed) => feed.key)).toEqual([a.key]);
    expect(feeds.heads()).toEqual([[idA, epoch, 1, a1.hash]]);
    expect(feeds.commit(2).map((feed) => feed.key)).toEqual([b.key, a.key]);
    expect(feeds.heads()).toContainEqual([idA, epoch, 2, a2.hash]);
    expect(feeds.committedRuns).toBe(3);
  });
});
