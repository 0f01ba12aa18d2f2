/** The ring as a person reads it: a picture where there is something to draw on, else a list. */
import { visibleText } from "../lib/visible.ts";
import type { HopView, PeerView, PresentView } from "../peer/shown.ts";
import {
  clockWords,
  guestRows,
  LISTED_MAX,
  listedName,
  type MemberContext,
  memberList,
  whereAndSince,
} from "./member_list.ts";
import { isMissing, linksOf, type RingLink, shapeOf, type ShownRing } from "./ring_links.ts";
import { type Bead, type BeadLink, type Canvas, ringPicture } from "./ring_picture.ts";
import type { Words } from "./words.ts";

/** Most hops pass a lap on at once, which is nothing to tell. */
export const HELD_MS = 0.1;

/** A place of the ring with the link behind it: of one peer, or of `more` in a row. */
type Place =
  | { readonly peer: PresentView; readonly number: number; readonly link: RingLink }
  | { readonly peer: null; readonly more: number; readonly link: RingLink };

export function ringLines(
  ring: ShownRing,
  context: MemberContext,
  canvas: Canvas | null,
): { readonly head: string; readonly body: readonly string[] } {
  const links = linksOf(ring);
  const body = canvas === null ? list(ring, context) : picture(ring, context, canvas);
  const notes = notesOf(ring, links, context, canvas !== null).map((note) => `  ${note}`);
  const head = context.words.ring(
    visibleText(ring.room),
    ring.peers.length,
    shapeOf(ring),
    ring.lapMs?.toFixed(1) ?? null,
  );
  const guests = memberList(guestRows(ring.guests, context), context.widthOf, canvas);
  return { head, body: [...body, ...guests, ...notes] };
}

function list(ring: ShownRing, context: MemberContext): string[] {
  const { names, words } = context;
  const { hops, peers } = ring;
  const rows = placesOf(ring).map((place) => {
    const { link, peer } = place;
    if (peer === null) return [[words.more(place.more), ...among(link, words)].join(", ")];
    const told = hopWords(peer, hops, words);
    const next = peers[place.number % peers.length] ?? peer;
    if (next !== peer) told.push(words.linkTo(names.nameOf(next), link));
    else if (isMissing(link)) told.push(words.gap(link));
    const name = `${place.number}. ${listedName(peer, context)}`;
    return [name, ...whereAndSince(peer, context), told.join("  ")];
  });
  return memberList(rows, context.widthOf, null);
}

function among(link: RingLink, words: Words): string[] {
  if (link.state === "up") return [];
  return [words.among[isMissing(link) ? "missing" : "unknown"]];
}

function picture(ring: ShownRing, context: MemberContext, canvas: Canvas): string[] {
  const { names, words } = context;
  const beads = placesOf(ring).map((place): Bead => {
    const { peer } = place;
    const link = beadLink(place.link, words);
    if (peer === null) return { isSelf: false, name: words.more(place.more), details: [], link };
    const details = [...whereAndSince(peer, context), ...hopWords(peer, ring.hops, words)];
    return { isSelf: names.isSelf(peer), name: listedName(peer, context), details, link };
  });
  return ringPicture(beads, canvas);
}

function beadLink(link: RingLink, words: Words): BeadLink {
  if (isMissing(link)) return { state: "missing", told: words.gap(link) };
  return { state: link.state === "up" ? "up" : "unknown", told: "" };
}

/** All of them, or those that are nearest to oneself on both sides and one place for the others. */
function placesOf(ring: ShownRing): Place[] {
  const links = linksOf(ring);
  const places = ring.peers.map((peer, index): Place => {
    return { peer, number: index + 1, link: links[index] ?? { state: "unknown" } };
  });
  const more = places.length - LISTED_MAX;
  if (more <= 0) return places;
  const left = places.slice(LISTED_MAX / 2, -LISTED_MAX / 2).map(({ link }) => link);
  const link = left.find(({ state }) => state !== "up") ?? { state: "up" };
  return places.toSpliced(LISTED_MAX / 2, more, { peer: null, more, link });
}

/** What the last lap tells of a peer. */
export function hopWords(peer: PeerView, hops: readonly HopView[], words: Words): string[] {
  const heldMs = hops.find((each) => each.peer.id === peer.id)?.heldMs ?? 0;
  const told = clockWords(peer, hops, words);
  if (heldMs < HELD_MS) return told;
  const isSlowest = hops.length > 1 && heldMs === Math.max(...hops.map((each) => each.heldMs));
  return [words.heldLap(heldMs.toFixed(1), isSlowest), ...told];
}

function notesOf(
  { closed, peers, reached }: ShownRing,
  links: readonly RingLink[],
  { names, words }: MemberContext,
  isDrawn: boolean,
): string[] {
  if (peers.length === 1) return [];
  const notes: string[] = [];
  const [next] = links;
  if (reached !== null) notes.push(words.lapReached(names.nameOf(reached)));
  else if (!closed && next?.state === "up") notes.push(words.lapLost);
  if (links.filter(isMissing).length === 1) notes.push(words.otherWay);
  if (isDrawn && links.some(({ state }) => state === "unknown")) notes.push(words.dotted);
  return notes;
}
