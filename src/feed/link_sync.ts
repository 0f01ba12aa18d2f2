import type { FeedHead } from "../wire/frame.ts";
import { type FeedKey, feedKey } from "./feed.ts";
import type { Feeds, LogItem } from "./feeds.ts";

/** Within this time a link may bring two whole haves. */
const wholesMs = 5_000;

/** Feeds that the other side may claim to have: far more than a room ever holds. */
export const claimedFeedsMax = 65_536;

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
  /** Feeds of which we sent our side of a contradiction: once a link is enough. */
  readonly #contradicted = new Set<FeedKey>();
  #cursor = 0;
  #greeted = false;
  /** A whole `have` is under way: this is its first frame when false. */
  #isWhole = false;
  /** When the last two whole haves came. */
  #wholesAtMs: readonly [number, number] = [-Infinity, -Infinity];

  constructor(feeds: Feeds) {
    this.#feeds = feeds;
  }

  /** The first `have` is complete: streaming may begin. */
  get isGreeted(): boolean {
    return this.#greeted;
  }

  receiveHave(heads: readonly FeedHead[], whole: boolean, more: boolean): void {
    if (whole && !this.#isWhole) this.#startAnew();
    for (const [author, epoch, seq] of heads) {
      const key = feedKey(author, epoch);
      this.noteHas(key, seq);
      this.#acknowledged.set(key, Math.max(seq, this.#acknowledged.get(key) ?? 0));
      if (!this.#greeted) this.#backlog.set(key, seq);
    }
    this.#isWhole = whole && more;
    if (!more) this.#greeted = true;
  }

  /**
   * Each whole `have` costs a walk through the log: they come seldom, or something is wrong. Two
   * sent 10 s apart may come close together, where the way was slow for the first.
   */
  mayStartAnew(whole: boolean, nowMs: number): boolean {
    if (!whole || this.#isWhole) return true;
    const [beforeMs, lastMs] = this.#wholesAtMs;
    this.#wholesAtMs = [lastMs, nowMs];
    return nowMs - beforeMs >= wholesMs;
  }

  /** A whole `have` counts instead of what was believed. */
  #startAnew(): void {
    this.#has.clear();
    this.#acknowledged.clear();
    this.#cursor = 0;
  }

  /** Feeds that this link holds in memory. */
  get claims(): number {
    return this.#has.size;
  }

  noteHas(key: FeedKey, seq: number): void {
    if (seq > (this.#has.get(key) ?? 0)) this.#has.set(key, seq);
  }

  /** What the other side said to have on disk of a feed. */
  acknowledged(key: FeedKey): number {
    return this.#acknowledged.get(key) ?? 0;
  }

  isBacklog(key: FeedKey, seq: number): boolean {
    return seq <= (this.#backlog.get(key) ?? 0);
  }

  /** Entries that its first `have` covered and we have not seen. */
  get backlogLeft(): number {
    let left = 0;
    for (const [key, seq] of this.#backlog) {
      const feed = this.#feeds.get(key);
      const isVoid = (feed?.proof ?? null) !== null;
      if (!isVoid) left += Math.max(0, seq - (feed?.seq ?? 0));
    }
    return left;
  }

  /** Entries that we have and the other side has not. */
  get lacking(): number {
    let lacking = 0;
    for (const { key, seq, proof } of this.#feeds.all()) {
      if (proof === null) lacking += Math.max(0, seq - (this.#has.get(key) ?? 0));
    }
    return lacking;
  }

  /** True the first time for each feed. */
  contradicts(key: FeedKey): boolean {
    const isFirst = !this.#contradicted.has(key);
    this.#contradicted.add(key);
    return isFirst;
  }

  /**
   * The next run to send, by its place in the log, taken as sent. `mayLeave` holds back one's own
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

  #lacksNothingOf({ feed, last }: LogItem): boolean {
    return feed.proof !== null || (this.#has.get(feed.key) ?? 0) >= last;
  }
}
