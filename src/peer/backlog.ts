import type { Core, Link } from "./core.ts";
import * as timing from "./timing.ts";

/** Below this nobody wants to see a bar. */
const worthTelling = 200;

/** How far a newcomer is with what its neighbours had before it came. */
export class Backlog {
  readonly #core: Core;
  /** Entries that were missing when it was most. */
  #most = 0;
  #dueAtMs = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** A link's first `have` is complete. */
  greeted(link: Link): void {
    this.#most = Math.max(this.#most, link.sync?.backlogLeft ?? 0);
  }

  tick(): void {
    const { nowMs } = this.#core;
    if (this.#most === 0 || nowMs < this.#dueAtMs) return;
    this.#dueAtMs = nowMs + timing.backlogTellMs;
    let left = 0;
    for (const { sync } of this.#core.liveLinks()) left = Math.max(left, sync?.backlogLeft ?? 0);
    if (this.#most >= worthTelling) {
      this.#core.show({ show: "backlog", done: this.#most - left, left });
    }
    if (left === 0) this.#most = 0;
  }
}
