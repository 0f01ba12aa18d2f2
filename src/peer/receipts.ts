import type { PeerId } from "../lib/ids.ts";
import { isAlive } from "../members/member_table.ts";
import type { Core } from "./core.ts";
import * as timing from "./timing.ts";

type Pending = { readonly id: string; readonly seq: number; seenBy: number; of: number };

/** Own messages whose way is followed. Older ones beyond it are no longer told of. */
const pendingMax = 4096;

/**
 * How far own messages got: how many of the present peers have each on disk. Neighbours say so by
 * `have`, the others by the laps that pass them.
 */
export class Receipts {
  readonly #core: Core;
  #pending: Pending[] = [];
  /** Last seq of our feed that each peer has on disk. */
  readonly #committed = new Map<PeerId, number>();
  #isDue = false;
  #lookedAtMs = 0;
  /** The table as it was when it was looked at: who is present counts. */
  #tableVersion = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Whether some message is not yet known to be everywhere: reason for another lap. */
  get isPending(): boolean {
    return this.#pending.length > 0;
  }

  saved(id: string, seq: number): void {
    this.#pending.push({ id, seq, seenBy: 0, of: 0 });
    if (this.#pending.length > pendingMax) this.#pending.shift();
    this.#isDue = true;
  }

  /** A peer has our feed on disk up to `seq`. */
  note(peer: PeerId, seq: number): void {
    if (seq <= (this.#committed.get(peer) ?? 0)) return;
    this.#committed.set(peer, seq);
    this.#isDue = true;
  }

  /** At the end of each step, but not oftener than every 50 ms: a burst is told once. */
  tell(): void {
    const { nowMs, stage, tableVersion } = this.#core;
    if (this.isPending && tableVersion !== this.#tableVersion) this.#isDue = true;
    if (!this.#isDue || (nowMs - this.#lookedAtMs < timing.receiptMs && stage === "here")) return;
    this.#isDue = false;
    this.#lookedAtMs = nowMs;
    this.#tableVersion = tableVersion;
    const present = this.#core.table.alive().filter(isAlive);
    const others = present.filter(({ peer }) => peer !== this.#core.config.id);
    const seqs = others.map(({ peer }) => this.#committed.get(peer) ?? 0);
    const of = seqs.length + 1;
    for (const each of this.#pending) this.#tellOne(each, seqs, of);
    // Alone, a message waits for somebody: it is pending although all present peers have it.
    this.#pending = this.#pending.filter(({ seenBy }) => seenBy < of || of === 1);
  }

  #tellOne(each: Pending, seqs: readonly number[], of: number): void {
    let seenBy = 1;
    for (const seq of seqs) if (seq >= each.seq) seenBy++;
    if (seenBy === each.seenBy && of === each.of) return;
    each.seenBy = seenBy;
    each.of = of;
    this.#core.show({ show: "receipt", id: each.id, seenBy, of });
  }
}
