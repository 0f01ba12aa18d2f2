import type { Epoch, Hash, PeerId } from "../lib/ids.ts";
import type { LoadedFeed, StoredRun } from "../peer/ports.ts";

/** One feed as it is stored. The arrival log refers to it by `index`. */
export type StoredFeed = LoadedFeed & { readonly index: number };

type Changing = { -readonly [Field in keyof StoredFeed]: StoredFeed[Field] };

/** What a batch made of the feeds. */
export type FeedChanges = {
  /** For each run of the batch the index of its feed. */
  readonly places: readonly number[];
  /** Each feed that the batch changed, once. */
  readonly changed: ReadonlySet<StoredFeed>;
  /** The batch was not stored: everything is as before it. */
  undo(): void;
};

/** The feeds of a store, kept by the journal and by its twin alike. */
export class StoredFeeds {
  readonly #feeds: Changing[] = [];
  /** Two levels, so that no key is put together for each run. */
  readonly #byAuthor = new Map<PeerId, Map<Epoch, Changing>>();

  constructor(feeds: Iterable<LoadedFeed>) {
    for (const feed of feeds) this.#add(feed);
  }

  /** By index, as they are now. */
  all(): StoredFeed[] {
    return this.#feeds.map((feed) => ({ ...feed }));
  }

  apply(runs: readonly StoredRun[]): FeedChanges {
    const known = this.#feeds.length;
    const before = new Map<Changing, StoredFeed>();
    const change = (feed: Changing): Changing => {
      if (!before.has(feed)) before.set(feed, { ...feed });
      return feed;
    };
    const places = runs.map((run) => {
      for (const [author, epoch, seq] of run.after) {
        const cause = this.#get(author, epoch);
        // A cause that is not here belongs to a void feed, which counts as met.
        if (cause !== undefined && cause.covered < seq) change(cause).covered = seq;
      }
      const feed = change(this.#get(run.author, run.epoch) ?? this.#begin(run));
      feed.head = run.hash;
      if (run.joined !== null) ({ name: feed.name, address: feed.address } = run.joined);
      return feed.index;
    });
    const undo = (): void => {
      for (const [feed, old] of before) Object.assign(feed, old);
      for (const feed of this.#feeds.splice(known)) {
        this.#byAuthor.get(feed.author)?.delete(feed.epoch);
      }
    };
    return { places, changed: new Set(before.keys()), undo };
  }

  #get(author: PeerId, epoch: Epoch): Changing | undefined {
    return this.#byAuthor.get(author)?.get(epoch);
  }

  #begin({ author, epoch, hash }: { author: PeerId; epoch: Epoch; hash: Hash }): Changing {
    return this.#add({ author, epoch, head: hash, covered: 0, name: "", address: "" });
  }

  #add(loaded: LoadedFeed): Changing {
    const feed = { ...loaded, index: this.#feeds.length };
    this.#feeds.push(feed);
    const epochs = this.#byAuthor.get(feed.author);
    if (epochs === undefined) this.#byAuthor.set(feed.author, new Map([[feed.epoch, feed]]));
    else epochs.set(feed.epoch, feed);
    return feed;
  }
}
