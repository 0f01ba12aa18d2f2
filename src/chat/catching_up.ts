import type { Shown } from "../peer/shown.ts";

export type Message = Extract<Shown, { show: "message" }>;

/** Longer backlogs would scroll away what stands on the screen; their newest are shown. */
export const SHORT_BACKLOG_MAX = 50;
const NEWEST_SHOWN = 20;

/** What was said before we came, held until it is all there, so that it can be told at once. */
export class CatchingUp {
  /** The newest, oldest first: of a long backlog no more than a short one is kept. */
  #held: Message[] = [];
  #count = 0;
  #isAwaited = false;

  /** More is known to come. */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  get isLong(): boolean {
    return this.#isAwaited || this.#count > SHORT_BACKLOG_MAX;
  }

  /** @param left entries that are still missing */
  progress(left: number): void {
    this.#isAwaited = left > 0;
  }

  hold(message: Message): void {
    this.#count++;
    this.#held.push(message);
    if (this.#held.length > SHORT_BACKLOG_MAX) this.#held.shift();
  }

  /** How many were held since the last time, and those of them to show: all, if they are few. */
  release(): { readonly count: number; readonly shown: readonly Message[] } {
    const [count, held] = [this.#count, this.#held];
    this.#count = 0;
    this.#held = [];
    return { count, shown: count > SHORT_BACKLOG_MAX ? held.slice(-NEWEST_SHOWN) : held };
  }
}
