import type { LogItem } from "../feed/feeds.ts";
import type { Core, Link } from "./core.ts";

/** Bytes of runs on their way to one link before the driver is asked to say when they have left. */
const markEveryBytes = 64 * 1024;
/** Unanswered marks at which a link's cursor stops: its log is the queue, nothing else is. */
const marksMax = 2;

/** Brings each link's other end what it still lacks. */
export class Pump {
  readonly #core: Core;
  /** Where the log ended at the last tick, and at the one before. */
  #logEnds: readonly [number, number] = [0, 0];

  constructor(core: Core) {
    this.#core = core;
  }

  /** All of it, as far as the driver keeps up. */
  all(): void {
    for (const link of this.#core.liveLinks()) this.#fill(link, Infinity);
  }

  /**
   * On each tick. Where all are linked, what a linked author said is passed on only when it has
   * been here from one tick to the next, and to who has not acknowledged it by then.
   */
  tick(): void {
    const { feeds } = this.#core;
    this.#logEnds = [feeds.log.length, this.#logEnds[0]];
    for (const link of this.#core.liveLinks()) this.#fill(link, this.#heldFrom);
  }

  /** At the end of each step. To a spare link's other end the ring is quicker, and often enough. */
  needed(): void {
    for (const link of this.#core.liveLinks()) {
      if (!link.isSpare) this.#fill(link, this.#heldFrom);
    }
  }

  get #heldFrom(): number {
    return this.#core.wanted().isFull ? this.#logEnds[1] : Infinity;
  }

  /** @param heldFrom from here on in the log, what linked authors said waits */
  #fill(link: Link, heldFrom: number): void {
    const { feeds, effects, selfKey } = this.#core;
    const { broughtAtMs, sync } = link;
    // What is sent before our first `have` would not be known for backlog.
    if (sync === null || broughtAtMs === null) return;
    const mayLeave = ({ feed }: LogItem, position: number): boolean => {
      if (feed.key === selfKey) return position < feeds.committedRuns;
      return position < heldFrom || this.#core.liveLinkTo(feed.author) === undefined;
    };
    while (link.marks < marksMax) {
      const position = sync.next(mayLeave);
      if (position === null) return;
      const bytes = this.#core.readRun(position);
      link.unmarkedBytes += bytes.length;
      const notify = link.unmarkedBytes >= markEveryBytes;
      if (notify) {
        link.unmarkedBytes = 0;
        link.marks++;
      }
      effects.push({ do: "send-bytes", link: link.id, bytes, notify });
    }
  }
}
