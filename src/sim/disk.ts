import { type FeedKey, feedKey } from "../feed/feed.ts";
import type { Hash } from "../lib/ids.ts";
import type { StoreBatch, StoredRun } from "../peer/ports.ts";
import { MemoryStore } from "../store/memory_store.ts";

/** What became of a disk between two processes. `older`: an old copy of it was put back. */
export type DiskFate =
  | { readonly disk: "kept" }
  | { readonly disk: "wiped" }
  /** `age`: from 0, the newest copy there is, to 1, the oldest. */
  | { readonly disk: "older"; readonly age: number };

/** A feed as far as it is on a disk. */
export type HeldFeed = { readonly last: number; readonly head: Hash };

type Copy = { readonly store: MemoryStore; readonly feeds: ReadonlyMap<FeedKey, HeldFeed> };

/** Copies are made this often and kept for this many: what a backup of yesterday is to people. */
const copyEveryMs = 5_000;
const copiesMax = 6;

/** One peer's disk. It outlives the peer's processes, not always unharmed. */
export class Disk {
  #store = new MemoryStore();
  #feeds = new Map<FeedKey, HeldFeed>();
  #copies: Copy[] = [];
  #copyDueAtMs = 0;
  /** Until then nothing more can be stored. */
  fullUntilMs = 0;

  get store(): MemoryStore {
    return this.#store;
  }

  get feeds(): ReadonlyMap<FeedKey, HeldFeed> {
    return this.#feeds;
  }

  lastOf(feed: FeedKey): number {
    return this.#feeds.get(feed)?.last ?? 0;
  }

  /** False, and nothing is stored, when it is full. */
  commit(batch: StoreBatch, nowMs: number): boolean {
    if (nowMs < this.fullUntilMs) return false;
    this.#store.commit(batch);
    for (const run of batch.runs) this.#note(run);
    if (nowMs >= this.#copyDueAtMs) this.#copy(nowMs);
    return true;
  }

  #note({ author, epoch, last, hash }: StoredRun): void {
    this.#feeds.set(feedKey(author, epoch), { last, head: hash });
  }

  #copy(nowMs: number): void {
    this.#copyDueAtMs = nowMs + copyEveryMs;
    this.#copies.push({ store: this.#store.copy(), feeds: new Map(this.#feeds) });
    if (this.#copies.length > copiesMax) this.#copies.shift();
  }

  /** Between two processes. A disk that was never copied is rolled back to what it was: empty. */
  befall(fate: DiskFate): void {
    if (fate.disk === "kept") return;
    const index = fate.disk === "wiped" ? -1 : this.#indexAt(fate.age);
    const copy = this.#copies[index];
    this.#copies.splice(index + 1);
    this.#store = copy?.store.copy() ?? new MemoryStore();
    this.#feeds = new Map(copy?.feeds);
  }

  #indexAt(age: number): number {
    return Math.floor((1 - age) * (this.#copies.length - 1));
  }
}
