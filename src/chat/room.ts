/** The seam between what a person does and the peer: the chat program knows no more of it. */
import type { HistoryEntry } from "../peer/history.ts";
import type { Shown } from "../peer/shown.ts";

export type { HistoryEntry, Shown };

export type HistoryQuery = {
  /** That many messages, the last ones, and the notices among them; null: all. */
  readonly limit: number | null;
  /** `start`: what came to be here since this start; `all`: what the journal held before, too. */
  readonly since: "start" | "all";
};

export interface Room {
  /** Say it to everybody. `ref` comes back with what answers it. */
  say(text: string, ref?: string): void;
  /** Ask who is in the ring; a `ring` is shown. */
  askRing(ref?: string): void;
  /** What happened, oldest first, in the order that every peer agrees on. */
  history(query: HistoryQuery): readonly HistoryEntry[];
  /** A new link that opens the page of this peer, once; null: it has no page. */
  pageLink(): string | null;
  /** Leave in order; `stopped` is shown last. Leaving twice is leaving once. */
  leave(): void;
  subscribe(listener: (shown: Shown) => void): void;
}
