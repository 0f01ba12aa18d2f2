import type { Epoch } from "../lib/ids.ts";
import type { GuestView, PeerView } from "./shown.ts";

/**
 * What happened, as everyone who has the same runs tells it: nothing of one's own, nothing of when
 * it arrived here.
 */
export type HistoryEntry = HistoryMessage | HistoryNotice;

type HistoryPlace = {
  /** A UUID made from the entry. */
  readonly id: string;
  /** Whose feed it stands in, as its owner joined in that epoch. */
  readonly author: PeerView;
  readonly epoch: Epoch;
  readonly seq: number;
  readonly lamport: number;
  /** The author's wall clock, ms since 1970: decoration. */
  readonly atMs: number;
};

export type HistoryMessage = HistoryPlace & {
  readonly kind: "message";
  /** Who said it, when not the author itself. */
  readonly guest?: GuestView;
  readonly text: string;
};

export type HistoryNotice = HistoryPlace & {
  readonly kind: "joined" | "left" | "lost";
  /** Who joined, left or was lost; of the lost it is not the author. */
  readonly peer: PeerView;
  /** It is about this guest of the peer's. */
  readonly guest?: GuestView;
};
