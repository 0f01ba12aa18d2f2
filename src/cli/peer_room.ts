import type { HistoryEntry, HistoryQuery } from "../chat/room.ts";
import type { RoomStatus } from "../chat/room_status.ts";
import type { Shown } from "../peer/shown.ts";
import { historyOf, lastOfHistory } from "../store/history.ts";
import type { ScriptRoom } from "./json_script.ts";
import type { KeptStore } from "./peer_plan.ts";
import { WaitingMessages } from "./waiting_messages.ts";

/** What a room needs of a running peer. */
type RunningPeer = {
  say(text: string, ref?: string): void;
  askRing(ref?: string): void;
  /** Puts into the history what was shown. */
  commit(): void;
  leave(): void;
};

/** What is on disk of the room, and how much of it was when this process began. */
type Kept = { readonly room: string; readonly store: KeptStore };

/**
 * The room in front of one peer. What the peer shows before anybody listens is kept for the first
 * who does, and after `stopped` nothing more is shown.
 */
export class PeerRoom implements ScriptRoom {
  readonly #kept: Kept;
  readonly #onLeave: () => void;
  readonly #listeners = new Set<(shown: Shown) => void>();
  readonly #lengthAtStart: number;
  readonly #waiting = new WaitingMessages();
  /** Who asked on the quiet, by the ref that the peer repeats. */
  readonly #asked = new Map<string, (shown: Shown) => void>();
  #early: Shown[] = [];
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

  /** How many own messages are on no other disk yet. */
  get waiting(): number {
    return this.#waiting.count;
  }

  /** The peer runs now. If it was asked to leave meanwhile, it does. */
  attach(peer: RunningPeer): void {
    this.#peer = peer;
    if (this.#leaving) peer.leave();
  }

  /** Hands on what the peer shows. */
  show(shown: Shown): void {
    if (this.#stopped) return;
    this.#waiting.note(shown);
    const forAll = this.#answerQuietly(shown);
    if (forAll === null) return;
    this.#stopped = forAll.show === "stopped";
    if (this.#listeners.size === 0) this.#early.push(forAll);
    for (const listener of this.#listeners) listener(forAll);
  }

  /** Returns what ends it. */
  subscribe(listener: (shown: Shown) => void): () => void {
    this.#listeners.add(listener);
    const early = this.#early;
    this.#early = [];
    for (const shown of early) listener(shown);
    return () => this.#listeners.delete(listener);
  }

  say(text: string, ref?: string): void {
    this.#peer?.say(text, ref);
  }

  askRing(ref?: string): void {
    this.#peer?.askRing(ref);
  }

  /**
   * Says or asks something whose answer nobody else is to see, but for the message itself.
   * @param ask given what to say or ask it with
   */
  quietly(ask: (peer: RunningPeer, ref: string) => void, answered: (shown: Shown) => void): void {
    if (this.#peer === null) return;
    // Nobody else can choose the same, as it could with a number.
    const ref = crypto.randomUUID();
    this.#asked.set(ref, answered);
    ask(this.#peer, ref);
  }

  askStatus(answered: (status: RoomStatus) => void): void {
    this.quietly(
      (peer, ref) => peer.askRing(ref),
      (shown) => {
        if (shown.show !== "ring") return;
        answered({ ...shown, waiting: this.waiting });
      },
    );
  }

  history({ limit, since }: HistoryQuery): readonly HistoryEntry[] {
    this.#peer?.commit();
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

  /** What is left to be shown to all. */
  #answerQuietly(shown: Shown): Shown | null {
    if (!("ref" in shown) || shown.ref === undefined) return shown;
    const { ref, ...rest } = shown;
    const answered = this.#asked.get(ref);
    if (answered === undefined) return shown;
    this.#asked.delete(ref);
    answered(rest);
    return rest.show === "message" ? rest : null;
  }
}
