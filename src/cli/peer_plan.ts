/** What it takes to run one peer, and what it takes to talk through it. */
import type { Address, PeerId } from "../lib/ids.ts";
import type { DiagnosticRecord, PeerConfig, Question, Store } from "../peer/ports.ts";
import type { HistorySource } from "../store/history.ts";
import type { Identity } from "../store/identity.ts";
import type { DemoControl } from "../web/page_room.ts";
import type { Call } from "./call.ts";
import type { ScriptRoom } from "./json_script.ts";

export type Listen = { readonly host: string; readonly port: number; readonly mayMoveUp: boolean };

/** A store that can also be read as history while the peer runs. */
export type KeptStore = Store &
  HistorySource & {
    readonly length: number;
    /** Random, made with it; empty for what is gone with the process. */
    readonly id: string;
  };

export type PeerPlan = {
  readonly call: Call;
  readonly config: PeerConfig;
  /** The state folder; null: there is none. */
  readonly folder: string | null;
  readonly identity: Identity;
  /** What was said before, and will be. */
  readonly store: KeptStore;
  readonly listen: Listen;
  /** The IP address and port at which others reach it; null: where it listens. */
  readonly advertise: Address | null;
  /** What its page may break; null: this is no demo. */
  readonly demo: DemoControl | null;
  /** Say first what address the neighbour needs. */
  readonly announce: boolean;
  /** Who talks; loaded when the rest is ready to run. */
  readonly openMode: () => Promise<Mode>;
  /** Gives back what the peer holds, before the process is ended by force. */
  readonly release: () => void;
  /** What can wait until the peer listens, so that listening need not wait for it. */
  readonly onListening: (at: Address) => void;
};

/** `interrupted`: it was Ctrl-C at a terminal. */
export type TalkEnd = "stopped" | "interrupted";

/** A room whose members and links a program may ask about and steer. */
export interface OpenRoom extends ScriptRoom {
  /** An `answer` with that `ref` is shown. */
  askPeer(peer: PeerId, question: Question, ref: string): void;
  /** Members and addresses to keep a link to, instead of those wished for before. */
  wish(links: readonly (PeerId | Address)[]): void;
  /** Ends the links to this peer. */
  drop(peer: PeerId): void;
}

export type Talk = {
  readonly room: OpenRoom;
  readonly plan: PeerPlan;
  /** Where the peer listens. */
  readonly address: Address;
};

export interface Mode {
  /** Besides the log, which gets every record anyway. */
  diagnose(record: DiagnosticRecord): void;
  /** Resolves once `stopped` was shown and all output has left. */
  talk(talk: Talk): Promise<TalkEnd>;
}
