import type { Address, Epoch, PeerId } from "../lib/ids.ts";
import type { RoomKind } from "../wire/frame.ts";

/** A peer as people and scripts see it. */
export type PeerView = { readonly id: PeerId; readonly name: string; readonly address: Address };

/** A peer that is here, and when its process began to be: ms since 1970, by its own clock. */
export type PresentView = PeerView & { readonly sinceMs: number };

/**
 * Somebody without a key, whom a peer lets speak in the room: anyone may bear that name, and nobody
 * signed what it says but that peer. `address` is where it was seen, with or without a port.
 */
export type GuestView = { readonly name: string; readonly address: string };

/** A guest that is here, by which peer, and since when by that one's clock. */
export type PresentGuest = GuestView & { readonly via: PeerView; readonly sinceMs: number };

/** One hop of a lap: how long it held the lap, and how far its clock is ahead of ours. */
export type HopView = { readonly peer: PeerView; readonly heldMs: number; readonly skewMs: number };

/** A link as one of its ends sees it. `retry`: `attempt` tries to dial it failed. */
export type LinkView =
  | { readonly state: "up" | "down" }
  | { readonly state: "retry"; readonly attempt: number; readonly of: number };

/** How one's own links stand: those that the kind of the room asks for. */
export type OwnLinks =
  /** Alone, `next` is the configured one. */
  | { readonly kind: "ring"; readonly next: LinkView; readonly previous: LinkView }
  /** To each other peer, in the order in which they are told. */
  | { readonly kind: "mesh"; readonly links: readonly LinkView[] }
  /** The same; of who is no hub, as seen from no hub: whether a hub says that it has a link. */
  | {
      readonly kind: "star";
      readonly links: readonly LinkView[];
      readonly hubs: readonly PeerId[];
    };

/** Who is here, and how they hang together, as one of them knows. */
export type RingView = {
  readonly room: string;
  /** In ring order from oneself. */
  readonly peers: readonly PresentView[];
  readonly guests: readonly PresentGuest[];
  /**
   * Of a ring: the last lap, not older than 2 s, came home through all of them. Of a mesh, and at
   * the hub of a star: there is a link to each. Of a star elsewhere: a hub has said so lately.
   */
  readonly closed: boolean;
  /** The last lap's round-trip time, if it came home lately. */
  readonly lapMs: number | null;
  /** Whom it passed, in order. */
  readonly hops: readonly HopView[];
  /** The last peer that a lap reached which did not come home; null when it did, or none knows. */
  readonly reached: PeerView | null;
} & OwnLinks;

/** `next` was dialled to follow the ring, `previous` accepted from it, `other` is a scout's. */
export type Side = "next" | "previous" | "other";

/** A link as the peer at one end of it tells: who is at the other. */
export type LinkOf = { readonly peer: PeerView; readonly side: Side };

/** What became of a question to a member. */
export type Answer =
  /** It proved its key in this start of its process, on a link that lives. */
  | { readonly answer: "keys"; readonly epoch: Epoch }
  | { readonly answer: "links"; readonly links: readonly LinkOf[] }
  /** It was told; what it makes of hints it does not say. */
  | { readonly answer: "hinted" }
  /**
   * `unknown`: there is no such member; `unreached`: no answer in time; `mute`: its version does
   * not know the question.
   */
  | { readonly answer: "none"; readonly why: "unknown" | "unreached" | "mute" };

/**
 * What has become of a peer: `left` said good-bye, `lost` did not. `healed`: this peer closed the
 * ring around one that is gone; `merged`: two rings have become one.
 */
export type NoticeKind = "joined" | "back" | "left" | "lost" | "healed" | "merged";

/**
 * Why a peer or a message was refused. The code is for scripts, the words belong to chat/.
 * `frame` is a malformed or overlong line, `protocol` a well-formed one that breaks a rule.
 */
export type RefusalCode =
  | "frame"
  | "protocol"
  | "version"
  | "kind"
  | "room"
  | "name"
  | "auth"
  | "self"
  | "identity"
  | "busy"
  | "slow";

/**
 * Everything that the peer tells whoever uses it. One language for the terminal, --json and later
 * the page; times are milliseconds, `atMs` since 1970.
 */
export type Shown =
  /** `at`: where it listens, when others were told of another address that leads there. */
  | { readonly show: "listening"; readonly address: Address; readonly at?: Address | undefined }
  /** The next peer does not run yet; `address` is as the person typed it. */
  | { readonly show: "waiting"; readonly address: Address }
  | {
      readonly show: "retry";
      readonly address: Address;
      readonly attempt: number;
      readonly of: number;
    }
  /** The last try failed. `configured`: it goes on being dialled quietly. */
  | {
      readonly show: "gave-up";
      readonly address: Address;
      readonly tries: number;
      readonly configured: boolean;
    }
  | {
      readonly show: "link";
      readonly state: "up" | "down";
      readonly side: Side;
      readonly peer: PeerView;
      readonly local: Address;
      readonly remote: Address;
      /** Why it went down; empty when up. */
      readonly reason: string;
      /** Down, but nothing to worry about: the peer left, or another link serves. */
      readonly expected: boolean;
    }
  | {
      readonly show: "message";
      /** A UUID made from the entry. */
      readonly id: string;
      readonly author: PeerView;
      /** Who said it, when not the author itself: a guest of the author's. */
      readonly guest?: GuestView;
      readonly text: string;
      readonly atMs: number;
      /** Said by this peer itself, not by a guest of its. */
      readonly own: boolean;
      readonly backlog: boolean;
      readonly ref?: string;
    }
  | {
      readonly show: "notice";
      readonly kind: NoticeKind;
      /** Of `healed` the new next, of `merged` one of the other ring. */
      readonly peer: PeerView;
      /** It is about this guest of the peer's, which `joined` or `left`. */
      readonly guest?: GuestView;
      readonly atMs: number;
      /** Of `lost`: tries of our own to reach it, when it was we who tried. */
      readonly tries?: number;
      /** Of `healed`: entries that the new next lacked. */
      readonly sentAgain?: number;
    }
  | ({ readonly show: "ring"; readonly ref?: string } & RingView)
  /** To a program's question to the member `peer`. */
  | {
      readonly show: "answer";
      readonly peer: PeerView;
      readonly answer: Answer;
      readonly ref?: string;
    }
  /** A link was closed, or a dial was answered, with a refusal. */
  | {
      readonly show: "refused";
      readonly code: RefusalCode;
      readonly remote: Address;
      /** One English sentence that names what was wrong. */
      readonly reason: string;
      /** true: this peer refused the other; false: it was refused. */
      readonly byUs: boolean;
    }
  /** How far an own message got: on disk at `seenBy` of the `of` present peers, oneself counted. */
  | { readonly show: "receipt"; readonly id: string; readonly seenBy: number; readonly of: number }
  /** What a neighbour had before we came is on its way: `left` entries are still missing. */
  | { readonly show: "backlog"; readonly done: number; readonly left: number }
  /** An author said two things at once; all that it said in that run of its process is void. */
  | { readonly show: "forked"; readonly peer: PeerView }
  /** Others are near, but in another room or one of another kind; told while nobody is here. */
  | {
      readonly show: "elsewhere";
      readonly room: string;
      readonly kind: RoomKind;
      /** Of the first that was heard there. Nobody has proved any of it. */
      readonly name: string;
    }
  /** Somebody near says beacons of another version of the protocol; told once, to who is alone. */
  | { readonly show: "other-version"; readonly version: number }
  /** The disk took nothing more: the peer ends. */
  | { readonly show: "store-failed"; readonly reason: string }
  /**
   * Those near can't be found as they should. `deaf`: nothing is heard at this UDP port; `mute`: no
   * network takes a broadcast. The rest goes on.
   */
  | ({ readonly show: "nearby"; readonly reason: string } & (
      { readonly trouble: "deaf"; readonly port: number } | { readonly trouble: "mute" }
    ))
  /** What the user asked for can't be done; nothing was changed. */
  | {
      readonly show: "rejected";
      readonly code: "too-long" | "empty" | "leaving" | "not-text";
      readonly ref?: string;
    }
  /** Another live process has this identity. The peer must end or take a new one. */
  | { readonly show: "identity-in-use"; readonly address: Address }
  | { readonly show: "stopped" };
