/**
 * The --json language: what a script reads, and what it may ask for. docs/SCRIPTS.md promises every
 * field of it.
 */
import * as v from "valibot";

import type { PeerId } from "../lib/ids.ts";
import { isoTime } from "../lib/utc.ts";
import type { HistoryEntry } from "../peer/history.ts";
import type { GuestView, PeerView, PresentView, RingView, Shown } from "../peer/shown.ts";
import type { RoomStatus } from "./room_status.ts";
import { guestPeer } from "./speaker.ts";

/** One line of output, ready for JSON. */
export type JsonEvent = { readonly event: string; readonly [field: string]: unknown };

export type JsonCommand =
  | { readonly do: "say"; readonly text: string; readonly ref?: string | undefined }
  | { readonly do: "ring"; readonly ref?: string | undefined }
  | {
      readonly do: "history";
      readonly limit?: number | undefined;
      readonly ref?: string | undefined;
    }
  | { readonly do: "status"; readonly ref?: string | undefined }
  | { readonly do: "web"; readonly ref?: string | undefined }
  | { readonly do: "quit"; readonly ref?: string | undefined };

export type ReadCommand =
  | { readonly ok: true; readonly command: JsonCommand }
  /** `reason` is a sentence; `ref` is repeated when at least that much was readable. */
  | { readonly ok: false; readonly reason: string; readonly ref?: string };

/** Long enough for any identifier; it is kept as long as its command waits. */
const ref = v.optional(v.pipe(v.string(), v.maxLength(256)));

const commands = v.variant("do", [
  v.strictObject({ do: v.literal("say"), text: v.string(), ref }),
  v.strictObject({ do: v.literal("ring"), ref }),
  v.strictObject({
    do: v.literal("history"),
    limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    ref,
  }),
  v.strictObject({ do: v.literal("status"), ref }),
  v.strictObject({ do: v.literal("web"), ref }),
  v.strictObject({ do: v.literal("quit"), ref }),
]);

const withRef = v.object({ ref: v.pipe(v.string(), v.maxLength(256)) });

/** Reads one line of input, without its newline. */
export function readCommand(line: string): ReadCommand {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return {
      ok: false,
      reason: 'This line is not JSON. A command looks like {"do":"say","text":"hello"}',
    };
  }
  const parsed = v.safeParse(commands, value);
  if (parsed.success) return { ok: true, command: parsed.output };
  const readable = v.safeParse(withRef, value);
  const reason = reasonOf(parsed.issues[0]);
  return readable.success ? { ok: false, reason, ref: readable.output.ref } : { ok: false, reason };
}

function reasonOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === "do")
    return `There is no such "do"; there are say, ring, history, status, web and quit`;
  if (path === null) return `A command is an object such as {"do":"say","text":"hello"}`;
  return `Field "${path.slice(0, 64)}": ${issue.message.slice(0, 200)}`;
}

/** The event for what the peer shows; null for what scripts are not told. */
export function eventOf(shown: Shown): JsonEvent | null {
  switch (shown.show) {
    case "listening":
      return listeningEvent(shown);
    case "retry":
      return { event: "retry", address: shown.address, attempt: shown.attempt, of: shown.of };
    case "link":
      return { event: "link", state: shown.state, side: shown.side, peer: peerOf(shown.peer) };
    case "message":
      return messageEvent(shown);
    case "notice":
      return { event: "notice", kind: shown.kind, ...by("peer", peerOf(shown.peer), shown.guest) };
    case "ring":
      return ringEvent(shown);
    case "stopped":
      return { event: "bye" };
    case "receipt":
      return { event: "receipt", id: shown.id, seenBy: shown.seenBy, of: shown.of };
    case "elsewhere":
      return { event: "elsewhere", room: shown.room, kind: shown.kind, name: shown.name };
    case "waiting":
    case "backlog":
    case "answer":
      return null;
    default:
      return troubleEvent(shown);
  }
}

type Listening = Extract<Shown, { show: "listening" }>;
type Message = Extract<Shown, { show: "message" }>;
type Ring = Extract<Shown, { show: "ring" }>;
type TroubleKind =
  | "gave-up"
  | "refused"
  | "rejected"
  | "identity-in-use"
  | "forked"
  | "store-failed"
  | "nearby"
  | "other-version";
type Trouble = Extract<Shown, { show: TroubleKind }>;

function listeningEvent({ address, at }: Listening): JsonEvent {
  return { event: "listening", address, ...(at !== undefined && { at }) };
}

function messageEvent(shown: Message): JsonEvent {
  return {
    event: "message",
    id: shown.id,
    ...by("author", peerOf(shown.author), shown.guest),
    text: shown.text,
    at: isoTime(shown.atMs),
    own: shown.own,
    backlog: shown.backlog,
    ...refOf(shown.ref),
  };
}

function ringEvent(shown: Ring): JsonEvent {
  const { closed, kind, lapMs, ref } = shown;
  return { event: "ring", kind, ...hereOf(shown), closed, lapMs, ...refOf(ref) };
}

function troubleEvent(shown: Trouble): JsonEvent {
  switch (shown.show) {
    case "gave-up":
      return errorEvent("gave-up", gaveUp(shown.address, shown.tries, shown.configured));
    case "refused":
      return errorEvent(shown.code, refused(shown.remote, shown.reason, shown.byUs));
    case "rejected":
      return errorEvent(shown.code, REJECTED[shown.code], shown.ref);
    case "forked":
      return errorEvent("forked", forked(shown.peer.name));
    case "other-version":
      return errorEvent(
        "version",
        `Somebody near speaks version ${shown.version} of the protocol, and this peer version 1`,
      );
    case "nearby":
      return errorEvent(shown.trouble, nearby(shown));
    case "store-failed":
      return errorEvent(
        "store-failed",
        `${shown.reason}; nothing more can be kept, so this peer ends`,
      );
    case "identity-in-use":
      return errorEvent(
        "identity-in-use",
        `Another running peer has this identity, at ${shown.address}: end that one, or start with --new-identity`,
      );
  }
}

/** How the room hangs together, link by link and hop by hop. */
export function statusEvent(status: RoomStatus, ref?: string): JsonEvent {
  const { closed, kind, lapMs, room, waiting } = status;
  const hops = status.hops.map((hop) => ({ ...hop, peer: peerOf(hop.peer) }));
  const reached = status.reached === null ? null : peerOf(status.reached);
  const lap = { closed, lapMs, hops, reached };
  const here = { ...hereOf(status), ...lap, ...linksOf(status) };
  return { event: "status", room, kind, ...here, waiting, ...refOf(ref) };
}

function linksOf(status: RoomStatus): object {
  if (status.kind === "ring") return { next: status.next, previous: status.previous };
  const { links } = status;
  return status.kind === "mesh" ? { links } : { links, hubs: status.hubs };
}

/** @param entries oldest first, in the order that every peer agrees on */
export function historyEvent(entries: readonly HistoryEntry[], ref?: string): JsonEvent {
  const messages: unknown[] = [];
  const notices: unknown[] = [];
  for (const { author, guest, ...entry } of entries) {
    const at = isoTime(entry.atMs);
    if (entry.kind === "message") {
      const { id, text } = entry;
      messages.push({ id, ...by("author", { id: author.id, name: author.name }, guest), text, at });
    } else notices.push({ kind: entry.kind, ...by("peer", peerOf(entry.peer), guest), at });
  }
  return { event: "history", messages, notices, ...refOf(ref) };
}

/** @param url a link that opens the page once; null: there is no page */
export function webEvent(url: string | null, ref?: string): JsonEvent {
  if (url === null) return errorEvent("no-page", "This peer has no page; start it with --web", ref);
  return { event: "web", url, ...refOf(ref) };
}

/** @param code for programs; @param message one sentence: what happened, what to do */
export function errorEvent(code: string, message: string, ref?: string): JsonEvent {
  return { event: "error", code, message, ...refOf(ref) };
}

const REJECTED = {
  "too-long": "The message is too long and was not sent; say it in several",
  empty: "The message is empty and was not sent",
  leaving: "The message was not sent: this peer is leaving",
  "not-text": "The message was not sent: it holds half a character (a lone surrogate)",
} as const;

function gaveUp(address: string, tries: number, configured: boolean): string {
  const goesOn = configured ? "; it is dialled quietly until it appears" : "";
  return `No answer from ${address} after ${tries} tries${goesOn}`;
}

function forked(name: string): string {
  return `${name} said two different things at once, which its key proves; what it said is void`;
}

function nearby(shown: Extract<Trouble, { show: "nearby" }>): string {
  return shown.trouble === "deaf"
    ? `Beacons are not heard at UDP port ${shown.port}: ${shown.reason}`
    : `Beacons reach nobody: ${shown.reason}`;
}

function refused(remote: string, reason: string, byUs: boolean): string {
  return byUs
    ? `Closed the link with ${remote}: ${reason}`
    : `${remote} refused this peer: ${reason}`;
}

function peerOf(peer: PeerView): PeerView {
  return { id: peer.id, name: peer.name, address: peer.address };
}

/** Most rooms have no guests, and nothing is said of them. */
function hereOf({ guests, peers }: RingView): object {
  const here = { peers: peers.map(presentOf) };
  if (guests.length === 0) return here;
  const told = guests.map(({ sinceMs, via, ...guest }) => {
    return { ...presentOf({ ...guestPeer(guest), sinceMs }), via: peerOf(via) };
  });
  return { ...here, guests: told };
}

function presentOf(peer: PresentView): object {
  return { ...peerOf(peer), since: isoTime(peer.sinceMs) };
}

/** Under `field` who it is about; a guest, whose word nobody signed, `via` the peer that did. */
function by(
  field: "author" | "peer",
  peer: { readonly id: PeerId; readonly name: string },
  guest: GuestView | undefined,
): object {
  return guest === undefined ? { [field]: peer } : { [field]: guestPeer(guest), via: peer };
}

function refOf(given: string | undefined): { readonly ref?: string } {
  return given === undefined ? {} : { ref: given };
}
