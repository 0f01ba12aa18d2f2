/** Who is here and who was, a row each. */
import {
  clockWords,
  compareNames,
  LISTED_MAX,
  listedName,
  type MemberContext,
  whereAndSince,
} from "../../chat/member_list.ts";
import { linksOf, type RingLink } from "../../chat/ring_links.ts";
import type { RoomStatus } from "../../chat/room_status.ts";
import { speakerName } from "../../chat/speaker.ts";
import type { Departure } from "./departures.ts";
import { timeOfDay } from "./local_time.ts";
import type { PageWords } from "./page_words.ts";

export type MemberRow = {
  readonly name: string;
  readonly state: RingLink["state"] | "here" | "gone";
  /** The link or what became of it, in words. */
  readonly told: string;
  readonly details: readonly string[];
  readonly isSelf: boolean;
};

export type MemberRowsContext = MemberContext & { readonly pageWords: PageWords };

export function memberRows(
  status: RoomStatus,
  gone: readonly Departure[],
  context: MemberRowsContext,
): MemberRow[] {
  const { names, pageWords } = context;
  names.meet(status.peers);
  const peers = status.kind === "ring" ? ringRows(status, context) : meshRows(status, context);
  const guests = status.guests.map((guest): MemberRow => {
    const name = speakerName(guest.via, guest, context);
    const details = whereAndSince(guest, context);
    return { name, state: "here", told: pageWords.here, details, isSelf: false };
  });
  const departed = gone.map(({ atMs, kind, peer }): MemberRow => {
    const told = pageWords.gone[kind](timeOfDay(atMs));
    return { name: names.nameOf(peer), state: "gone", told, details: [], isSelf: false };
  });
  return [...listed(peers, context), ...listed(guests, context), ...departed];
}

/** Of too many those that a link is missing to are kept: they are what one looks for. */
function listed(rows: readonly MemberRow[], { words }: MemberContext): MemberRow[] {
  if (rows.length <= LISTED_MAX) return [...rows];
  const kept = new Set(rows.toSorted((a, b) => weight(b) - weight(a)).slice(0, LISTED_MAX));
  const more = words.more(rows.length - LISTED_MAX);
  const rest: MemberRow = { name: more, state: "unknown", told: "", details: [], isSelf: false };
  return [...rows.filter((row) => kept.has(row)), rest];
}

function weight({ isSelf, state }: MemberRow): number {
  return isSelf ? 2 : Number(state === "down" || state === "retry");
}

/** Each with the link to its next. */
function ringRows(
  ring: Extract<RoomStatus, { kind: "ring" }>,
  context: MemberRowsContext,
): MemberRow[] {
  const { names, pageWords, words } = context;
  const links = linksOf(ring);
  return ring.peers.map((peer, index) => {
    const link = links[index] ?? { state: "unknown" };
    const next = ring.peers[(index + 1) % ring.peers.length] ?? peer;
    const isAlone = next === peer;
    const told = isAlone ? pageWords.here : words.linkTo(names.nameOf(next), link);
    return {
      name: listedName(peer, context),
      state: link.state,
      told: isAlone && link.state === "retry" ? words.gap(link) : told,
      details: [...whereAndSince(peer, context), ...clockWords(peer, ring.hops, words)],
      isSelf: names.isSelf(peer),
    };
  });
}

/** Oneself first, then the others by name, each with one's own link to it. */
function meshRows(
  mesh: Extract<RoomStatus, { links: unknown }>,
  context: MemberRowsContext,
): MemberRow[] {
  const { names, pageWords, words } = context;
  const rows = mesh.peers.map((peer, index): MemberRow => {
    const isSelf = names.isSelf(peer);
    const link = mesh.links[index - 1] ?? { state: "down" };
    return {
      name: listedName(peer, context),
      state: isSelf ? "here" : link.state,
      told: isSelf ? pageWords.here : words.meshLink(link),
      details: [...whereAndSince(peer, context), ...clockWords(peer, mesh.hops, words)],
      isSelf,
    };
  });
  return rows.toSorted((a, b) => {
    return Number(b.isSelf) - Number(a.isSelf) || compareNames(a.name, b.name);
  });
}
