import { describe, expect, test } from "bun:test";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { StoredRun } from "../../src/peer/ports.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { searchHistory, searchInTurns } from "../../src/store/search.ts";
import { batchOf, forkProof, ROOM, SampleFeed } from "./sample_runs.ts";
import { tempFolder } from "./temp_folder.ts";

function storeOf(runs: readonly StoredRun[]): MemoryStore {
  const store = new MemoryStore();
  store.commit(batchOf({ runs }));
  return store;
}

type Where = { readonly limit?: number; readonly path?: string | null; readonly journal?: string };

function search(store: MemoryStore, words: string, where: Where = {}): string[] {
  const { limit = 50, path: indexPath = null, journal = "one" } = where;
  return searchHistory({ source: store, journal, room: ROOM, words, limit, indexPath }).map(
    (entry) => (entry.kind === "message" ? entry.text : entry.kind),
  );
}

describe("searchHistory", () => {
  const feed = new SampleFeed("aa");
  const store = storeOf([
    feed.join("bobby"),
    feed.say(["hello there", "how r u", "Ringchat is a ring"]),
    feed.say(["Привет, Ёлка и ёж!", "Приветствую всех", "ПРИВЕТ"]),
    feed.say(["Émile said naïve", 'it\'s AND, OR; NOT "quoted" (near)']),
  ]);

  test("finds words whatever their case, in the order of history", () => {
    expect(search(store, "HELLO")).toEqual(["hello there"]);
    expect(search(store, "r")).toEqual(["how r u", "Ringchat is a ring"]);
  });

  test("finds what a guest said", () => {
    const body = { name: "zoe", address: "10.0.0.7", text: "hello from afar" };
    const guests = storeOf([new SampleFeed("bb").add([{ at: 1, kind: "guest", body }])]);
    expect(search(guests, "afar")).toEqual(["hello from afar"]);
    expect(search(guests, "zoe")).toEqual([]);
  });

  test("finds words by how they begin, with a star and without", () => {
    expect(search(store, "ringc")).toEqual(["Ringchat is a ring"]);
    expect(search(store, "ring*")).toEqual(["Ringchat is a ring"]);
    expect(search(store, "ing")).toEqual([]);
  });

  test("finds Cyrillic in either case, and ё typed as е", () => {
    expect(search(store, "привет")).toEqual(["Привет, Ёлка и ёж!", "Приветствую всех", "ПРИВЕТ"]);
    expect(search(store, "ЕЛКА")).toEqual(["Привет, Ёлка и ёж!"]);
    expect(search(store, "ёж")).toEqual(["Привет, Ёлка и ёж!"]);
  });

  test("finds letters with marks when they are typed without, or decomposed", () => {
    expect(search(store, "emile naive")).toEqual(["Émile said naïve"]);
    expect(search(store, "naïve".normalize("NFD"))).toEqual(["Émile said naïve"]);
  });

  test("wants all words, in whatever order", () => {
    expect(search(store, "there hello")).toEqual(["hello there"]);
    expect(search(store, "there how")).toEqual([]);
  });

  test.each([
    '"',
    '""',
    "NEAR(",
    "AND",
    "a OR",
    "NOT",
    "*",
    "text:",
    "^",
    "{a}",
    "-",
    "\0",
    "(((",
    "",
  ])("takes %j as words, never as a query", (words) => {
    expect(() => search(store, words)).not.toThrow();
  });

  test("finds the words that a query language would take for its own", () => {
    const found = ['it\'s AND, OR; NOT "quoted" (near)'];
    expect(search(store, "and or not")).toEqual(found);
    expect(search(store, '"quoted"')).toEqual(found);
    expect(search(store, "(near)")).toEqual(found);
  });

  test("gives the newest of many, oldest first", () => {
    expect(search(store, "привет", { limit: 2 })).toEqual(["Приветствую всех", "ПРИВЕТ"]);
  });

  test("leaves out a forked feed, though it was indexed before", () => {
    const other = new SampleFeed("bb");
    const both = storeOf([other.say(["twice"]), new SampleFeed("cc").say(["twice too"])]);
    using folder = tempFolder();
    const path = join(folder.path, "search.db");
    expect(search(both, "twice", { path })).toHaveLength(2);
    both.commit(batchOf({ proofs: [forkProof(other)] }));
    expect(search(both, "twice", { path })).toEqual(["twice too"]);
  });
});

test("a running peer has its turns while an index is made", async () => {
  using folder = tempFolder();
  const feed = new SampleFeed("aa");
  const store = storeOf(Array.from({ length: 2_000 }, (_, i) => feed.say([`word ${i}`])));
  const indexPath = join(folder.path, "search.db");
  const where = { source: store, journal: "one", room: ROOM, limit: 2, indexPath };
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const found = await searchInTurns({ ...where, words: "word" });
  clearImmediate(next);
  expect(found).toEqual(searchHistory({ ...where, words: "word" }));
  expect(found.map(({ id }) => id)).toHaveLength(2);
  expect(turns).toBeGreaterThan(2);
});

describe("the index on disk", () => {
  test("takes in what was said since the last search", () => {
    using folder = tempFolder();
    const path = join(folder.path, "search.db");
    const feed = new SampleFeed("aa");
    const store = storeOf([feed.say(["first word"])]);
    expect(search(store, "word", { path })).toEqual(["first word"]);
    store.commit(batchOf({ runs: [feed.say(["second word"]), feed.say(["third word"])] }));
    expect(search(store, "word", { path })).toEqual(["first word", "second word", "third word"]);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test("is made anew for another journal, and for one that was rolled back", () => {
    using folder = tempFolder();
    const path = join(folder.path, "search.db");
    const feed = new SampleFeed("aa");
    const store = storeOf([feed.say(["old word"])]);
    const before = store.copy();
    store.commit(batchOf({ runs: [feed.say(["lost word"])] }));
    expect(search(store, "word", { path })).toHaveLength(2);
    before.commit(batchOf({ runs: [new SampleFeed("bb").say(["new word"])] }));
    expect(search(before, "lost", { path })).toEqual([]);
    expect(search(before, "new", { path })).toEqual(["new word"]);
    const other = storeOf([new SampleFeed("cc").say(["other word"])]);
    expect(search(other, "word", { path, journal: "two" })).toEqual(["other word"]);
  });

  test("is no obstacle when it is damaged: searched without it, then made anew", () => {
    using folder = tempFolder();
    const path = join(folder.path, "search.db");
    writeFileSync(path, "no database at all, but long enough to be one".repeat(100));
    const store = storeOf([new SampleFeed("aa").say(["a word"])]);
    expect(search(store, "word", { path })).toEqual(["a word"]);
    expect(existsSync(path)).toBe(false);
    expect(search(store, "word", { path })).toEqual(["a word"]);
    expect(existsSync(path)).toBe(true);
  });

  test("is done without where no file can be made", () => {
    const store = storeOf([new SampleFeed("aa").say(["a word"])]);
    expect(search(store, "word", { path: "/nowhere/at/all/search.db" })).toEqual(["a word"]);
  });
});
