/** What every store promises: the journal on disk and its twin in memory. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import type { Loaded, Store as StorePort } from "../../src/peer/ports.ts";
import { openJournal } from "../../src/store/journal.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Reference } from "../../src/wire/frame.ts";
import {
  batchOf,
  forkProof,
  memberRecord,
  peerId,
  ROOM,
  SampleFeed,
} from "../store/sample_runs.ts";
import { tempFolder } from "../store/temp_folder.ts";

setDefaultTimeout(60_000);

/** Both can also load a part of the log, for history. */
type Store = StorePort & { load(from?: number): Loaded };

type Place = Disposable & {
  readonly store: Store;
  /** The store after its process ended and began again. */
  reopen(): Store;
};

const STORES: Readonly<Record<string, () => Place>> = {
  MemoryStore() {
    const store = new MemoryStore();
    return { store, reopen: () => store.copy(), [Symbol.dispose]: () => store.close() };
  },
  Journal() {
    const folder = tempFolder();
    let store = openJournal({ folder: folder.path, room: ROOM });
    return {
      store,
      reopen() {
        store.close();
        store = openJournal({ folder: folder.path, room: ROOM });
        return store;
      },
      [Symbol.dispose]() {
        store.close();
        folder[Symbol.dispose]();
      },
    };
  },
};

/** The log as rows: feed, last seq, Lamport clock. */
function rowsOf({ log }: Loaded): number[][] {
  return Array.from({ length: log.length }, (_, i) => [
    log.feed[i] ?? -1,
    log.last[i] ?? -1,
    log.lamport[i] ?? -1,
  ]);
}

describe.each(Object.keys(STORES))("%s", (name) => {
  const open = (): Place => {
    const make = STORES[name];
    if (make === undefined) throw new Error(name);
    return make();
  };

  test("begins empty", () => {
    using place = open();
    const loaded = place.store.load();
    expect(loaded.log.length).toBe(0);
    expect(loaded.feeds).toEqual([]);
    expect(loaded.members).toEqual([]);
    expect(loaded.proofs).toEqual([]);
  });

  test("keeps runs in the order of their commits and gives back the same bytes", () => {
    using place = open();
    const [a, b] = [new SampleFeed("aa"), new SampleFeed("bb")];
    const runs = [
      a.join("bobby"),
      b.join("donald", "127.0.0.1:6002"),
      b.say(["hello", "there"], { after: [a] }),
      a.say(["Привет, 👩‍👩‍👧!"], { after: [b] }),
      a.say(["fine thx"]),
    ];
    place.store.commit(batchOf({ runs: runs.slice(0, 2) }));
    place.store.commit(batchOf({ runs: runs.slice(2) }));
    const check = (store: Store): void => {
      for (const [i, run] of runs.entries()) {
        expect(Buffer.from(store.read(i)).equals(run.bytes)).toBe(true);
      }
      expect(rowsOf(store.load())).toEqual([
        [0, 1, 1],
        [1, 1, 1],
        [1, 3, 3],
        [0, 2, 4],
        [0, 3, 5],
      ]);
    };
    check(place.store);
    check(place.reopen());
  });

  test("keeps its own copy of a run that is a view into a larger chunk", () => {
    using place = open();
    const run = new SampleFeed("aa").say(["hello"]);
    const chunk = new Uint8Array(run.bytes.length + 20);
    chunk.set(run.bytes, 10);
    const view = chunk.subarray(10, 10 + run.bytes.length);
    place.store.commit(batchOf({ runs: [{ ...run, bytes: view }] }));
    chunk.fill(0);
    expect(Buffer.from(place.store.read(0)).equals(run.bytes)).toBe(true);
  });

  test("tells of each feed its head, name and address", () => {
    using place = open();
    const [a, b] = [new SampleFeed("aa"), new SampleFeed("bb")];
    place.store.commit(batchOf({ runs: [a.join("bobby", "127.0.0.1:6001"), b.say(["hi"])] }));
    const last = a.say(["hello"]);
    place.store.commit(batchOf({ runs: [last] }));
    const [first, second] = place.reopen().load().feeds;
    expect(first).toMatchObject({
      author: a.author,
      epoch: a.epoch,
      head: last.hash,
      name: "bobby",
      address: "127.0.0.1:6001",
    });
    expect(second).toMatchObject({ author: b.author, name: "", address: "" });
  });

  test("keeps two feeds of one author apart by their epochs", () => {
    using place = open();
    const runs = [
      new SampleFeed("aa", "6921ab3c00000001").say(["before"]),
      new SampleFeed("aa", "6921ab3c00000002").say(["after"]),
    ];
    place.store.commit(batchOf({ runs }));
    expect(
      place
        .reopen()
        .load()
        .feeds.map((feed) => feed.epoch),
    ).toEqual(runs.map((run) => run.epoch));
  });

  test("tells how far each feed is covered by runs of others", () => {
    using place = open();
    const [a, b, c] = [new SampleFeed("aa"), new SampleFeed("bb"), new SampleFeed("cc")];
    const covered = (store: Store): number[] => store.load().feeds.map((feed) => feed.covered);
    place.store.commit(batchOf({ runs: [a.say(["1", "2"]), b.say(["1"], { after: [a] })] }));
    expect(covered(place.store)).toEqual([2, 0]);
    const later = a.say(["3"]);
    const causes: Reference[] = [[a.author, a.epoch, 1]];
    const earlier = { ...c.say(["1"]), after: causes };
    place.store.commit(batchOf({ runs: [later, earlier, b.say(["2"], { after: [c] })] }));
    expect(covered(place.reopen())).toEqual([2, 0, 1]);
  });

  test("takes a cause that is not there as met", () => {
    using place = open();
    const run = new SampleFeed("aa").say(["1"], { after: [new SampleFeed("ee")] });
    place.store.commit(batchOf({ runs: [run] }));
    expect(place.reopen().load().feeds).toHaveLength(1);
  });

  test("keeps the newest record of each member, and none of the forgotten", () => {
    using place = open();
    const records = ["cc", "aa", "bb"].map((mark) => memberRecord(mark));
    place.store.commit(batchOf({ members: records }));
    const newer = memberRecord("aa", { incarnation: 2, down: true, next: "[::1]:6002" });
    place.store.commit(batchOf({ members: [newer], forgotten: [peerId("bb")] }));
    expect(place.reopen().load().members).toEqual([newer, memberRecord("cc")]);
  });

  test("keeps one proof a feed, in the order in which they came", () => {
    using place = open();
    const [later, sooner] = [forkProof(new SampleFeed("bb")), forkProof(new SampleFeed("aa"))];
    place.store.commit(batchOf({ proofs: [later] }));
    const again = { ...later, one: later.other, other: later.one };
    place.store.commit(batchOf({ proofs: [again, sooner] }));
    expect(place.reopen().load().proofs).toEqual([later, sooner]);
  });

  test("carries clocks and times beyond 32 bits", () => {
    using place = open();
    const run = { ...new SampleFeed("aa").say(["1"]), lamport: 2 ** 52 + 1, last: 2 ** 32 - 1 };
    place.store.commit(batchOf({ runs: [run] }));
    expect(rowsOf(place.reopen().load())).toEqual([[0, 2 ** 32 - 1, 2 ** 52 + 1]]);
  });

  test("loads only what stands behind a position", () => {
    using place = open();
    const feed = new SampleFeed("aa");
    const runs = ["1", "2", "3"].map((each) => feed.say([each]));
    place.store.commit(batchOf({ runs }));
    const store = place.reopen();
    expect(rowsOf(store.load(2))).toEqual([[0, 3, 3]]);
    expect(rowsOf(store.load(3))).toEqual([]);
    expect(rowsOf(store.load(9))).toEqual([]);
  });

  test("goes on after it was opened again", () => {
    using place = open();
    const feed = new SampleFeed("aa");
    place.store.commit(batchOf({ runs: [feed.say(["1"])] }));
    const store = place.reopen();
    store.load();
    store.commit(batchOf({ runs: [feed.say(["2"])] }));
    expect(rowsOf(store.load())).toEqual([
      [0, 1, 1],
      [0, 2, 2],
    ]);
  });

  test("refuses to read a run that is not there", () => {
    using place = open();
    expect(() => place.store.read(0)).toThrow("read before it was stored");
  });
});
