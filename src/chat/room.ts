/** The seam between what a person does and the peer: the chat program knows no more of it. */
import type { Shown } from "../peer/shown.ts";

export type { Shown };

export interface Room {
  /** Say it to everybody. `ref` comes back with what answers it. */
  say(text: string, ref?: string): void;
  /** Ask who is in the ring; a `ring` is shown. */
  askRing(ref?: string): void;
  /** Leave in order; `stopped` is shown last. Leaving twice is leaving once. */
  leave(): void;
  subscribe(listener: (shown: Shown) => void): void;
}
