import { type FeedKey, feedKey } from "../feed/feed.ts";
import { lastOf } from "../feed/run.ts";
import { saidIn } from "../feed/said.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";

/** What is to be known of a run without reading it again. */
export type RunFacts = { readonly feed: FeedKey; readonly first: number; readonly last: number };

/**
 * Every run that anybody in a world made, by its bytes. What is stored or sent and is not in here
 * is half a run, or a run that nobody made.
 */
export class RunBook {
  readonly #runs = new Map<number | bigint, RunFacts>();
  /** By feed and last seq of a run, how many messages the feed has up to there. */
  readonly #texts = new Map<FeedKey, Map<number, number>>();
  readonly #decoder = new FrameDecoder();

  constructor() {
    this.#decoder.allowRuns();
  }

  /** Its author has just made it. */
  note(bytes: Uint8Array): void {
    const frame = this.#decoder.push(bytes).frames[0];
    if (frame?.type !== "run") throw new Error("what was made is no run");
    const { header, entries } = frame.run;
    const { first } = header;
    const [feed, last] = [feedKey(header.author, header.epoch), lastOf(header)];
    this.#runs.set(Bun.hash.wyhash(bytes), { feed, first, last });
    const texts = entries.filter((entry) => saidIn(entry) !== null).length;
    const ofFeed = this.#texts.get(feed) ?? new Map<number, number>();
    this.#texts.set(feed, ofFeed.set(last, texts + (ofFeed.get(first - 1) ?? 0)));
  }

  of(bytes: Uint8Array): RunFacts | undefined {
    return this.#runs.get(Bun.hash.wyhash(bytes));
  }

  /** Messages of the feed up to the end of a run; of a feed that was not forked. */
  textsUpTo(feed: FeedKey, last: number): number {
    return this.#texts.get(feed)?.get(last) ?? 0;
  }
}
