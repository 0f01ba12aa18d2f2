import { overError } from "./ringchat_error.ts";
import type { Receipt } from "./ringchat_peer.ts";

/** As many as the peer itself follows. */
const FOLLOWED_MAX = 4_096;

type Followed = {
  latest: Receipt;
  readonly waiting: { readonly seenBy: number; readonly promise: PromiseWithResolvers<Receipt> }[];
};

/** Own messages, by id, and who waits for their receipts. */
export class SentMessages {
  readonly #followed = new Map<string, Followed>();

  follow(id: string): void {
    this.#followed.set(id, { latest: { seenBy: 1, of: 1 }, waiting: [] });
    const [oldest] = this.#followed.keys();
    if (this.#followed.size > FOLLOWED_MAX && oldest !== undefined) this.#giveUp(oldest);
  }

  note(id: string, receipt: Receipt): void {
    const followed = this.#followed.get(id);
    if (followed === undefined) return;
    followed.latest = receipt;
    for (const waiting of followed.waiting.splice(0)) {
      if (receipt.seenBy >= waiting.seenBy) waiting.promise.resolve(receipt);
      else followed.waiting.push(waiting);
    }
  }

  /** Resolves once so many have it; rejects when that will not be told any more. */
  receipt(id: string, seenBy: number): Promise<Receipt> {
    const followed = this.#followed.get(id);
    if (followed === undefined) return Promise.reject(overError());
    if (followed.latest.seenBy >= seenBy) return Promise.resolve(followed.latest);
    const promise = Promise.withResolvers<Receipt>();
    followed.waiting.push({ seenBy, promise });
    return promise.promise;
  }

  end(): void {
    for (const id of [...this.#followed.keys()]) this.#giveUp(id);
  }

  #giveUp(id: string): void {
    const error = overError();
    for (const { promise } of this.#followed.get(id)?.waiting ?? []) promise.reject(error);
    this.#followed.delete(id);
  }
}
