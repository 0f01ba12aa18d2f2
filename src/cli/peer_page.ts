/** The page of a running peer: its server, and what that needs of the room and of the store. */
import { join } from "node:path";

import type { HistoryEntry, Shown } from "../chat/room.ts";
import type { RoomStatus } from "../chat/room_status.ts";
import { type Address, splitAddress } from "../lib/ids.ts";
import { lastOfHistory } from "../store/history.ts";
import { LogCache } from "../store/log_cache.ts";
import { SEARCH_FILE, searchHistory } from "../store/search.ts";
import { codeOf, StateError } from "../store/state_error.ts";
import type { About, EntryPlace, HistoryPart, PageRoom } from "../web/page_room.ts";
import { PageServer } from "../web/page_server.ts";
import { CommandFailed } from "./failure.ts";
import type { PeerPlan } from "./peer_plan.ts";
import type { PeerRoom } from "./peer_room.ts";
import { VERSION } from "./version.ts";

/** Listens at `place`, on the loopback. Throws CommandFailed when it can't. */
export function openPage(plan: PeerPlan, room: PeerRoom, place: Address): PageServer {
  const { host, port } = splitAddress(place);
  try {
    return new PageServer(new PeerPageRoom(plan, room), host, port);
  } catch (error) {
    if (codeOf(error) === "") throw error;
    const isTaken = codeOf(error) === "EADDRINUSE";
    const reason = isTaken ? "another program listens there" : String(error);
    const chosenBy = "--web HOST:PORT";
    throw new CommandFailed({ why: "cannot-listen", address: place, reason, chosenBy });
  }
}

class PeerPageRoom implements PageRoom {
  readonly demo = null;
  readonly #plan: PeerPlan;
  readonly #room: PeerRoom;
  /** Made when the first page opens. */
  #source: LogCache | null = null;

  constructor(plan: PeerPlan, room: PeerRoom) {
    this.#plan = plan;
    this.#room = room;
  }

  about(): About {
    const { call, config } = this.#plan;
    const { id, kind, name, room } = config;
    const self = { id, name, address: this.#room.address };
    return { version: VERSION, self, room, kind, language: call.settings.lang };
  }

  newest(limit: number): HistoryPart {
    return this.#part(limit, (source, room, messages) =>
      lastOfHistory(source, { room, limit: messages }),
    );
  }

  older(before: EntryPlace, limit: number): HistoryPart {
    return this.#part(limit, (source, room, messages) =>
      lastOfHistory(source, { before, room, limit: messages }),
    );
  }

  async search(words: string, limit: number): Promise<HistoryPart> {
    const { folder } = this.#plan;
    const { store } = this.#room.kept;
    const indexPath = folder === null ? null : join(folder, SEARCH_FILE);
    return this.#part(limit, (source, room, messages) => {
      const { id: journal } = store;
      return searchHistory({ source, journal, room, words, limit: messages, indexPath });
    });
  }

  say(text: string, answered: (shown: Shown) => void): void {
    this.#room.quietly((peer, ref) => peer.say(text, ref), answered);
  }

  askStatus(answered: (status: RoomStatus) => void): void {
    this.#room.askStatus(answered);
  }

  watch(listener: (shown: Shown) => void): () => void {
    return this.#room.watch(listener);
  }

  #part(
    limit: number,
    read: (source: LogCache, room: string, messages: number) => HistoryEntry[],
  ): HistoryPart {
    const { room, store } = this.#room.kept;
    this.#source ??= new LogCache(store);
    try {
      // One more tells whether there are more; what stands before it belongs to that page.
      const entries = read(this.#source, room, limit + 1);
      const messages = entries.filter(({ kind }) => kind === "message");
      if (messages.length <= limit) return { ok: true, entries, more: false };
      const first = entries.findIndex(({ kind }) => kind === "message");
      return { ok: true, entries: entries.slice(first + 1), more: true };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return { ok: false, reason: `The history can't be read: ${error.message}` };
    }
  }
}
