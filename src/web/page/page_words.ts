/** What the page itself has to say; what happens in the room is worded by chat/. */

/** Texts that stand in index.html by their name here. */
export type Label =
  | "skip"
  | "talk"
  | "chat"
  | "ring"
  | "people"
  | "log"
  | "views"
  | "write"
  | "writeHint"
  | "send"
  | "search"
  | "closeSearch"
  | "logLevel"
  | "logFilter";

/**
 * How the page stands with its peer. `silent`: it is connected, but nothing comes. `lost`: it is
 * tried again and again. `no-session`: only a new link helps.
 */
export type ConnectionState = "connecting" | "open" | "silent" | "lost" | "no-session";

export type PageWords = Readonly<Record<Label, string>> & {
  readonly connection: Readonly<Record<ConnectionState, string>>;
  /** There is no session, and only a new link opens one. */
  readonly noSession: string;
  readonly stopped: string;
  /** Who the person is here: a name and an address as they may be shown. */
  readonly self: (name: string, address: string) => string;

  readonly today: string;
  readonly yesterday: string;
  readonly saidBefore: string;
  /** Of a long text a part is shown. */
  readonly showAll: string;
  readonly beginning: string;
  readonly loadingOlder: string;
  /** There is more, but the page holds no more than it does. */
  readonly furthest: string;
  readonly newBelow: (messages: number) => string;
  readonly toNewest: string;
  /** How many of all have a message on disk. */
  readonly seenBy: (seenBy: number, of: number) => string;

  readonly offline: string;
  /** The connection broke before it was known whether these were sent. */
  readonly unconfirmed: string;

  readonly gone: Readonly<Record<"left" | "lost", (time: string) => string>>;
  readonly here: string;

  readonly noLines: string;
  /** The peer said what this page can't read; `fault` is an English sentence. */
  readonly unreadable: (fault: string) => string;

  readonly searching: string;
  readonly nothingFound: string;
  /** `more`: these are only the newest of them. */
  readonly found: (messages: number, more: boolean) => string;

  readonly notify: Readonly<Record<"on" | "off", string>>;
};
