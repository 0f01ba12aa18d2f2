import type { Epoch, Hash, PeerId } from "../lib/ids.ts";
import type { Entry, FeedHead, Reference, Run } from "../wire/frame.ts";
import { dependenciesMax } from "../wire/limits.ts";
import { noHash } from "./run.ts";

/** `author/epoch`. */
export type FeedKey = string;

export function feedKey(author: PeerId, epoch: Epoch): FeedKey {
  return `${author}/${epoch}`;
}

export type Feed = {
  readonly key: FeedKey;
  readonly author: PeerId;
  readonly epoch: Epoch;
  /** Lamport clock of entry seq at [seq - 1]. */
  readonly lamports: number[];
  /** Hash of the last run. */
  head: Hash;
  /** Last seq on disk, and the hash of its run. */
  committed: { seq: number; head: Hash };
};

/** One run's place in the arrival log. */
export type LogItem = {
  readonly feed: Feed;
  readonly first: number;
  readonly last: number;
  readonly hash: Hash;
};

/** What a run is to this peer: new, known already, or not to be taken from this link. */
export type Fit = { fit: "new" } | { fit: "known" } | { fit: "refused"; reason: string };

/**
 * All feeds and the arrival log over them. The log is causal by construction: a run is appended
 * only after everything that it depends on, so whoever reads it in order needs no hold-back queue.
 */
export class Feeds {
  readonly log: LogItem[] = [];
  /** Runs of the log that are on disk: always a prefix, since commits keep arrival order. */
  committedRuns = 0;
  readonly #feeds = new Map<FeedKey, Feed>();
  /** Heads that no other seen entry depends on: what the next own entry depends on. */
  readonly #frontier = new Map<FeedKey, number>();
  readonly #self: FeedKey;

  constructor(self: FeedKey) {
    this.#self = self;
  }

  get(key: FeedKey): Feed | undefined {
    return this.#feeds.get(key);
  }

  /** Last seen seq; 0 for an unknown feed. */
  seq(key: FeedKey): number {
    return this.#feeds.get(key)?.lamports.length ?? 0;
  }

  /** Everything about a run but its signature. */
  fit(run: Run): Fit {
    const { author, epoch, first, previous, count } = run.header;
    const key = feedKey(author, epoch);
    const feed = this.#feeds.get(key);
    const seen = feed?.lamports.length ?? 0;
    if (first + count - 1 <= seen) return { fit: "known" };
    if (first !== seen + 1) {
      return refused(`run starts at seq ${first}, but ${seen + 1} comes next in its feed`);
    }
    if (previous !== (feed?.head ?? noHash))
      return refused("run does not follow the feed's last one");
    let predecessor = feed?.lamports.at(-1) ?? 0;
    for (const entry of run.entries) {
      const lamport = this.#lamport(entry.after, predecessor, key);
      if (typeof lamport === "string") return refused(lamport);
      if (entry.lamport !== lamport) {
        return refused(`Lamport clock says ${entry.lamport}, its causes make it ${lamport}`);
      }
      predecessor = lamport;
    }
    return { fit: "new" };
  }

  /** One more than the greatest cause; a sentence when a cause is missing. */
  #lamport(after: readonly Reference[], predecessor: number, own: FeedKey): number | string {
    let greatest = predecessor;
    for (const [author, epoch, seq] of after) {
      const key = feedKey(author, epoch);
      const lamport = key === own ? undefined : this.#feeds.get(key)?.lamports[seq - 1];
      if (lamport === undefined) return "entry depends on one that did not come before it";
      greatest = Math.max(greatest, lamport);
    }
    return greatest + 1;
  }

  /** The run must fit and, if another's, be signed. */
  append(run: Run, hash: Hash): LogItem {
    const { author, epoch, first, count } = run.header;
    const key = feedKey(author, epoch);
    let feed = this.#feeds.get(key);
    if (feed === undefined) {
      feed = {
        key,
        author,
        epoch,
        lamports: [],
        head: noHash,
        committed: { seq: 0, head: noHash },
      };
      this.#feeds.set(key, feed);
    }
    for (const entry of run.entries) {
      feed.lamports.push(entry.lamport);
      for (const [a, e, seq] of entry.after) {
        const other = feedKey(a, e);
        if ((this.#frontier.get(other) ?? Infinity) <= seq) this.#frontier.delete(other);
      }
    }
    feed.head = hash;
    const last = first + count - 1;
    if (key !== this.#self) this.#frontier.set(key, last);
    const item = { feed, first, last, hash };
    this.log.push(item);
    return item;
  }

  /** The next `runs` of the log are on disk. Returns the feeds that grew. */
  commit(runs: number): Feed[] {
    const grown = new Set<Feed>();
    for (const item of this.log.slice(this.committedRuns, this.committedRuns + runs)) {
      item.feed.committed = { seq: item.last, head: item.hash };
      grown.add(item.feed);
    }
    this.committedRuns += runs;
    return [...grown];
  }

  /** What `have` says: the committed heads. */
  heads(feeds: Iterable<Feed> = this.#feeds.values()): FeedHead[] {
    const heads: FeedHead[] = [];
    for (const { author, epoch, committed } of feeds) {
      if (committed.seq > 0) heads.push([author, epoch, committed.seq, committed.head]);
    }
    return heads;
  }

  /** Causes and clock of the next own entry, said `behind` others of the same run. */
  causes(predecessor: number, isFirstOfRun: boolean): Pick<Entry, "after" | "lamport"> {
    const after: Reference[] = [];
    if (isFirstOfRun) {
      for (const [key, seq] of this.#frontier) {
        const feed = this.#feeds.get(key);
        if (feed !== undefined && after.length < dependenciesMax)
          after.push([feed.author, feed.epoch, seq]);
      }
    }
    const lamport = this.#lamport(after, predecessor, this.#self);
    return { after, lamport: typeof lamport === "number" ? lamport : predecessor + 1 };
  }
}

function refused(reason: string): Fit {
  return { fit: "refused", reason };
}
