/** Who left or was lost of late: people look for them a while. */
import type { PeerId } from "../../lib/ids.ts";
import type { Notice } from "./talk.ts";

export type Departure = Notice & { readonly kind: "left" | "lost" };

export const SHOWN_MS = 10 * 60_000;

const KEPT_MAX = 20;

export class Departures {
  readonly #byPeer = new Map<PeerId, Departure>();

  take(notice: Notice): void {
    const { guest, kind, peer } = notice;
    if (guest !== undefined) return;
    if (kind === "joined" || kind === "back") this.#byPeer.delete(peer.id);
    if (!isDeparture(notice)) return;
    this.#byPeer.delete(peer.id);
    this.#byPeer.set(peer.id, notice);
    if (this.#byPeer.size <= KEPT_MAX) return;
    for (const oldest of this.#byPeer.keys()) {
      this.#byPeer.delete(oldest);
      return;
    }
  }

  /** The latest first, without those that are here again. */
  shown(present: readonly { readonly id: PeerId }[], nowMs: number): Departure[] {
    const here = new Set(present.map(({ id }) => id));
    const late = [...this.#byPeer.values()].filter(({ atMs, peer }) => {
      return !here.has(peer.id) && nowMs - atMs < SHOWN_MS;
    });
    return late.toReversed();
  }
}

function isDeparture(notice: Notice): notice is Departure {
  return notice.kind === "left" || notice.kind === "lost";
}
