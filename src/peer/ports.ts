/**
 * Where purity ends. The peer is `step(event, nowMs) -> effects`; the driver performs effects on
 * Bun's sockets and the simulator on its own. Both call the same code.
 */
import type { Address, Epoch, Hash, LinkId, PeerId } from "../lib/ids.ts";
import type { Beacon } from "../wire/beacon.ts";
import type { ClassicValue } from "../wire/classic_value.ts";
import type {
  ForkProof,
  Frame,
  MemberRecord,
  Reference,
  RoomKind,
  RunHeader,
} from "../wire/frame.ts";
import type { Fault } from "../wire/frame_decoder.ts";
import type { GuestView, PeerView, Shown } from "./shown.ts";

/** A text as it was said; what answers it repeats `ref`. */
export type Said = { readonly text: string; readonly atMs: number; readonly ref?: string };

/** What a program may ask of a member. */
export type Question =
  /** To prove its key, on a link that lives. */
  | { readonly ask: "keys" }
  /** Which links it has now. */
  | { readonly ask: "links" }
  /** To try these addresses: hints, no more. */
  | { readonly ask: "hints"; readonly addresses: readonly Address[] };

/** What happens to a peer. Times come with `step`, never from a clock. */
export type PeerEvent =
  /**
   * Listening began. `wildcard`: `address` is a guess until a link shows the real one. `at`: where
   * it listens, when `address` is not of this machine and leads here nevertheless.
   */
  | {
      readonly type: "listening";
      readonly address: Address;
      readonly wildcard: boolean;
      readonly at?: Address | undefined;
      readonly atMs: number;
    }
  /** The address that others reach us at has changed: another network, or a new lease. */
  | { readonly type: "moved"; readonly address: Address }
  /** A beacon of another version of the protocol came. */
  | { readonly type: "other-version"; readonly version: number }
  /** A beacon came from `host`, an IP address. Anyone may send one: it is a hint and no more. */
  | { readonly type: "beacon"; readonly beacon: Beacon; readonly host: string }
  | {
      readonly type: "accepted";
      readonly link: LinkId;
      readonly local: Address;
      readonly remote: Address;
    }
  | {
      readonly type: "connected";
      readonly link: LinkId;
      readonly local: Address;
      readonly remote: Address;
    }
  | { readonly type: "dial-failed"; readonly link: LinkId; readonly reason: string }
  /** Bytes came: `frames` is empty as long as they make none, and still a sign of life. */
  | { readonly type: "received"; readonly link: LinkId; readonly frames: readonly Frame[] }
  /** The bytes that followed the last frame were no frame. */
  | { readonly type: "malformed"; readonly link: LinkId; readonly fault: Fault }
  | { readonly type: "closed"; readonly link: LinkId; readonly reason: string }
  /** What was sent with `notify` has left this process. */
  | { readonly type: "drained"; readonly link: LinkId }
  /** The oldest `batches` store effects not yet answered are on disk. */
  | { readonly type: "stored"; readonly batches: number }
  /** It could not be stored: nothing more is acknowledged, said or sent. */
  | { readonly type: "store-failed"; readonly reason: string }
  /** What was said in one turn goes into one run, as far as it fits. */
  | { readonly type: "say"; readonly said: readonly Said[] }
  /** Somebody without a key reached us, or goes by another name now. `address` stands for it. */
  | {
      readonly type: "guest-here";
      readonly address: string;
      readonly name: string;
      readonly atMs: number;
    }
  | {
      readonly type: "guest-says";
      readonly address: string;
      readonly text: string;
      readonly atMs: number;
    }
  | { readonly type: "guest-gone"; readonly address: string; readonly atMs: number }
  /** Said by a classic peer on a connection from `address`. */
  | {
      readonly type: "classic-says";
      readonly address: Address;
      readonly value: ClassicValue;
      readonly atMs: number;
    }
  /** That connection is over. */
  | { readonly type: "classic-gone"; readonly address: Address; readonly atMs: number }
  /** The configured next is a classic peer, or is none any more. */
  | { readonly type: "classic-next"; readonly isThere: boolean }
  | { readonly type: "ask-ring"; readonly ref?: string }
  | {
      readonly type: "ask-peer";
      readonly peer: PeerId;
      readonly question: Question;
      readonly ref: string;
    }
  /** Members and addresses to keep a link to, beside those that the kind of the room asks for. */
  | { readonly type: "wish"; readonly links: readonly (PeerId | Address)[] }
  /** End the links to this peer; whoever is wanted is linked again. */
  | { readonly type: "drop"; readonly peer: PeerId }
  | { readonly type: "leave"; readonly atMs: number }
  /** Time passed; at least every 100 ms. `atMs` is the wall clock, for decoration alone. */
  | { readonly type: "tick"; readonly atMs: number };

/** What a guest is told; `guest`: who said it, when it was a guest of the author's. */
export type Told = {
  readonly author: PeerView;
  readonly guest?: GuestView;
  readonly text: string;
  readonly own: boolean;
};

/** What the peer wants done, to be performed in order. */
export type Effect =
  | { readonly do: "dial"; readonly link: LinkId; readonly address: Address }
  | { readonly do: "send"; readonly link: LinkId; readonly frame: Frame }
  /** Whole runs as they came; `notify` asks for `drained` once they have left. */
  | {
      readonly do: "send-bytes";
      readonly link: LinkId;
      readonly bytes: Uint8Array;
      readonly notify: boolean;
    }
  /** The other side has proved who it is: it may send runs, which hold more memory than a line. */
  | { readonly do: "trust"; readonly link: LinkId }
  /** Tell nothing more of this link until `resume`: what is under way waits with the sender. */
  | { readonly do: "pause"; readonly link: LinkId }
  | { readonly do: "resume"; readonly link: LinkId }
  /** Send what is queued (at most 1 s), then close. No `closed` event follows. */
  | { readonly do: "hang-up"; readonly link: LinkId; readonly reason: string }
  /** Tell everyone near, by broadcast, where this peer is to be dialled. */
  | { readonly do: "beacon"; readonly beacon: Beacon }
  /** To be said to the guests at these addresses, each once. */
  | { readonly do: "tell-guests"; readonly addresses: readonly string[]; readonly told: Told }
  /** To be said to the next, which is a classic peer. */
  | { readonly do: "tell-classic"; readonly value: ClassicValue }
  | { readonly do: "store"; readonly batch: StoreBatch }
  | { readonly do: "show"; readonly shown: Shown };

/** Signatures and hashes. The simulator's are cheap; both are deterministic. */
export interface Crypto {
  /** Base64url of an Ed25519 signature over `bytes` by this peer's key. */
  sign(bytes: Uint8Array): string;
  /** Never throws: a malformed key or signature is a false. */
  verify(id: PeerId, bytes: Uint8Array, signature: string): boolean;
  /** SHA-256 of the parts one after another. */
  hash(...parts: readonly Uint8Array[]): Hash;
}

/** The arrival log's bytes. */
export interface RunLog {
  /** The bytes of the stored run at `position` of the arrival log, as they came. */
  read(position: number): Uint8Array;
}

/** One run as it goes to disk: its bytes, and what must be known of it without parsing them. */
export type StoredRun = {
  readonly bytes: Uint8Array;
  readonly author: PeerId;
  readonly epoch: Epoch;
  readonly first: number;
  readonly last: number;
  /** Lamport clock of the last entry. */
  readonly lamport: number;
  readonly hash: Hash;
  /** The runs it was said after: no longer frontier. */
  readonly after: readonly Reference[];
  /** The author's name and address, when this is the run in which it joined. */
  readonly joined: { readonly name: string; readonly address: Address } | null;
};

/** What becomes durable together: one transaction, one sync. */
export type StoreBatch = {
  /** To be appended to the arrival log, in this order. */
  readonly runs: readonly StoredRun[];
  /** To be kept instead of older ones of the same peers; those of `forgotten` peers go. */
  readonly members: readonly MemberRecord[];
  readonly forgotten: readonly PeerId[];
  readonly proofs: readonly ForkProof[];
};

/** One feed as it was stored. */
export type LoadedFeed = {
  readonly author: PeerId;
  readonly epoch: Epoch;
  /** Hash of its last run. */
  readonly head: Hash;
  /** Greatest seq that a run of another feed was said after; 0 for none. */
  readonly covered: number;
  readonly name: string;
  readonly address: Address;
};

/** All that a peer must know at its start of what it stored before. */
export type Loaded = {
  readonly feeds: readonly LoadedFeed[];
  /** The arrival log: by position, index into `feeds`, last seq, and its Lamport clock. */
  readonly log: {
    readonly length: number;
    readonly feed: Uint32Array;
    readonly last: Uint32Array;
    readonly lamport: Float64Array;
  };
  readonly members: readonly MemberRecord[];
  readonly proofs: readonly ForkProof[];
};

/** The driver's side of the log. */
export interface Store extends RunLog {
  /** What was stored before; called once, before the first commit. */
  load(): Loaded;
  /**
   * One transaction: all of the batch, or nothing when it throws. It outlives this process at
   * once, and a power cut once a later `sync` has resolved.
   */
  commit(batch: StoreBatch): void;
  /** Resolves once all that was committed so far is on disk. */
  sync(): Promise<void>;
  close(): void;
}

/** One line of diagnostics: what happened, and flat fields. */
export type DiagnosticRecord = {
  readonly level: "error" | "warn" | "info" | "debug" | "trace";
  readonly event: string;
  readonly [field: string]: string | number | boolean | null;
};

/** One open connection, as the driver uses it. */
export interface Connection {
  write(bytes: Uint8Array): void;
  /** What was written leaves now, as far as it can; else at the end of this turn. */
  flush(): void;
  /** Calls back once all that was written so far has left this process. */
  whenDrained(callback: () => void): void;
  /** Nothing that comes is told, nor that it was closed, until `resume`; then all of it is. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, at most 1 s, then closes. Its events are no longer told. */
  hangUp(): void;
}

export type ConnectionEvents = {
  data(bytes: Uint8Array): void;
  closed(reason: string): void;
};

/** The world of connections. TCP is one kind. */
export interface Transport {
  /** Rejects with a sentence. `opened` answers with what the connection is to call. */
  dial(
    address: Address,
    opened: (connection: Connection, local: Address, remote: Address) => ConnectionEvents,
    failed: (reason: string) => void,
  ): { cancel(): void };
}

/** Where beacons go. Nobody learns whether one arrived. */
export interface Broadcaster {
  send(beacon: Beacon): void;
}

/** Those who speak without a key. Nobody learns whether anything arrived. */
export interface GuestPort {
  tell(addresses: readonly string[], told: Told): void;
}

/** A next that is a classic peer. Nobody learns whether anything arrived. */
export interface ClassicPort {
  tell(value: ClassicValue): void;
}

export type PeerConfig = {
  readonly id: PeerId;
  readonly epoch: Epoch;
  readonly name: string;
  readonly kind: RoomKind;
  readonly room: string;
  /** Beacons are sent and heeded. */
  readonly discovers: boolean;
  /** The configured next: as typed, for people, and resolved, for the tour. */
  readonly next: { readonly typed: Address; readonly address: Address } | null;
  readonly retries: number;
  readonly retryMs: number;
  /** Alone, whoever was known is looked for with each try in vain, not only now and then. */
  readonly seeks?: boolean;
  /** Peers of the classic dialect may stand before and behind this one. */
  readonly admitsClassic?: boolean;
};

/** One peer's whole logic. */
export interface PeerMachine {
  step(event: PeerEvent, nowMs: number): Effect[];
  /** Whether a run that begins to come in is known: its lines need no parsing then. */
  knows(header: RunHeader): boolean;
}
