import type { Shown } from "../peer/shown.ts";

/** As many as the peer itself follows; of a longer queue only the end is counted. */
const COUNT_MAX = 4_096;

/** Own messages that are on no other disk yet, those of earlier starts too. */
export class WaitingMessages {
  readonly #ids = new Set<string>();

  get count(): number {
    return this.#ids.size;
  }

  note(shown: Shown): void {
    if (shown.show !== "receipt") return;
    if (shown.seenBy > 1) this.#ids.delete(shown.id);
    else this.#ids.add(shown.id);
    if (this.#ids.size <= COUNT_MAX) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }
}
