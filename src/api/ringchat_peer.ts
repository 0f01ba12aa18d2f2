/** What a program holds of its peer. docs/API.md tells it with examples. */
import type { KeyObject } from "node:crypto";

import type { Address, Epoch, PeerId } from "../lib/ids.ts";
import type { HistoryMessage } from "../peer/history.ts";
import type { LinkOf, PeerView, RingView, Shown } from "../peer/shown.ts";
import type { RoomKind } from "../wire/frame.ts";

/** What happened; `event.show` tells which of them it is. */
export type RoomEvent = Shown;

/** A member: its id, or anything that has it. */
export type PeerRef = PeerId | { readonly id: PeerId };

/** What a member proved on a link that lives. */
export type Handshake = {
  readonly peer: PeerView;
  /** Ed25519; its 32 bytes as hex digits are the id. */
  readonly publicKey: KeyObject;
  /** This start of its process, by its first 8 hex digits in Unix seconds. */
  readonly epoch: Epoch;
};

/** How far an own message got: on disk at `seenBy` of the `of` present peers, oneself counted. */
export type Receipt = { readonly seenBy: number; readonly of: number };

/** A message of one's own, on disk here. */
export type SentMessage = {
  /** A UUID, the same at every peer. */
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /**
   * Resolves once so many peers have it on disk, oneself counted; two unless given. Rejects with
   * `over` when this peer leaves before, or once 4,096 later messages were sent.
   */
  receipt(seenBy?: number): Promise<Receipt>;
};

/** One peer of one room. It runs, and keeps its process alive, until it leaves. */
export interface RingchatPeer extends AsyncDisposable, AsyncIterable<RoomEvent> {
  /** How others see it; `address` is where it listens. */
  readonly self: PeerView;
  readonly room: string;
  readonly kind: RoomKind;
  /** Resolves once the peer has left or ended, whyever; an event before it says why. */
  readonly over: Promise<void>;

  /**
   * Says it to everybody. Resolves once it is on disk here: it goes out by itself, after a restart
   * too. Rejects with `not-said` for an empty text and one over 16 KiB, with `over` after leaving.
   */
  send(text: string): Promise<SentMessage>;

  /** Who is here, in ring order from oneself, and how they hang together. Rejects with `over`. */
  members(): Promise<RingView>;

  /**
   * What was said, oldest first, in the order that every peer agrees on; all of it, unless `limit`
   * says how many of the last. Throws `state` when it can't be read, `over` after leaving.
   */
  history(options?: { readonly limit?: number }): HistoryMessage[];

  /** The same on stdout: `The history`, then `[date|time] From NAME Message TEXT` a line. */
  printHistory(): void;

  /**
   * What happens from now on; who is the first to read gets the last 1,024 of what happened before,
   * too. It ends when the peer does, and throws `too-slow` when over 65,536 events wait.
   */
  events(): AsyncIterableIterator<RoomEvent>;

  /**
   * Which links a member has now, or this peer, who is at the other end of each and on which side.
   * Rejects with `unknown-peer`, `unreached` after 5 s, `mute` or `over`.
   */
  getConnections(peer?: PeerRef): Promise<readonly LinkOf[]>;

  /**
   * Of this peer: the members, or addresses, that it keeps a link to besides those that its room
   * asks for, at most 64, instead of those before. Of another: up to 16 that it may try, which are
   * hints and no more; resolves once it was told. Rejects as `getConnections`, or with `bad-value`.
   */
  refreshConnections(peer: PeerRef, list: readonly (PeerRef | Address)[]): Promise<void>;

  /**
   * The public key of a member, which it proves to have on a link that lives; one is made if there
   * is none. Rejects as `getConnections`.
   */
  handshake(peer: PeerRef): Promise<Handshake>;

  /** Tells the others, and resolves once the peer has ended, within 2 s. */
  leave(): Promise<void>;
  /**
   * Ends the links to another peer here, and the wish for one. Whoever the room needs linked with
   * this peer is linked again.
   */
  leave(peer: PeerRef): Promise<void>;
}
