import type { FeedHead } from "../wire/frame.ts";
import { type FeedKey, feedKey, type Feeds, type LogItem } from "./feeds.ts";

/**
 * What one link still has to bring to the other side: a cursor over our arrival log that skips
 * what the other side has. It lives as long as the link. Nothing of it may outlive a reconnect:
 * the other side may have come back with an older disk.
 */
export class LinkSync {
  readonly #feeds: Feeds;
  /** What the other side has, or will have when what was sent arrives. */
  readonly #has = new Map<FeedKey, number>();
  /** What it said to have on disk. */
  readonly #acknowledged = new Map<FeedKey, number>();
  /** What its first `have` covered: for us that is backlog. */
  readonly #backlog = new Map<FeedKey, number>();
  #cursor = 0;
  #greeted = false;

  constructor(feeds: Feeds) {
    this.#feeds = feeds;
  }

  /** The first `have` is complete: streaming may begin. */
  get isGreeted(): boolean {
    return this.#greeted;
  }

  receiveHave(heads: readonly FeedHead[], more: boolean): void {
    for (const [author, epoch, seq] of heads) {
      const key = feedKey(author, epoch);
      this.noteHas(key, seq);
      this.#acknowledged.set(key, Math.max(seq, this.#acknowledged.get(key) ?? 0));
      if (!this.#greeted) this.#backlog.set(key, seq);
    }
    if (!more) this.#greeted = true;
  }

  noteHas(key: FeedKey, seq: number): void {
    if (seq > (this.#has.get(key) ?? 0)) this.#has.set(key, seq);
  }

  hasOnDisk(key: FeedKey, seq: number): boolean {
    return (this.#acknowledged.get(key) ?? 0) >= seq;
  }

  isBacklog(key: FeedKey, seq: number): boolean {
    return seq <= (this.#backlog.get(key) ?? 0);
  }

  /**
   * The next run to send and its place in the log, taken as sent. `mayLeave` holds back one's own
   * runs until they are on disk; everything behind them waits, so that order stays causal.
   */
  next(mayLeave: (item: LogItem, position: number) => boolean): number | null {
    const { log } = this.#feeds;
    for (; this.#greeted && this.#cursor < log.length; this.#cursor++) {
      const item = log[this.#cursor];
      if (item === undefined || this.#lacksNothingOf(item)) continue;
      if (!mayLeave(item, this.#cursor)) return null;
      this.noteHas(item.feed.key, item.last);
      return this.#cursor++;
    }
    return null;
  }

  /** Everything in the log was sent or is there. */
  get isIdle(): boolean {
    return this.#greeted && this.#cursor >= this.#feeds.log.length;
  }

  #lacksNothingOf(item: LogItem): boolean {
    return (this.#has.get(item.feed.key) ?? 0) >= item.last;
  }
}
