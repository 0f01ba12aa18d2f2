import type { Shown } from "../chat/room.ts";
import type { Logged, Receipt } from "./page_protocol.ts";

/** Raising them makes each greeting longer, and what a peer with a page holds. */
const LOGGED_MAX = 500;
const RECEIPTS_MAX = 500;

/** What was shown of late, for pages that open later; messages are in the history. */
export class ShownLog {
  readonly #logged: Logged[] = [];
  /** By id of the message, the latest told last. */
  readonly #receipts = new Map<string, Receipt>();

  get logged(): readonly Logged[] {
    return this.#logged;
  }

  get receipts(): readonly Receipt[] {
    return [...this.#receipts.values()];
  }

  take(logged: Logged): void {
    const { shown } = logged;
    if (shown.show === "receipt") this.#keepReceipt(shown);
    else if (isWorthLogging(shown)) {
      this.#logged.push(logged);
      if (this.#logged.length > LOGGED_MAX) this.#logged.shift();
    }
  }

  #keepReceipt(receipt: Receipt): void {
    this.#receipts.delete(receipt.id);
    this.#receipts.set(receipt.id, receipt);
    if (this.#receipts.size <= RECEIPTS_MAX) return;
    for (const oldest of this.#receipts.keys()) {
      this.#receipts.delete(oldest);
      return;
    }
  }
}

/** A ring is told as status, and what catching up brings is in the history. */
function isWorthLogging({ show }: Shown): boolean {
  return show !== "message" && show !== "ring" && show !== "backlog";
}
