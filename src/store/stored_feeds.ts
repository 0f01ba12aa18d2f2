import type { Epoch, PeerId } from "../lib/ids.ts";
import type { LoadedFeed, StoredRun } from "../peer/ports.ts";

/** One feed as it is stored. The arrival log refers to it by `index`. */
export type StoredFeed = LoadedFeed & { readonly index: number };

/** What a batch would make of the feeds. */
export type StagedFeeds = {
  /** For each run of the batch the index of its feed. */
  readonly places: readonly number[];
  /** Each feed that the batch changes, once, as it will be. */
  readonly changed: ReadonlyMap<string, StoredFeed>;
};

/** The feeds of a store, kept by the journal and by its twin alike. */
export class StoredFeeds {
  readonly #feeds: StoredFeed[] = [];
  readonly #byKey = new Map<string, StoredFeed>();

  constructor(feeds: Iterable<StoredFeed>) {
    for (const feed of feeds) this.#keep(feed);
  }

  /** By index. */
  all(): readonly StoredFeed[] {
    return this.#feeds;
  }

  /** Changes nothing, so that a commit that fails leaves nothing behind. */
  stage(runs: readonly StoredRun[]): StagedFeeds {
    const changed = new Map<string, StoredFeed>();
    const places = runs.map((run) => {
      for (const [author, epoch, seq] of run.after) this.#cover(changed, author, epoch, seq);
      const key = keyOf(run.author, run.epoch);
      const feed = changed.get(key) ?? this.#byKey.get(key) ?? this.#begin(run, changed);
      changed.set(key, { ...feed, head: run.hash, ...run.joined });
      return feed.index;
    });
    return { places, changed };
  }

  accept({ changed }: StagedFeeds): void {
    for (const feed of changed.values()) this.#keep(feed);
  }

  #keep(feed: StoredFeed): void {
    this.#feeds[feed.index] = feed;
    this.#byKey.set(keyOf(feed.author, feed.epoch), feed);
  }

  #begin(run: StoredRun, changed: ReadonlyMap<string, StoredFeed>): StoredFeed {
    let index = this.#feeds.length;
    for (const feed of changed.values()) if (feed.index >= index) index = feed.index + 1;
    const { author, epoch, hash: head } = run;
    return { index, author, epoch, head, covered: 0, name: "", address: "" };
  }

  /** A cause that is not here belongs to a void feed, which counts as met and covers nothing. */
  #cover(changed: Map<string, StoredFeed>, author: PeerId, epoch: Epoch, seq: number): void {
    const key = keyOf(author, epoch);
    const feed = changed.get(key) ?? this.#byKey.get(key);
    if (feed !== undefined && feed.covered < seq) changed.set(key, { ...feed, covered: seq });
  }
}

function keyOf(author: PeerId, epoch: Epoch): string {
  return `${author}/${epoch}`;
}
