import type { HistoryEntry, HistoryQuery } from "../chat/room.ts";
import type { RoomStatus } from "../chat/room_status.ts";
import type { Address, PeerId } from "../lib/ids.ts";
import type { Question } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";
import { historyOf, lastOfHistory } from "../store/history.ts";
import type { ScriptRoom } from "./json_script.ts";
import type { KeptStore } from "./peer_plan.ts";
import { WaitingMessages } from "./waiting_messages.ts";

/** What a room needs of a running peer. */
type RunningPeer = {
  /** Where it listens. */
  readonly address: Address;
  say(text: string, ref?: string): void;
  askRing(ref?: string): void;
  askPeer(peer: PeerId, question: Question, ref: string): void;
  wish(links: readonly (PeerId | Address)[]): void;
  drop(peer: PeerId): void;
  /** Puts into the history what was shown. */
  commit(): void;
  leave(): void;
};

type Page = { newLink(): string };

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
  readonly #watchers = new Set<(shown: Shown) => void>();
  readonly #lengthAtStart: number;
  readonly #waiting = new WaitingMessages();
  /** Who asked on the quiet, by the ref that the peer repeats. */
  readonly #asked = new Map<string, (shown: Shown) => void>();
  #early: Shown[] = [];
  #peer: RunningPeer | null = null;
  #page: Page | null = null;
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

  /** Empty before the peer runs. */
  get address(): Address {
    return this.#peer?.address ?? "";
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
    for (const listener of [...this.#watchers, ...this.#listeners]) listener(forAll);
  }

  /** Returns what ends it. */
  subscribe(listener: (shown: Shown) => void): () => void {
    this.#listeners.add(listener);
    const early = this.#early;
    this.#early = [];
    for (const shown of early) listener(shown);
    return () => this.#listeners.delete(listener);
  }

  /**
   * As `subscribe`, but it is no reason to keep less for the first who listens. Returns what ends
   * it.
   */
  watch(listener: (shown: Shown) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** There is a page now. */
  openPage(page: Page): void {
    this.#page = page;
  }

  pageLink(): string | null {
    return this.#page?.newLink() ?? null;
  }

  say(text: string, ref?: string): void {
    this.#peer?.say(text, ref);
  }

  askRing(ref?: string): void {
    this.#peer?.askRing(ref);
  }

  askPeer(peer: PeerId, question: Question, ref: string): void {
    this.#peer?.askPeer(peer, question, ref);
  }

  wish(links: readonly (PeerId | Address)[]): void {
    this.#peer?.wish(links);
  }

  drop(peer: PeerId): void {
    this.#peer?.drop(peer);
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

  /** What to read history from: all that was shown is in it. */
  get kept(): Kept {
    this.#peer?.commit();
    return this.#kept;
  }

  history({ limit, since }: HistoryQuery): readonly HistoryEntry[] {
    const { room, store } = this.kept;
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
