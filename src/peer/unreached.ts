import type { Epoch, PeerId } from "../lib/ids.ts";
import type { MemberRecord } from "../wire/frame.ts";
import type { Core, Link } from "./core.ts";
import * as timing from "./timing.ts";

type Vain = { readonly epoch: Epoch; readonly times: number; readonly againAtMs: number };

/**
 * Members that were given up, and that no link has shown since to be within reach. Who refutes
 * that it is down is reached by others: it must not be told as lost and back all the time.
 */
export class Unreached {
  readonly #core: Core;
  readonly #vain = new Map<PeerId, Vain>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** True when this start of it was given up before. */
  gaveUp({ peer, epoch }: MemberRecord): boolean {
    const { nowMs, table } = this.#core;
    for (const each of this.#vain.keys())
      if (table.get(each) === undefined) this.#vain.delete(each);
    const before = this.#vain.get(peer);
    const times = before?.epoch === epoch ? before.times + 1 : 1;
    const waitMs = Math.min(timing.unreachedMs * 2 ** (times - 1), timing.unreachedMaxMs);
    this.#vain.set(peer, { epoch, times, againAtMs: nowMs + waitMs });
    return times > 1;
  }

  /** We gave up this start of it, and it lives or did. */
  has(peer: PeerId): boolean {
    const vain = this.#vain.get(peer);
    return vain !== undefined && vain.epoch === this.#core.table.get(peer)?.epoch;
  }

  live(link: Link): void {
    this.#vain.delete(link.hello?.peer ?? "");
  }

  /**
   * Others that want a link to it would notice its death, too. Where nobody else would, as in a
   * ring, it is tried on.
   */
  isPutOff(peer: PeerId): boolean {
    if (!this.has(peer) || this.#core.wanted().dial.length === 1) return false;
    return this.#core.nowMs < (this.#vain.get(peer)?.againAtMs ?? 0);
  }
}
