import type { PeerId } from "../lib/ids.ts";
import type { Core, Link } from "./core.ts";
import type { Notices } from "./notices.ts";

/**
 * Tells when this peer has closed the ring around a successor that is gone, and what it had to send
 * the new one. Only who closes a gap sees that it is closed.
 */
export class Healing {
  readonly #core: Core;
  readonly #notices: Notices;
  /** To whom the link of the ring last led; null before the first, and alone. */
  #next: PeerId | null = null;
  #isOpen = false;
  /** Entries that those lacked who were linked since the ring opened. */
  readonly #lacked = new Map<PeerId, number>();

  constructor(core: Core, notices: Notices) {
    this.#core = core;
    this.#notices = notices;
  }

  /** A link's first `have` is whole: what the other side lacks is known. */
  greeted(link: Link): void {
    if (!this.#isOpen || link.hello === null || link.sync === null) return;
    this.#lacked.set(link.hello.peer, link.sync.lacking);
  }

  tick(): void {
    // Elsewhere nobody has a next.
    if (this.#core.config.kind !== "ring") return;
    const [successor] = this.#core.wanted().dial;
    const link = successor === undefined ? undefined : this.#core.liveLinkTo(successor);
    this.#isOpen = successor !== undefined && link?.sync?.isGreeted !== true;
    if (this.#isOpen) return;
    const before = this.#next;
    // Gone or not, that is not known yet.
    if (successor !== undefined && before !== null && this.#notices.isDoubted(before)) return;
    this.#next = successor ?? null;
    // A newcomer that stands before a living successor heals nothing.
    const isGone = before !== null && this.#notices.isGone(before);
    if (successor !== undefined && isGone) this.#show(successor);
    this.#lacked.clear();
  }

  #show(next: PeerId): void {
    const { atMs } = this.#core;
    const sentAgain = this.#lacked.get(next) ?? 0;
    this.#core.show({
      show: "notice",
      kind: "healed",
      peer: this.#core.view(next),
      atMs,
      sentAgain,
    });
  }
}
