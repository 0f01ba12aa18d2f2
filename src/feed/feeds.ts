import type { Epoch, Hash, PeerId } from "../lib/ids.ts";
import type { FeedHead, ForkProof, Reference, RunHeader } from "../wire/frame.ts";
import { dependenciesMax, voidedLeadMax } from "../wire/limits.ts";
import { Feed, type FeedKey, feedKey } from "./feed.ts";
import { lastOf, noHash } from "./run.ts";

/**
 * What a run is to this peer. `conflict`: it contradicts our own run at `position`, so its author
 * forked the feed, or one of the two is forged; or it is that very run, stored before this start.
 */
export type Fit =
  | { fit: "new" }
  | { fit: "known" }
  | { fit: "conflict"; position: number }
  | { fit: "refused"; reason: string };

/** A run's place in the arrival log. */
export type LogItem = { readonly feed: Feed; readonly last: number };

/**
 * All feeds and the arrival log over them. The log is causal by construction: a run is appended
 * only after everything that it was said after, so whoever reads it in order needs no hold-back
 * queue.
 */
export class Feeds {
  /** The arrival log: by position, which feed and which of its runs. */
  readonly log: LogItem[] = [];
  /** Runs of the log that are on disk: always a prefix, since commits keep arrival order. */
  committedRuns = 0;
  readonly #feeds = new Map<FeedKey, Feed>();
  /** Feeds whose head no other seen run was said after: what the next own run is said after. */
  readonly #frontier = new Set<Feed>();
  readonly #self: FeedKey;

  constructor(self: FeedKey) {
    this.#self = self;
  }

  get(key: FeedKey): Feed | undefined {
    return this.#feeds.get(key);
  }

  all(): Iterable<Feed> {
    return this.#feeds.values();
  }

  /** The feed, made when it is new. */
  open(author: PeerId, epoch: Epoch): Feed {
    const key = feedKey(author, epoch);
    const known = this.#feeds.get(key);
    if (known !== undefined) return known;
    const feed = new Feed(author, epoch);
    this.#feeds.set(key, feed);
    return feed;
  }

  /** Everything about a run but its signature and the hash of its lines. */
  fit(header: RunHeader): Fit {
    const feed = this.#feeds.get(feedKey(header.author, header.epoch));
    if (feed?.proof) return { fit: "known" };
    const seen = feed?.seq ?? 0;
    const { first, previous } = header;
    if (feed !== undefined && first <= seen) return feed.compare(header);
    if (first > seen + 1) {
      return refused(`a run starts at seq ${first}, but ${seen + 1} comes next in its feed`);
    }
    if (previous !== (feed?.head ?? noHash)) {
      if (feed === undefined) return refused("a feed's first run names one before it");
      return { fit: "conflict", position: feed.positionOf(seen) };
    }
    return this.#fitCauses(header, feed?.lamport ?? 0);
  }

  #fitCauses({ author, epoch, after, lamport }: RunHeader, predecessor: number): Fit {
    let greatest = predecessor;
    let isExact = true;
    for (const [otherAuthor, otherEpoch, seq] of after) {
      if (otherAuthor === author && otherEpoch === epoch)
        return refused("a run names itself as a cause");
      const other = this.#feeds.get(feedKey(otherAuthor, otherEpoch));
      const cause = other?.lamportOf(seq);
      // Of a voided feed not everyone has every run: its clocks bind from below, and loosely from
      // above.
      if (other?.proof) isExact = false;
      else if (cause === undefined)
        return refused("a run was said after one that did not come before it");
      greatest = Math.max(greatest, cause ?? 0);
    }
    const expected = greatest + 1;
    const lead = lamport - expected;
    if (lead === 0 || (!isExact && lead > 0 && lead < voidedLeadMax)) return { fit: "new" };
    return refused(`a run's Lamport clock says ${lamport}, its causes make it ${expected}`);
  }

  /** The run must fit and, if another's, be signed. Returns its position in the log. */
  append(header: RunHeader, hash: Hash): number {
    const feed = this.open(header.author, header.epoch);
    const position = this.log.length;
    feed.append(header, hash, position);
    this.log.push({ feed, last: feed.seq });
    for (const reference of header.after) this.#cover(reference);
    this.#settleFrontier(feed);
    return position;
  }

  #cover([author, epoch, seq]: Reference): void {
    const feed = this.#feeds.get(feedKey(author, epoch));
    if (feed === undefined) return;
    feed.covered = Math.max(feed.covered, seq);
    this.#settleFrontier(feed);
  }

  #settleFrontier(feed: Feed): void {
    const isFrontier = feed.seq > feed.covered && feed.proof === null && feed.key !== this.#self;
    if (isFrontier) this.#frontier.add(feed);
    else this.#frontier.delete(feed);
  }

  /** A feed as it was stored, before its runs are. */
  restore(author: PeerId, epoch: Epoch, covered: number): Feed {
    const feed = this.open(author, epoch);
    feed.covered = covered;
    return feed;
  }

  /** The next run of the stored log. */
  restoreRun(feed: Feed, last: number, lamport: number): void {
    feed.restoreRun(last, lamport, this.log.length);
    this.log.push({ feed, last });
    this.committedRuns++;
  }

  /** All of a feed was restored. */
  restored(feed: Feed, head: Hash): void {
    feed.head = head;
    feed.committed = { seq: feed.seq, head };
    this.#settleFrontier(feed);
  }

  /** The next `runs` of the log are on disk. Returns the feeds that grew. */
  commit(runs: number): Feed[] {
    const grown = new Set<Feed>();
    const end = this.committedRuns + runs;
    for (; this.committedRuns < end; this.committedRuns++) {
      const item = this.log[this.committedRuns];
      if (item === undefined) break;
      item.feed.commit(item.last);
      grown.add(item.feed);
    }
    return [...grown];
  }

  /** From now on nothing of this feed counts: its author said two things at once. */
  void(proof: ForkProof): void {
    const feed = this.open(proof.one.author, proof.one.epoch);
    feed.proof = proof;
    this.#settleFrontier(feed);
  }

  /** What `have` says: the committed heads. */
  heads(feeds: Iterable<Feed> = this.#feeds.values()): FeedHead[] {
    const heads: FeedHead[] = [];
    for (const { author, epoch, committed, proof } of feeds) {
      if (committed.seq > 0 && proof === null)
        heads.push([author, epoch, committed.seq, committed.head]);
    }
    return heads;
  }

  /** Causes and clock of the next own run. */
  causes(): Pick<RunHeader, "after" | "lamport"> {
    const after: Reference[] = [];
    let greatest = this.#feeds.get(this.#self)?.lamport ?? 0;
    for (const feed of this.#frontier) {
      if (after.length === dependenciesMax) break;
      after.push([feed.author, feed.epoch, feed.seq]);
      greatest = Math.max(greatest, feed.lamport);
    }
    return { after, lamport: greatest + 1 };
  }
}

/** Whether two headers prove that one author signed two different things for one seq. */
export function isFork(one: RunHeader, other: RunHeader, hashes: readonly [Hash, Hash]): boolean {
  const sameFeed = one.author === other.author && one.epoch === other.epoch;
  const overlap = one.first <= lastOf(other) && other.first <= lastOf(one);
  return sameFeed && overlap && hashes[0] !== hashes[1];
}

function refused(reason: string): Fit {
  return { fit: "refused", reason };
}
