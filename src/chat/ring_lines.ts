/** The ring as a person reads it: a picture where there is something to draw on, else a list. */
import { visibleText } from "../lib/visible.ts";
import type { HopView, PeerView } from "../peer/shown.ts";
import type { NameBook } from "./names.ts";
import { linksOf, type RingLink, type ShownRing } from "./ring_links.ts";
import { type Bead, type Canvas, ringPicture } from "./ring_picture.ts";
import type { Words } from "./words.ts";

/** Of what all lines need. */
export type RingContext = {
  readonly words: Words;
  readonly names: NameBook;
  /** Null: nothing to draw on. */
  readonly canvas: () => Canvas | null;
};

/** Below it a clock is as right as most are. */
const SKEW_MS = 5 * 60_000;

/** Most hops pass a lap on at once, which is nothing to tell. */
const HELD_MS = 0.1;

export function ringLines(
  ring: ShownRing,
  context: RingContext,
): { readonly head: string; readonly body: readonly string[] } {
  const links = linksOf(ring);
  const isWhole = ring.closed && links.every(({ state }) => state === "up");
  const shape = isWhole ? "closed" : links.some(isMissing) ? "open" : "unknown";
  const canvas = context.canvas();
  const body = canvas === null ? list(ring, links, context) : picture(ring, links, context, canvas);
  const notes = notesOf(ring, links, context, canvas !== null).map((note) => `  ${note}`);
  const head = context.words.ring(ring.peers.length, shape, ring.lapMs?.toFixed(1) ?? null);
  return { head, body: [...body, ...notes] };
}

function isMissing({ state }: RingLink): boolean {
  return state === "down" || state === "retry";
}

function list(
  { hops, peers }: ShownRing,
  links: readonly RingLink[],
  { names, words }: RingContext,
): string[] {
  return peers.map((peer, index) => {
    const own = names.isSelf(peer) ? `  (${words.you})` : "";
    const told = [visibleText(peer.address) + own, ...hopWords(peer, hops, words)];
    const link = links[index] ?? UNKNOWN;
    const next = peers[(index + 1) % peers.length] ?? peer;
    if (next !== peer) told.push(words.linkTo(names.nameOf(next), link));
    else if (isMissing(link)) told.push(words.gap(link));
    return `  ${index + 1}. ${names.nameOf(peer)}  ${told.join("  ")}`;
  });
}

const UNKNOWN: RingLink = { state: "unknown" };

function picture(
  { hops, peers }: ShownRing,
  links: readonly RingLink[],
  { names, words }: RingContext,
  canvas: Canvas,
): string[] {
  const beads = peers.map((peer, index): Bead => {
    const isSelf = names.isSelf(peer);
    const link = links[index] ?? UNKNOWN;
    return {
      isSelf,
      name: names.nameOf(peer) + (isSelf ? ` (${words.you})` : ""),
      details: [visibleText(peer.address), ...hopWords(peer, hops, words)],
      link: isMissing(link)
        ? { state: "missing", told: words.gap(link) }
        : { state: link.state === "up" ? "up" : "unknown", told: "" },
    };
  });
  return ringPicture(beads, canvas);
}

function hopWords(peer: PeerView, hops: readonly HopView[], words: Words): string[] {
  const hop = hops.find((each) => each.peer.id === peer.id);
  if (hop === undefined) return [];
  const { heldMs, skewMs } = hop;
  const isSlowest = hops.length > 1 && heldMs === Math.max(...hops.map((each) => each.heldMs));
  const told: string[] = [];
  if (heldMs >= HELD_MS) told.push(words.heldLap(heldMs.toFixed(1), isSlowest));
  if (Math.abs(skewMs) > SKEW_MS) {
    told.push(words.clockOff(Math.round(Math.abs(skewMs) / 60_000), skewMs > 0));
  }
  return told;
}

function notesOf(
  { closed, peers, reached }: ShownRing,
  links: readonly RingLink[],
  { names, words }: RingContext,
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
