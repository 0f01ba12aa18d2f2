/** The page of a running peer: its server, and what that needs of the room and of the store. */
import { join } from "node:path";

import type { Shown } from "../chat/room.ts";
import type { RoomStatus } from "../chat/room_status.ts";
import { type Address, splitAddress } from "../lib/ids.ts";
import { lastOfHistory } from "../store/history.ts";
import { LogCache } from "../store/log_cache.ts";
import { SEARCH_FILE, searchInTurns } from "../store/search.ts";
import { codeOf, StateError } from "../store/state_error.ts";
import type { About, DemoControl, EntryPlace, HistoryPart, PageRoom } from "../web/page_room.ts";
import { PageServer } from "../web/page_server.ts";
import { CommandFailed } from "./failure.ts";
import { historyPart } from "./history_part.ts";
import type { PeerPlan } from "./peer_plan.ts";
import type { PeerRoom } from "./peer_room.ts";
import { VERSION } from "./version.ts";

/** Listens at `place`, on the loopback. Throws CommandFailed when it can't. */
export function openPage(plan: PeerPlan, room: PeerRoom, place: Address): PageServer {
  const { host, port } = splitAddress(place);
  try {
    return new PageServer(new PeerPageRoom(plan, room), host, port);
  } catch (error) {
    const code = codeOf(error);
    if (code === "") throw error;
    const reason = code === "EADDRINUSE" ? "another program listens there" : String(error);
    const chosenBy = "--web HOST:PORT";
    throw new CommandFailed({ why: "cannot-listen", address: place, reason, chosenBy });
  }
}

class PeerPageRoom implements PageRoom {
  readonly demo: DemoControl | null;
  readonly #plan: PeerPlan;
  readonly #room: PeerRoom;
  /** Made when the first page opens. */
  #source: LogCache | null = null;

  constructor(plan: PeerPlan, room: PeerRoom) {
    this.demo = plan.demo;
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
    return this.#last({ limit });
  }

  older(before: EntryPlace, limit: number): HistoryPart {
    return this.#last({ before, limit });
  }

  async search(words: string, limit: number): Promise<HistoryPart> {
    const { config, folder } = this.#plan;
    const indexPath = folder === null ? null : join(folder, SEARCH_FILE);
    try {
      const { id: journal } = this.#room.kept.store;
      const what = { source: this.#history(), journal, room: config.room, indexPath };
      return historyPart(await searchInTurns({ ...what, words, limit: limit + 1 }), limit);
    } catch (error) {
      return unreadable(error);
    }
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

  #last({ before, limit }: { before?: EntryPlace; limit: number }): HistoryPart {
    const { room } = this.#plan.config;
    const place = before === undefined ? {} : { before };
    try {
      return historyPart(
        lastOfHistory(this.#history(), { ...place, room, limit: limit + 1 }),
        limit,
      );
    } catch (error) {
      return unreadable(error);
    }
  }

  /** With all that was shown so far. */
  #history(): LogCache {
    const { store } = this.#room.kept;
    this.#source ??= new LogCache(store);
    return this.#source;
  }
}

function unreadable(error: unknown): HistoryPart {
  if (!(error instanceof StateError)) throw error;
  return { ok: false, reason: `The history can't be read: ${error.message}` };
}
