import type { PeerId } from "../lib/ids.ts";
import type { MemberRecord } from "../wire/frame.ts";
import type { Core } from "./core.ts";
import * as timing from "./timing.ts";

/**
 * Notices that two rings have become one: where there were several, several come at once who were
 * there all the time. Who comes alone is a newcomer, or was only slow.
 */
export class Merging {
  readonly #core: Core;
  /** Of one frame: who is back without a new start, so was cut off, and who was not known. */
  #returned: MemberRecord[] = [];
  #joined: MemberRecord[] = [];
  /** Who has come since it was quiet, and how many were here before. */
  readonly #came = new Set<PeerId>();
  #here = 0;
  #cameAtMs = -Infinity;

  constructor(core: Core) {
    this.#core = core;
  }

  returned(record: MemberRecord): void {
    this.#returned.push(record);
  }

  joined(record: MemberRecord): void {
    this.#joined.push(record);
  }

  /**
   * The frame is through; `here` were here before it, oneself counted. Returns a member of the
   * other ring at the moment when it is plain that there is one.
   */
  settle(here: number): MemberRecord | null {
    const returned = this.#returned.splice(0);
    const joined = this.#joined.splice(0);
    const isGroup = returned.length + joined.length > 1;
    const news = isGroup ? [...returned, ...joined] : returned;
    const [first] = news;
    if (first === undefined) return null;
    const { nowMs } = this.#core;
    if (nowMs - this.#cameAtMs > timing.mergeQuietMs) {
      this.#came.clear();
      this.#here = here;
    }
    this.#cameAtMs = nowMs;
    const known = this.#came.size;
    for (const { peer } of news) this.#came.add(peer);
    return known < 2 && this.#came.size >= 2 && this.#here >= 2 ? first : null;
  }
}
