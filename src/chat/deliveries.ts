import type { Shown } from "../peer/shown.ts";

type Receipt = Extract<Shown, { show: "receipt" }>;

/** As many as the peer follows: beyond, it forgets the oldest without a word. */
const PENDING_MAX = 4096;

/** How far one's own messages got since all of them were last known to be everywhere. */
export type DeliveryState = {
  readonly messages: number;
  /** On disk at that many of `of`: the oldest one that is not everywhere, else all. */
  readonly seenBy: number;
  readonly of: number;
  /** `kept`: nobody is present to take them. */
  readonly stage: "kept" | "on-its-way" | "on-disk";
};

export class Deliveries {
  /** By id of the message. */
  readonly #pending = new Map<string, Receipt>();
  #done = 0;
  #of = 0;

  take(receipt: Receipt): void {
    const { id, seenBy, of } = receipt;
    if (of > 1 && seenBy === of) {
      this.#pending.delete(id);
      this.#done++;
      this.#of = of;
      return;
    }
    this.#pending.set(id, receipt);
    if (this.#pending.size <= PENDING_MAX) return;
    for (const [oldest] of this.#pending) {
      this.#pending.delete(oldest);
      return;
    }
  }

  /** null: there is nothing to tell. */
  get state(): DeliveryState | null {
    const messages = this.#pending.size + this.#done;
    if (messages === 0) return null;
    for (const { seenBy, of } of this.#pending.values()) {
      const stage = of === 1 ? "kept" : "on-its-way";
      return { messages: this.#pending.size, seenBy, of, stage };
    }
    return { messages, seenBy: this.#of, of: this.#of, stage: "on-disk" };
  }

  /** What is everywhere was told. */
  forgetDone(): void {
    this.#done = 0;
  }
}
