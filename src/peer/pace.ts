import type { Core, Link } from "./core.ts";
import * as timing from "./timing.ts";

/** Entries that make a backlog a long one. */
const longBacklog = 1_000;
/** Bytes of runs on their way to disk at which links are read no further. At least one run. */
const unstoredBytesMax = 512 * 1024;

/**
 * How fast links are read. A disk that is slower than the network stops them: what came would else
 * wait in memory for it. And whoever catches up does so at leisure.
 */
export class Pace {
  readonly #core: Core;
  #turnBeganAtMs = -Infinity;

  constructor(core: Core) {
    this.#core = core;
  }

  /** A link's first `have` is complete. */
  greeted(link: Link): void {
    link.isBehind = (link.sync?.backlogLeft ?? 0) > longBacklog;
  }

  /** What the link brought was taken in. */
  received(link: Link): void {
    // Who is not live brings no runs, and may have been hung up.
    if (link.phase !== "live" || link.isPaused || this.#mayBring(link)) return;
    if (!this.#core.links.has(link.id)) return;
    link.isPaused = true;
    this.#core.effects.push({ do: "pause", link: link.id });
  }

  tick(): void {
    const { nowMs } = this.#core;
    this.#turnBeganAtMs = nowMs;
    for (const link of this.#core.liveLinks()) {
      if (link.isBehind) this.greeted(link);
      // It is not silent, it is not heard.
      if (link.isPaused) link.heardAtMs = nowMs;
    }
    this.resume();
  }

  /** Looked at whenever something came to disk, and on each tick. */
  resume(): void {
    for (const link of this.#core.liveLinks()) {
      if (!link.isPaused || !this.#mayBring(link)) continue;
      link.isPaused = false;
      this.#core.effects.push({ do: "resume", link: link.id });
    }
  }

  #mayBring(link: Link): boolean {
    const { nowMs, unstoredBytes } = this.#core;
    if (unstoredBytes > unstoredBytesMax) return false;
    return !link.isBehind || nowMs < this.#turnBeganAtMs + timing.backlogTurnMs;
  }
}
