import type { HistoryEntry, HistoryQuery } from "../chat/room.ts";
import type { Shown } from "../peer/shown.ts";
import type { ScriptRoom, StatusAnswer } from "./json_script.ts";
import type { PeerRoom } from "./peer_room.ts";

/** Messages of one asker whose receipts it is told; older ones beyond it are not. */
const OWN_MAX = 1_024;

/**
 * The room as somebody sees it who only asks: answers to its own questions, and receipts of what it
 * said. To leave it ends the conversation, not the peer.
 */
export class AnswerRoom implements ScriptRoom {
  readonly #room: PeerRoom;
  readonly #own = new Set<string>();
  readonly #endSubscription: () => void;
  #listener: ((shown: Shown) => void) | null = null;

  constructor(room: PeerRoom) {
    this.#room = room;
    this.#endSubscription = room.subscribe((shown) => {
      if (shown.show === "stopped") this.leave();
      if (shown.show === "receipt" && this.#own.has(shown.id)) this.#listener?.(shown);
    });
  }

  subscribe(listener: (shown: Shown) => void): void {
    this.#listener = listener;
  }

  say(text: string, ref?: string): void {
    this.#room.quietly(
      (peer, key) => peer.say(text, key),
      (shown) => {
        if (shown.show === "message") this.#follow(shown.id);
        this.#tell(shown, ref);
      },
    );
  }

  askRing(ref?: string): void {
    this.#room.quietly(
      (peer, key) => peer.askRing(key),
      (shown) => this.#tell(shown, ref),
    );
  }

  askStatus(answered: StatusAnswer): void {
    this.#room.askStatus(answered);
  }

  history(query: HistoryQuery): readonly HistoryEntry[] {
    return this.#room.history(query);
  }

  pageLink(): string | null {
    return this.#room.pageLink();
  }

  leave(): void {
    this.#endSubscription();
    const listener = this.#listener;
    this.#listener = null;
    listener?.({ show: "stopped" });
  }

  #tell(shown: Shown, ref: string | undefined): void {
    this.#listener?.(ref === undefined ? shown : withRef(shown, ref));
  }

  #follow(id: string): void {
    this.#own.add(id);
    if (this.#own.size <= OWN_MAX) return;
    for (const oldest of this.#own) {
      this.#own.delete(oldest);
      return;
    }
  }
}

function withRef(shown: Shown, ref: string): Shown {
  switch (shown.show) {
    case "message":
    case "ring":
    case "rejected":
      return { ...shown, ref };
    default:
      return shown;
  }
}
