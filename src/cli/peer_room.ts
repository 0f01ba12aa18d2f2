import type { HistoryEntry, HistoryQuery, Room } from "../chat/room.ts";
import type { Shown } from "../peer/shown.ts";
import { historyOf, lastOfHistory } from "../store/history.ts";
import type { KeptStore } from "./peer_plan.ts";

/** What a room needs of a running peer. */
type RunningPeer = {
  say(text: string, ref?: string): void;
  askRing(ref?: string): void;
  leave(): void;
};

/** What is on disk of the room, and how much of it was when this process began. */
type Kept = { readonly room: string; readonly store: KeptStore };

/**
 * The room in front of one peer. What the peer shows before anybody listens is kept for the first
 * who does, and after `stopped` nothing more is shown.
 */
export class PeerRoom implements Room {
  readonly #kept: Kept;
  readonly #onLeave: () => void;
  readonly #listeners: ((shown: Shown) => void)[] = [];
  #early: Shown[] = [];
  readonly #lengthAtStart: number;
  #peer: RunningPeer | null = null;
  #leaving = false;
  #stopped = false;

  /** @param onLeave called once, when leaving begins, whoever asked for it */
  constructor(kept: Kept, onLeave: () => void) {
    this.#kept = kept;
    this.#lengthAtStart = kept.store.length;
    this.#onLeave = onLeave;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** The peer runs now. If it was asked to leave meanwhile, it does. */
  attach(peer: RunningPeer): void {
    this.#peer = peer;
    if (this.#leaving) peer.leave();
  }

  /** Hands on what the peer shows. */
  show(shown: Shown): void {
    if (this.#stopped) return;
    this.#stopped = shown.show === "stopped";
    if (this.#listeners.length === 0) this.#early.push(shown);
    for (const listener of this.#listeners) listener(shown);
  }

  subscribe(listener: (shown: Shown) => void): void {
    this.#listeners.push(listener);
    const early = this.#early;
    this.#early = [];
    for (const shown of early) listener(shown);
  }

  say(text: string, ref?: string): void {
    this.#peer?.say(text, ref);
  }

  askRing(ref?: string): void {
    this.#peer?.askRing(ref);
  }

  history({ limit, since }: HistoryQuery): readonly HistoryEntry[] {
    const { room, store } = this.#kept;
    const options = { room, from: since === "start" ? this.#lengthAtStart : 0 };
    return limit === null
      ? [...historyOf(store, options)]
      : lastOfHistory(store, { ...options, limit });
  }

  leave(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#onLeave();
    this.#peer?.leave();
  }
}
