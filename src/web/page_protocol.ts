/**
 * What a page and the peer that serves it say to each other. The page is another face of the chat
 * layer: it is told what the peer shows, as the terminal is, and words it with the same code.
 *
 * The link that opens it ends in `#TOKEN`. The page takes the token out of its address and posts it
 * to SESSION_PATH as the whole body: 204 with a cookie, or 403, for a token serves once. A GET of
 * it tells whether there is such a cookie: 204, or 401, and then a person must open a new link.
 * With the cookie the WebSocket at CHAT_PATH opens. Each message on it is JSON: a list of ToPage,
 * in order, or one FromPage. It is closed with 1008 when the page broke a rule, with 1001 when the
 * peer ends, and without a word when the page does not read what it is told.
 */
import type { HistoryEntry, Shown } from "../chat/room.ts";
import type { RoomStatus } from "../chat/room_status.ts";
import type { Language } from "../chat/speech.ts";
import type { RoomKind } from "../chat/words.ts";
import type { Address, PeerId } from "../lib/ids.ts";

export const SESSION_PATH = "/session";
export const CHAT_PATH = "/chat";

export type Receipt = Extract<Shown, { show: "receipt" }>;

/** Said first, and again after each reconnect. */
export type Greeting = {
  readonly tell: "greeting";
  readonly version: string;
  readonly self: { readonly id: PeerId; readonly name: string; readonly address: Address };
  readonly room: string;
  readonly kind: RoomKind;
  /** Of `--lang`; null: the page goes by the browser's. */
  readonly language: Language | null;
  /**
   * The newest of the history, oldest first; `older`: there is more. A message in it may be shown
   * once more afterwards: its id tells.
   */
  readonly history: readonly HistoryEntry[];
  readonly older: boolean;
  /** How far own messages of late got. */
  readonly receipts: readonly Receipt[];
  /** What was shown before this page came, oldest first, so that its log begins with the start. */
  readonly log: readonly Logged[];
  /** Null: this is no demo, and there are no buttons to break things with. */
  readonly demo: Demo | null;
};

/** @property atMs when it was shown, ms since 1970 by the serving peer's clock */
export type Logged = { readonly atMs: number; readonly shown: Shown };

export type DemoPeerState = "running" | "frozen" | "dead";

export type Demo = {
  readonly peers: readonly {
    readonly name: string;
    readonly address: Address;
    readonly state: DemoPeerState;
    /** The process that serves this page, which can't be killed from it. */
    readonly isServing: boolean;
  }[];
  /** Processes can be stopped there, and go on: not so on Windows. */
  readonly canFreeze: boolean;
  /** Names of the two ends of each link that is cut. */
  readonly cuts: readonly (readonly [string, string])[];
  /** Whether made-up chatter goes on. */
  readonly chatter: boolean;
};

export type ToPage =
  | Greeting
  | ({ readonly tell: "shown" } & Logged)
  /** Who is here and how the links stand; told when it changes, and each second at least. */
  | { readonly tell: "status"; readonly status: RoomStatus }
  /** Answers `older` and `search`: oldest first; `more`: there are older ones. */
  | {
      readonly tell: "entries";
      readonly ref: string;
      readonly entries: readonly HistoryEntry[];
      readonly more: boolean;
    }
  | { readonly tell: "demo"; readonly demo: Demo }
  /** What was asked can't be done; `reason` is an English sentence. */
  | { readonly tell: "trouble"; readonly reason: string; readonly ref?: string };

export type DemoAct =
  | { readonly act: "kill" | "freeze" | "thaw" | "start"; readonly name: string }
  | { readonly act: "cut" | "mend"; readonly between: readonly [string, string] }
  | { readonly act: "chatter"; readonly on: boolean };

export type FromPage =
  /** The message comes back as `shown`, with this `ref`; or `rejected` does. */
  | { readonly ask: "say"; readonly text: string; readonly ref: string }
  /**
   * At most `limit` messages before the entry of that id, in the agreed order. `lamport` is that
   * entry's, where the page knows it: without, it is looked for among the newest thousands only.
   */
  | {
      readonly ask: "older";
      readonly before: string;
      readonly lamport?: number | undefined;
      readonly limit: number;
      readonly ref: string;
    }
  /** The newest `limit` messages that have a word beginning with each of these words. */
  | {
      readonly ask: "search";
      readonly words: string;
      readonly limit: number;
      readonly ref: string;
    }
  | { readonly ask: "demo"; readonly demo: DemoAct };
