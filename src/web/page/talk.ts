/** What was said and what happened, as far as this page has it, in the order of its rows. */
import type { HistoryEntry, Shown } from "../../chat/room.ts";
import type { PeerId } from "../../lib/ids.ts";

export type Message = Extract<Shown, { show: "message" }>;
export type Notice = Extract<Shown, { show: "notice" }>;

export type TalkItem = {
  /** Nothing else here has it. */
  readonly key: string;
  /** Its place in the history, as far as it is known; null for what was only told live. */
  readonly place: Place | null;
  readonly shown: Message | Notice;
};

export type Place = { readonly before: string; readonly lamport?: number };

/** Rows have numbers that stay as others come before them: from `from` to before `to`. */
export type Span = { readonly from: number; readonly to: number };

/** Held in memory, not drawn: what is drawn is a window on them. About 20 MB of short messages. */
export const ITEMS_MAX = 20_000;

/** Of all texts, in UTF-16 units: long messages are fewer. */
export const TEXT_LENGTH_MAX = 8 * 1024 * 1024;

export class Talk {
  #items: TalkItem[] = [];
  readonly #keys = new Set<string>();
  #from = 0;
  #textLength = 0;
  #notices = 0;
  #hasOlder = false;

  get span(): Span {
    return { from: this.#from, to: this.#from + this.#items.length };
  }

  at(number: number): TalkItem | undefined {
    return this.#items[number - this.#from];
  }

  /** The history has more, and there is room for it. */
  get wantsOlder(): boolean {
    return this.#hasOlder && !this.isFull;
  }

  /** The history has more than is held. */
  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  get isFull(): boolean {
    return this.#items.length >= ITEMS_MAX || this.#textLength >= TEXT_LENGTH_MAX;
  }

  /** Before which to ask for more. */
  get oldestPlace(): Place | null {
    return this.#items.find(({ place }) => place !== null)?.place ?? null;
  }

  /**
   * The newest of the history, at first and after each reconnect. What is held joins it where they
   * overlap, and is given up where they do not: something between them would be missing.
   */
  greet(history: readonly HistoryEntry[], hasOlder: boolean, self: PeerId): void {
    const ids = new Set(history.map(({ id }) => id));
    const overlap = this.#items.findIndex(({ key }) => ids.has(key));
    const held = new Map(this.#items.map((item) => [item.key, item]));
    // What was told live after it may stand before it in the agreed order.
    const before = this.#items.filter(({ key, shown }, index) => {
      return !ids.has(key) && (index < overlap || (overlap >= 0 && shown.show === "message"));
    });
    const newest = history.map((entry) => held.get(entry.id) ?? itemOf(entry, self));
    if (overlap < 0) {
      this.#hasOlder = hasOlder;
      this.#from = this.span.to;
    }
    this.#replace([...before, ...newest]);
  }

  /** False: it is here already. */
  take(shown: Message | Notice): boolean {
    const isMessage = shown.show === "message";
    const key = isMessage ? shown.id : `notice ${++this.#notices}`;
    if (this.#keys.has(key)) return false;
    this.#items.push({ key, place: isMessage ? { before: key } : null, shown });
    this.#keys.add(key);
    this.#textLength += lengthOf(shown);
    this.#trim();
    return true;
  }

  /** The page before the oldest one. */
  prepend(entries: readonly HistoryEntry[], more: boolean, self: PeerId): void {
    const older = entries.filter(({ id }) => !this.#keys.has(id));
    this.#hasOlder = more;
    for (const { id } of older) this.#keys.add(id);
    const items = older.map((entry) => itemOf(entry, self));
    for (const { shown } of items) this.#textLength += lengthOf(shown);
    this.#items.unshift(...items);
    this.#from -= items.length;
  }

  #replace(items: TalkItem[]): void {
    this.#items = items;
    this.#keys.clear();
    this.#textLength = 0;
    for (const { key, shown } of items) {
      this.#keys.add(key);
      this.#textLength += lengthOf(shown);
    }
  }

  /** Many at once, since each time moves all that stay. */
  #trim(): void {
    if (!this.isFull) return;
    const half = TEXT_LENGTH_MAX / 2;
    let dropped = 0;
    while (dropped < ITEMS_MAX / 10 || this.#textLength > half) {
      const item = this.#items[dropped];
      if (item === undefined) break;
      this.#keys.delete(item.key);
      this.#textLength -= lengthOf(item.shown);
      dropped++;
    }
    this.#items.splice(0, dropped);
    this.#from += dropped;
    this.#hasOlder = true;
  }
}

function lengthOf(shown: Message | Notice): number {
  return shown.show === "message" ? shown.text.length : 0;
}

/** A message or notice of the history as if it were told now. */
export function itemOf(entry: HistoryEntry, self: PeerId): TalkItem {
  const { atMs, author, guest, id, lamport } = entry;
  const place = { before: id, lamport };
  const by = guest === undefined ? {} : { guest };
  if (entry.kind !== "message") {
    const { kind, peer } = entry;
    return { key: id, place, shown: { show: "notice", kind, peer, atMs, ...by } };
  }
  const own = author.id === self && guest === undefined;
  const { text } = entry;
  const shown = { show: "message", id, author, text, atMs, own, backlog: false, ...by } as const;
  return { key: id, place, shown };
}
