import type { Receipt } from "../page_protocol.ts";

/** As many as the peer follows: beyond, it forgets the oldest without a word. */
const KEPT_MAX = 4_096;

/** How far each own message of late got. */
export class Receipts {
  readonly #byMessage = new Map<string, Receipt>();

  take(receipt: Receipt): void {
    this.#byMessage.delete(receipt.id);
    this.#byMessage.set(receipt.id, receipt);
    if (this.#byMessage.size <= KEPT_MAX) return;
    for (const oldest of this.#byMessage.keys()) {
      this.#byMessage.delete(oldest);
      return;
    }
  }

  of(message: string): Receipt | undefined {
    return this.#byMessage.get(message);
  }
}
