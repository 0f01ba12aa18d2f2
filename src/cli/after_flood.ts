import { fullGC } from "bun:jsc";

/** So many messages leave some 10 MiB behind. */
const FLOOD_MESSAGES = 10_000;
/** A flood is over once fewer than these came in a period. */
const CALM_MESSAGES = 100;
const PERIOD_MS = 500;

/**
 * Gives back what a flood took. The garbage collector keeps the room that it has grown to for as
 * long as little is said; one collection, of some 6 ms, returns it. What is compiled stays.
 */
export class AfterFlood {
  readonly #collect: () => void;
  /** Since the last collection, and of them in this period. */
  #messages = 0;
  #latest = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(collect: () => void = fullGC) {
    this.#collect = collect;
  }

  messageCame(): void {
    this.#messages++;
    this.#latest++;
    if (this.#messages < FLOOD_MESSAGES || this.#timer !== null) return;
    this.#timer = setInterval(() => this.#look(), PERIOD_MS);
    this.#timer.unref();
  }

  /** The peer has stopped. */
  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const isOver = this.#latest < CALM_MESSAGES;
    this.#latest = 0;
    if (!isOver) return;
    this.end();
    this.#messages = 0;
    this.#collect();
  }
}
