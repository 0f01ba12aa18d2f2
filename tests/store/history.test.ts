import { describe, expect, setDefaultTimeout, test } from "bun:test";

import type { HistoryEntry } from "../../src/peer/history.ts";
import type { StoredRun } from "../../src/peer/ports.ts";
import { historyOf, lastOfHistory } from "../../src/store/history.ts";
import { openJournal } from "../../src/store/journal.ts";
import { openJournalToRead } from "../../src/store/journal_reader.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Entry } from "../../src/wire/frame.ts";
import { batchOf, forkProof, peerId, ROOM, SampleFeed, text } from "./sample_runs.ts";
import { tempFolder } from "./temp_folder.ts";

setDefaultTimeout(60_000);

function storeOf(runs: readonly StoredRun[]): MemoryStore {
  const store = new MemoryStore();
  store.commit(batchOf({ runs }));
  return store;
}

function historyIn(store: MemoryStore, from = 0): HistoryEntry[] {
  return [...historyOf(store, { room: ROOM, from })];
}

/** What was said, or what happened to whom. */
function gist(entry: HistoryEntry): string {
  return entry.kind === "message" ? entry.text : `${entry.kind} ${entry.peer.name}`;
}

/** Three peers who talk; no run is long. */
function talk(messages: number): StoredRun[] {
  const feeds = ["aa", "bb", "cc"].map((mark) => new SampleFeed(mark));
  const runs = feeds.map((feed, i) => feed.join(`peer${i}`, `127.0.0.1:600${i}`));
  for (let i = 0; i < messages; i++) {
    const [feed, other] = [feeds[i % 3], feeds[(i * i + 1) % 3]];
    if (feed === undefined || other === undefined) continue;
    const after = feed === other ? [] : [other];
    runs.push(feed.say(i % 5 === 0 ? [`${i}a`, `${i}b`] : [`${i}`], { after }));
  }
  return runs;
}

/** Another order in which the same runs may arrive: each feed's own order is kept. */
function otherArrival(runs: readonly StoredRun[]): StoredRun[] {
  return runs.toSorted((a, b) => (a.author === b.author ? 0 : a.author < b.author ? 1 : -1));
}

describe("historyOf", () => {
  test("tells the same to the byte in whatever order the runs arrived", () => {
    const runs = talk(1_500);
    const one = historyIn(storeOf(runs));
    const other = historyIn(storeOf(otherArrival(runs)));
    expect(one).toHaveLength(1_803);
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  test("sorts by Lamport clock, author, epoch and seq across all spans", () => {
    const history = historyIn(storeOf(otherArrival(talk(1_500))));
    const keys = history.map(
      ({ lamport, author, epoch, seq }) =>
        `${String(lamport).padStart(9, "0")} ${author.id} ${epoch} ${String(seq).padStart(9, "0")}`,
    );
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(history.map(({ id }) => id)).size).toBe(history.length);
  });

  test("tells long runs and short ones said meanwhile in one order", () => {
    const [a, b] = [new SampleFeed("aa"), new SampleFeed("bb")];
    const runs = [a.say(Array.from({ length: 256 }, (_, i) => `a${i}`))];
    for (let i = 0; i < 300; i++) runs.push(b.say([`b${i}`]));
    const history = historyIn(storeOf(runs)).map(gist);
    expect(history).toHaveLength(556);
    expect(history.slice(0, 4)).toEqual(["a0", "b0", "a1", "b1"]);
    expect(history.slice(510, 514)).toEqual(["a255", "b255", "b256", "b257"]);
  });

  test("gives messages their author, time and the id that was shown live", () => {
    const feed = new SampleFeed("aa");
    const runs = [feed.join("bobby"), feed.add([text("hello", 1_700_000_000_123)])];
    const [joined, said] = historyIn(storeOf(runs));
    expect(joined).toMatchObject({
      kind: "joined",
      peer: { id: feed.author, name: "bobby", address: "127.0.0.1:6001" },
    });
    const hash = runs[1]?.hash ?? "";
    expect(said).toMatchObject({
      kind: "message",
      author: { id: feed.author, name: "bobby", address: "127.0.0.1:6001" },
      text: "hello",
      atMs: 1_700_000_000_123,
      seq: 2,
    });
    expect(said?.id.replaceAll("-", "").slice(0, 12)).toBe(hash.slice(0, 12));
  });

  test("tells what a guest said, and that it came and went, with whose guest it is", () => {
    const feed = new SampleFeed("aa");
    const guest = { name: "zoe", address: "10.0.0.7" };
    const entries: Entry[] = [
      { at: 1, kind: "system", body: { event: "guest-joined", ...guest } },
      { at: 2, kind: "guest", body: { ...guest, text: "hi" } },
      { at: 3, kind: "system", body: { event: "guest-left", ...guest } },
    ];
    const [, joined, said, left] = historyIn(storeOf([feed.join("bobby"), feed.add(entries)]));
    const peer = { id: feed.author, name: "bobby", address: "127.0.0.1:6001" };
    expect(joined).toMatchObject({ kind: "joined", peer, guest });
    expect(said).toMatchObject({ kind: "message", author: { name: "bobby" }, guest, text: "hi" });
    expect(left).toMatchObject({ kind: "left", peer, guest });
  });

  test("leaves out a feed that its author forked, and keeps the author's others", () => {
    const [bad, good] = [new SampleFeed("aa", "00000000000000a1"), new SampleFeed("aa")];
    const store = storeOf([bad.say(["twice"]), good.say(["once"])]);
    store.commit(batchOf({ proofs: [forkProof(bad)] }));
    expect(historyIn(store).map(gist)).toEqual(["once"]);
  });

  test("tells a loss once a member and incarnation, with where the member was then", () => {
    const [a, b] = [new SampleFeed("aa"), new SampleFeed("bb")];
    const lost = new SampleFeed("cc", "0000000000000001");
    const again = new SampleFeed("cc", "0000000000000002");
    const runs = [lost.join("eddy", "127.0.0.1:6003"), a.join("bobby"), b.join("donald")];
    runs.push(a.lose(lost.author, "eddy", 1), b.lose(lost.author, "eddy", 1));
    runs.push(a.say(["so long"], { after: [b] }));
    const back = again.add(
      [{ at: 1, kind: "system", body: { event: "joined", name: "eddy", address: "[::1]:7003" } }],
      { after: [a] },
    );
    runs.push({ ...back, joined: { name: "eddy", address: "[::1]:7003" } });
    runs.push(b.say(["hi"], { after: [again] }), b.lose(lost.author, "eddy", 2));
    const losses = historyIn(storeOf(runs)).flatMap((entry) =>
      entry.kind === "lost" ? [[entry.author.name, entry.peer]] : [],
    );
    expect(losses).toEqual([
      ["bobby", { id: peerId("cc"), name: "eddy", address: "127.0.0.1:6003" }],
      ["donald", { id: peerId("cc"), name: "eddy", address: "[::1]:7003" }],
    ]);
  });

  test("tells only what arrived since a position, names still known", () => {
    const feed = new SampleFeed("aa");
    const store = storeOf([feed.join("bobby"), feed.say(["before"])]);
    store.commit(batchOf({ runs: [feed.say(["after", "that"])] }));
    const since = historyIn(store, 2);
    expect(since.map(gist)).toEqual(["after", "that"]);
    expect(since[0]?.author.name).toBe("bobby");
  });

  test("leaves out a run whose bytes are not what its header was made for", () => {
    const feed = new SampleFeed("aa");
    const runs = [feed.say(["one"]), feed.say(["two"]), feed.say(["three"])];
    const swapped = runs.map((run, i) => (i === 1 ? { ...run, bytes: replaced(run.bytes) } : run));
    const damaged: number[] = [];
    const options = { room: ROOM, onDamaged: (position: number) => void damaged.push(position) };
    expect([...historyOf(storeOf(swapped), options)].map(gist)).toEqual(["one", "three"]);
    expect(damaged).toEqual([1]);
  });

  test("reads a folder while a peer writes in it", () => {
    using folder = tempFolder();
    const journal = openJournal({ folder: folder.path, room: ROOM });
    const feed = new SampleFeed("aa");
    journal.commit(batchOf({ runs: [feed.join("bobby"), feed.say(["one"])] }));
    const reader = openJournalToRead(folder.path);
    if (reader === null) throw new Error("nothing to read");
    const read = (): string[] => [...historyOf(reader, { room: reader.room ?? "" })].map(gist);
    expect(read()).toEqual(["joined bobby", "one"]);
    journal.commit(batchOf({ runs: [feed.say(["two"])] }));
    expect(read()).toEqual(["joined bobby", "one", "two"]);
    expect([...historyOf(journal, { room: ROOM })].map(gist)).toEqual(read());
    reader.close();
    journal.close();
  });
});

function replaced(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString().replace('"two"', '"owt"'));
}

describe("lastOfHistory", () => {
  test("gives the end of the whole history, for any limit", () => {
    const store = storeOf(talk(700));
    const whole = historyIn(store);
    for (const limit of [1, 2, 255, 256, 257, 839, 840]) {
      const last = lastOfHistory(store, { room: ROOM, limit });
      expect(last).toEqual(whole.slice(whole.length - last.length));
      expect(last.filter(({ kind }) => kind === "message")).toHaveLength(limit);
      expect(last[0]?.kind).toBe("message");
    }
    expect(lastOfHistory(store, { room: ROOM, limit: 5_000 })).toEqual(whole);
    expect(lastOfHistory(store, { room: ROOM, limit: 0 })).toEqual([]);
  });

  test("gives at most as many notices, the newest", () => {
    const runs = Array.from({ length: 9 }, (_, i) => new SampleFeed(`a${i}`).join(`peer${i}`));
    const last = lastOfHistory(storeOf(runs), { room: ROOM, limit: 2 });
    expect(last.map(gist)).toEqual(["joined peer7", "joined peer8"]);
  });

  /** All of the history, read backwards by pages of `limit` messages. */
  function pages(store: MemoryStore, limit: number, knowsClock: boolean): HistoryEntry[][] {
    const read: HistoryEntry[][] = [];
    let before: { id: string; lamport?: number } | undefined;
    for (;;) {
      const place = before === undefined ? {} : { before };
      const page = lastOfHistory(store, { room: ROOM, limit, ...place });
      const [oldest] = page;
      if (oldest === undefined) return read;
      read.unshift(page);
      before = { id: oldest.id, ...(knowsClock ? { lamport: oldest.lamport } : {}) };
    }
  }

  test.each([[true], [false]])(
    "goes on before any entry, until all was read (its clock is known: %p)",
    (knowsClock) => {
      const [a, b] = [new SampleFeed("aa"), new SampleFeed("bb")];
      const long = a.say(Array.from({ length: 256 }, (_, i) => `a${i}`));
      const runs = [...talk(300), long, ...Array.from({ length: 300 }, (_, i) => b.say([`b${i}`]))];
      const store = storeOf(otherArrival(runs));
      const read = pages(store, 50, knowsClock);
      expect(read.flat()).toEqual(historyIn(store));
      expect(read.length).toBeGreaterThan(16);
    },
  );

  test("has nothing to tell before an entry that is not there", () => {
    const store = storeOf(talk(20));
    expect(lastOfHistory(store, { room: ROOM, limit: 5, before: { id: "none" } })).toEqual([]);
    const before = { id: "none", lamport: 3 };
    expect(lastOfHistory(store, { room: ROOM, limit: 5, before })).toEqual([]);
  });

  test("far behind, an entry is not looked for without its clock", () => {
    const feed = new SampleFeed("aa");
    const texts = Array.from({ length: 250 }, (_, i) => `${i}`);
    const store = storeOf(Array.from({ length: 36 }, () => feed.say(texts)));
    const [, oldest] = historyIn(store);
    const id = oldest?.id ?? "";
    expect(lastOfHistory(store, { room: ROOM, limit: 9, before: { id } })).toEqual([]);
    const before = { id, lamport: 2 };
    expect(lastOfHistory(store, { room: ROOM, limit: 9, before })).toHaveLength(1);
  });

  test("reads little of a long history, wherever it goes on", () => {
    const store = storeOf(talk(3_000));
    const whole = historyIn(store);
    const middle = whole[1_800];
    const before = { id: middle?.id ?? "", lamport: middle?.lamport ?? 0 };
    let reads = 0;
    const counted = {
      load: (from?: number) => store.load(from),
      read: (position: number) => {
        reads += 1;
        return store.read(position);
      },
    };
    const page = lastOfHistory(counted, { room: ROOM, limit: 50, before });
    expect(page).toEqual(whole.slice(1_750, 1_800));
    expect(reads).toBeLessThan(1_000);
  });
});
