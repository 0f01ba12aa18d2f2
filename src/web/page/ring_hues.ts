/** A colour for each peer: its own where that is free, so that it keeps it when others come. */
import type { PeerId } from "../../lib/ids.ts";

/** As many as ring_view.css has. */
export const HUES = 8;

export class Hues {
  readonly #hues = new Map<PeerId, number>();

  /** Whoever is not among them any more gives its colour back. */
  keep(ids: readonly PeerId[]): void {
    const here = new Set(ids);
    for (const id of this.#hues.keys()) if (!here.has(id)) this.#hues.delete(id);
    for (const id of ids) if (!this.#hues.has(id)) this.#hues.set(id, this.#freeFor(id));
  }

  of(id: PeerId): number {
    return this.#hues.get(id) ?? ownHue(id);
  }

  #freeFor(id: PeerId): number {
    const own = ownHue(id);
    const taken = new Set(this.#hues.values());
    for (let step = 0; step < HUES; step++) {
      const hue = (own + step) % HUES;
      if (!taken.has(hue)) return hue;
    }
    return own;
  }
}

function ownHue(id: PeerId): number {
  return Number.parseInt(id.slice(0, 2), 16) % HUES || 0;
}
