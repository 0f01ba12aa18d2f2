import type { HistoryEntry, Shown } from "../../src/chat/room.ts";
import type { About, HistoryPart, PageRoom } from "../../src/web/page_room.ts";
import { shownRing } from "../peer/shown_ring.ts";

const self = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };

/** A message of the history: the `n`th there is. */
export function entry(n: number): HistoryEntry {
  const place = { author: self, epoch: "6921ab3c00000001", seq: n, lamport: n, atMs: n };
  return { ...place, id: `m${n}`, kind: "message", text: `message ${n}` };
}

/** A message as it is shown when it comes. */
export function message(id: string, text: string): Extract<Shown, { show: "message" }> {
  return { show: "message", id, author: self, text, atMs: 1, own: true, backlog: false };
}

/** A peer that answers at once, and whose history is what a test says. */
export class FakePageRoom implements PageRoom {
  readonly demo = null;
  history: readonly HistoryEntry[] = [];
  broken = false;
  /** How the ring stands. */
  ring: Parameters<typeof shownRing>[0] = { peers: [self] };
  statusAsked = 0;
  readonly #watchers = new Set<(shown: Shown) => void>();
  #said = 0;

  get watchers(): number {
    return this.#watchers.size;
  }

  about(): About {
    return { version: "0", self, room: "lobby", kind: "ring", language: "ru" };
  }

  newest(limit: number): HistoryPart {
    if (this.broken) return { ok: false, reason: "The history can't be read" };
    const more = this.history.length > limit;
    return { ok: true, entries: this.history.slice(-limit), more };
  }

  older({ id }: { readonly id: string }, limit: number): HistoryPart {
    const before = this.history.slice(
      0,
      this.history.findIndex((each) => each.id === id),
    );
    return { ok: true, entries: before.slice(-limit), more: before.length > limit };
  }

  async search(words: string): Promise<HistoryPart> {
    const found = this.history.filter((each) => each.kind === "message" && each.text === words);
    return { ok: true, entries: found, more: false };
  }

  /** Empty text is refused, as by a peer; all else is told to who asked, then to all. */
  say(text: string, answered: (shown: Shown) => void): void {
    this.#said += 1;
    const shown: Shown =
      text === "" ? { show: "rejected", code: "empty" } : message(`said${this.#said}`, text);
    answered(shown);
    if (shown.show === "message") this.show(shown);
  }

  askStatus(answered: (status: ReturnType<typeof shownRing> & { waiting: number }) => void): void {
    this.statusAsked += 1;
    answered({ ...shownRing(this.ring), waiting: 0 });
  }

  watch(listener: (shown: Shown) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  show(shown: Shown): void {
    for (const watcher of this.#watchers) watcher(shown);
  }
}
