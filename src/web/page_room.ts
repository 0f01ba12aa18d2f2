/** What the page's server needs of the peer that it serves; cli joins the two. */
import type { HistoryEntry, Shown } from "../chat/room.ts";
import type { RoomStatus } from "../chat/room_status.ts";
import type { Demo, DemoAct, Greeting } from "./page_protocol.ts";

export type About = Pick<Greeting, "kind" | "language" | "room" | "self" | "version">;

/** `entries` are oldest first, in the agreed order; `more`: there are older ones. */
export type HistoryPart =
  | { readonly ok: true; readonly entries: readonly HistoryEntry[]; readonly more: boolean }
  /** `reason` is an English sentence. */
  | { readonly ok: false; readonly reason: string };

/** An entry of the history; `lamport` is its clock, where the page knows it. */
export type EntryPlace = { readonly id: string; readonly lamport?: number | undefined };

export interface PageRoom {
  about(): About;
  /** The newest `limit` messages and the notices among them. */
  newest(limit: number): HistoryPart;
  /** At most `limit` messages before that entry, and the notices among them. */
  older(before: EntryPlace, limit: number): HistoryPart;
  /** The newest `limit` messages that have a word beginning with each of these. Never rejects. */
  search(words: string, limit: number): Promise<HistoryPart>;
  /** `answered` is told the message or its refusal, before all who watch are told the message. */
  say(text: string, answered: (shown: Shown) => void): void;
  askStatus(answered: (status: RoomStatus) => void): void;
  /** Tells all that is shown from now on. Returns what ends it. */
  watch(listener: (shown: Shown) => void): () => void;
  /** Null: this is no demo. */
  readonly demo: DemoControl | null;
}

/** What can be broken from the page of a demo. */
export interface DemoControl {
  current(): Demo;
  act(act: DemoAct): void;
  /** Called after each change, whoever made it. Returns what ends it. */
  onChange(changed: () => void): () => void;
}
