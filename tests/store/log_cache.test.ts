import { expect, test } from "bun:test";

import { LogCache } from "../../src/store/log_cache.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { batchOf, SampleFeed } from "./sample_runs.ts";

test("is the store's own log at any length and from any position, and reads no row twice", () => {
  const store = new MemoryStore();
  const feeds = ["aa", "bb", "cc"].map((mark) => new SampleFeed(mark));
  let rows = 0;
  const cache = new LogCache({
    load: (from) => {
      const loaded = store.load(from);
      rows += loaded.log.length;
      return loaded;
    },
    read: (position) => store.read(position),
  });
  expect(cache.load()).toEqual(store.load());
  for (const grows of [1, 700, 0, 2_000, 1, 3_000]) {
    const runs = Array.from({ length: grows }, (_, i) => feeds[i % 3]!.say([`${i}`]));
    store.commit(batchOf({ runs }));
    for (const from of [0, 1, 1_500, store.length, store.length + 1]) {
      expect(cache.load(from)).toEqual(store.load(from));
    }
  }
  expect(rows).toBe(store.length);
  expect(cache.read(5)).toEqual(store.read(5));
});
