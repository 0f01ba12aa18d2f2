import type { Address, Epoch, PeerId } from "../lib/ids.ts";
import type { Loaded, LoadedFeed } from "../peer/ports.ts";

type Named = LoadedFeed & {
  /** Clock of the feed's first entry; -Infinity when that is not in the log that was loaded. */
  readonly beganAt: number;
};

/** Who the peers of a history were at their time, by their own feeds: the same on every peer. */
export class HistoryNames {
  readonly #feeds = new Map<string, Named>();
  /** By peer, feeds in the order of their epochs. */
  readonly #ofPeer = new Map<PeerId, Named[]>();

  constructor(loaded: Loaded, isVoid: readonly boolean[]) {
    const beginnings = beginningsOf(loaded.log);
    for (const [index, feed] of loaded.feeds.entries()) {
      if (isVoid[index] === true) continue;
      const named = { ...feed, beganAt: beginnings.get(index) ?? -Infinity };
      this.#feeds.set(`${feed.author}/${feed.epoch}`, named);
      const others = this.#ofPeer.get(feed.author);
      if (others === undefined) this.#ofPeer.set(feed.author, [named]);
      else others.push(named);
    }
    for (const feeds of this.#ofPeer.values()) feeds.sort((a, b) => (a.epoch < b.epoch ? -1 : 1));
  }

  /** Empty for a feed that never said. */
  nameOf(author: PeerId, epoch: Epoch): string {
    return this.#feeds.get(`${author}/${epoch}`)?.name ?? "";
  }

  addressOf(author: PeerId, epoch: Epoch): Address {
    return this.#feeds.get(`${author}/${epoch}`)?.address ?? "";
  }

  /** Where the peer was, by the last of its feeds that began before the clock showed `lamport`. */
  addressBefore(peer: PeerId, lamport: number): Address {
    const feeds = this.#ofPeer.get(peer) ?? [];
    return feeds.findLast((feed) => feed.beganAt < lamport)?.address ?? "";
  }
}

function beginningsOf(log: Loaded["log"]): Map<number, number> {
  const beginnings = new Map<number, number>();
  const seen = new Set<number>();
  for (let i = 0; i < log.length; i++) {
    const feed = log.feed[i] ?? 0;
    if (seen.has(feed)) continue;
    seen.add(feed);
    // The first run of a feed begins with seq 1, so that its last seq is its length.
    beginnings.set(feed, (log.lamport[i] ?? 0) - (log.last[i] ?? 0) + 1);
  }
  return beginnings;
}
