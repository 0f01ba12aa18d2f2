/** What doctor can find, as facts; tell.ts makes sentences of them. */
import type { Address } from "../../lib/ids.ts";
import type { RoomKind } from "../../wire/frame.ts";

/** Somebody else, as far as they are known. */
export type Other = { readonly name: string; readonly address: Address };

type Port = { readonly port: number };
type Taken = Port & { readonly by: string | null };
type Refused = Port & { readonly reason: string };
type Hosts = { readonly hosts: readonly string[] };
type Others = { readonly others: readonly Other[] };
type Foreign = { readonly other: Other };
type Nothing = Readonly<Record<never, never>>;

export type Details = {
  readonly "tcp-free": Port;
  /** A ringchat of that name listens there. */
  readonly "tcp-ours": Port & { readonly name: string };
  readonly "tcp-taken": Taken;
  readonly "tcp-refused": Refused;
  readonly "udp-free": Port;
  readonly "udp-taken": Taken;
  readonly "udp-refused": Refused;
  readonly "broadcast-works": Hosts;
  readonly "broadcast-unknown": Nothing;
  readonly "no-network": Nothing;
  readonly "no-broadcast": Hosts & { readonly reason: string };
  readonly heard: Others;
  readonly "nobody-heard": Nothing;
  readonly "other-room": Foreign & { readonly room: string };
  readonly "other-kind": Foreign & { readonly kind: RoomKind };
  readonly "other-version": Hosts;
  readonly dialled: Hosts;
  /** These should have dialled the port. */
  readonly "not-dialled": Others & Port;
  /** The port in question is in use: doctor listened at another, which a firewall may shut. */
  readonly "incoming-untried": Port;
  readonly "incoming-unknown": Nothing;
  readonly reached: Others;
  /** Heard, but not to be dialled. */
  readonly unreachable: Others;
  /** Heard, but neither side can dial the other. */
  readonly "kept-apart": Others;
  /** Known from before; not heard, and no answer. */
  readonly silent: Others;
  /** Known from before; the computer is there, ringchat is not. */
  readonly "not-running": Others;
  readonly "private-network": { readonly names: readonly string[] };
  /** `index` is the interface of the first, as Windows counts them. */
  readonly "public-network": { readonly names: readonly string[]; readonly index: number };
};

type Found<W extends keyof Details> = { readonly what: W } & Details[W];

export type Finding = { readonly [W in keyof Details]: Found<W> }[keyof Details];

export type Check =
  | "tcp-port"
  | "udp-port"
  | "broadcast"
  | "people"
  | "version"
  | "incoming"
  | "outgoing"
  | "profile";

export type State = "ok" | "trouble" | "unknown";

/** What was tried, and how it went. */
export const MEANING: Readonly<Record<keyof Details, readonly [Check, State]>> = {
  "tcp-free": ["tcp-port", "ok"],
  "tcp-ours": ["tcp-port", "ok"],
  "tcp-taken": ["tcp-port", "trouble"],
  "tcp-refused": ["tcp-port", "trouble"],
  "udp-free": ["udp-port", "ok"],
  "udp-taken": ["udp-port", "trouble"],
  "udp-refused": ["udp-port", "trouble"],
  "broadcast-works": ["broadcast", "ok"],
  "broadcast-unknown": ["broadcast", "unknown"],
  "no-network": ["broadcast", "trouble"],
  "no-broadcast": ["broadcast", "trouble"],
  heard: ["people", "ok"],
  "nobody-heard": ["people", "unknown"],
  "other-room": ["people", "trouble"],
  "other-kind": ["people", "trouble"],
  "other-version": ["version", "trouble"],
  dialled: ["incoming", "ok"],
  "not-dialled": ["incoming", "trouble"],
  "incoming-untried": ["incoming", "unknown"],
  "incoming-unknown": ["incoming", "unknown"],
  reached: ["outgoing", "ok"],
  unreachable: ["outgoing", "trouble"],
  "kept-apart": ["outgoing", "trouble"],
  silent: ["outgoing", "trouble"],
  "not-running": ["outgoing", "unknown"],
  "private-network": ["profile", "ok"],
  "public-network": ["profile", "trouble"],
};
