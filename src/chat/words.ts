/** What has to be said in each language; speech.ts knows who says it. */
import type { Address } from "../lib/ids.ts";
import type { NameFault } from "../lib/visible.ts";
import type { LinkView, RefusalCode, RingView, Shown } from "../peer/shown.ts";
import type { RingLink, RingShape } from "./ring_links.ts";

export type CommandHelp =
  "say" | "messageMode" | "ring" | "history" | "historyAll" | "page" | "leave" | "help";

export type RoomKind = RingView["kind"];

export type RejectedCode = Extract<Shown, { show: "rejected" }>["code"];

/** How one begins: with whoever is near, with somebody's address, or with a ring of one's own. */
export type FirstWay = "find" | "join" | "ring";

export type JoinFault = "nobody" | "other-version" | "not-ringchat" | "refused" | "unknown-host";

/** Names and addresses come in as they may be shown. */
export type Words = {
  readonly waiting: (next: Address) => string;
  readonly gaveUp: (next: Address, tries: number, configured: boolean) => string;
  readonly nextLost: (remote: Address) => string;
  /** A guest and the peer that lets it speak. */
  readonly guestOf: (guest: string, peer: string) => string;
  readonly joined: (name: string) => string;
  readonly back: (name: string) => string;
  /** `tries` of our own to reach it; null when it was not we who tried. */
  readonly lost: (name: string, tries: number | null) => string;
  /** `next` is the name of the new next peer, `sentAgain` how many entries it lacked. */
  readonly healed: (next: string, sentAgain: number) => string;
  /** `name` is one peer of the other ring. */
  readonly merged: (name: string) => string;
  /** At a chat server: the companion of that name, or the connection to the server. */
  readonly companionLeft: (name: string) => string;
  readonly companionLost: (name: string) => string;
  readonly serverLost: string;
  /** At the relay: the client of that number and name. */
  readonly clientLeft: (number: number, name: string) => string;
  readonly clientLost: (number: number, name: string) => string;
  /** Its connection broke, so it may be back in a moment. */
  readonly clientAway: (number: number, name: string, reason: string) => string;
  readonly relayStopped: string;
  /** `lapMs` is a number as it may be shown, null when no lap came home lately. */
  readonly ring: (room: string, peers: number, shape: RingShape, lapMs: string | null) => string;
  /** Oneself is counted in `here`, not in `missing`: of so many the link is missing. */
  readonly mesh: (room: string, here: number, missing: number) => string;
  readonly meshLink: (link: LinkView) => string;
  /** Of a member that the others of a star are linked with. */
  readonly hub: string;
  readonly nobodyFound: string;
  readonly throughOthers: string;
  readonly you: string;
  /** `time` is a time of day, or a date and one. */
  readonly since: (time: string) => string;
  /** Members that are not listed, and the links behind them. */
  readonly more: (members: number) => string;
  readonly moreGuests: (guests: number) => string;
  readonly among: Readonly<Record<"missing" | "unknown", string>>;
  /** `ms` is a number as it may be shown. */
  readonly heldLap: (ms: string, slowest: boolean) => string;
  /** `minutes` is a whole number above 0. */
  readonly clockOff: (minutes: number, ahead: boolean) => string;
  readonly lapReached: (name: string) => string;
  readonly lapLost: string;
  readonly linkTo: (name: string, link: RingLink) => string;
  /** What stands in the place of a link that is missing. */
  readonly gap: (link: RingLink) => string;
  readonly otherWay: string;
  readonly dotted: string;
  readonly refusedByUs: (remote: Address, code: RefusalCode, reason: string) => string;
  readonly refusedByThem: (remote: Address, code: RefusalCode, reason: string) => string;
  readonly rejected: Readonly<Record<RejectedCode, string>>;
  readonly identityInUse: (address: Address) => string;
  readonly forked: (name: string) => string;
  readonly storeFailed: (reason: string) => string;
  /** Somebody is near, but its program speaks another version of the protocol. */
  readonly otherVersion: (version: number) => string;
  /** Somebody is near, but in another room. */
  readonly elsewhere: (name: string, room: string, kind: RoomKind) => string;
  /** Beacons are not heard at this UDP port. */
  readonly deaf: (port: number, reason: string) => string;
  /** Beacons go nowhere. */
  readonly mute: (reason: string) => string;
  readonly lookingAround: (address: Address, room: string) => string;

  /** `when` is a date and a time of day, here and below. */
  readonly saidAt: (when: string) => string;
  readonly joinedFrom: (name: string, address: Address) => string;
  readonly historyEmpty: Readonly<Record<"start" | "all", string>>;
  /** `newest`: how many messages are shown, null when that is all of them. */
  readonly history: (since: "start" | "all", newest: number | null) => string;

  /** Entries that are on their way. */
  readonly backlogBegins: (entries: number) => string;
  readonly backlogProgress: (percent: number, left: number) => string;
  /** Messages that came, of which the newest are shown. */
  readonly backlogEnds: (messages: number, newest: number) => string;

  /** Nobody is present to take them. */
  readonly kept: (messages: number) => string;
  /** On disk at `seenBy` of `of`, which is not all; oneself counted. */
  readonly onItsWay: (messages: number, seenBy: number, of: number) => string;
  /** One message, for the trace. */
  readonly onDiskAt: (seenBy: number, of: number) => string;
  readonly onDisk: (messages: number, of: number) => string;

  readonly hint: string;
  readonly help: Readonly<Record<CommandHelp, string>>;
  readonly notSent: (draft: string) => string;
  readonly tellNeighbour: (address: Address) => string;
  /** The link opens it once. */
  readonly page: (link: string) => string;
  readonly noPage: string;

  readonly askName: string;
  readonly nameFault: Readonly<Record<NameFault, string>>;
  readonly askWay: string;
  readonly ways: Readonly<Record<FirstWay, { readonly label: string; readonly hint: string }>>;
  readonly askJoin: string;
  readonly trying: (address: Address) => string;
  readonly cannotJoin: Readonly<Record<JoinFault, (address: Address) => string>>;
  readonly askSelf: string;
  readonly otherAddress: string;
  readonly everyAddress: string;
  readonly askNext: string;
  readonly nobodyYet: string;
  readonly addressFault: string;
  readonly sameAddress: string;
  readonly askNewIdentity: (address: Address) => string;
  readonly yes: string;
  readonly no: string;
};
