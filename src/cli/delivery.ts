import * as v from "valibot";

/** What has become of one message that somebody wants delivered. */
export type DeliveryEnd =
  | { readonly end: "delivered"; readonly id: string; readonly seenBy: number; readonly of: number }
  /** `reason` is a sentence; nothing was said. */
  | { readonly end: "refused"; readonly reason: string };

const said = v.object({ event: v.literal("message"), id: v.string(), ref: v.string() });
const error = v.object({ event: v.literal("error"), message: v.string() });
const receipt = v.object({
  event: v.literal("receipt"),
  id: v.string(),
  seenBy: v.number(),
  of: v.number(),
});

/** Follows one message through the events of --json. */
export class Delivery {
  /** What the `say` has to carry. */
  readonly ref = "send";
  #id: string | null = null;

  /** It is on this disk, so that it goes out sooner or later. */
  get isKept(): boolean {
    return this.#id !== null;
  }

  /** null: nothing is decided yet. */
  take(event: unknown): DeliveryEnd | null {
    if (v.is(said, event) && event.ref === this.ref) this.#id = event.id;
    else if (v.is(receipt, event)) {
      const { id, of, seenBy } = event;
      // Oneself is counted, so that two are one other.
      if (id === this.#id && seenBy > 1) return { end: "delivered", id, seenBy, of };
    } else if (this.#id === null && v.is(error, event)) {
      return { end: "refused", reason: event.message };
    }
    return null;
  }
}
