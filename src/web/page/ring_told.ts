/** The ring's picture in words: what stands in its middle and below it, and for screen readers. */
import { hereLines } from "../../chat/here_lines.ts";
import { clockWords, type MemberContext, whereAndSince } from "../../chat/member_list.ts";
import { HELD_MS, hopWords } from "../../chat/ring_lines.ts";
import { isMissing, linksOf, type RingShape, shapeOf } from "../../chat/ring_links.ts";
import { type RoomStatus, slowestHop } from "../../chat/room_status.ts";
import { speakerName } from "../../chat/speaker.ts";
import type { Language } from "../../chat/speech.ts";
import type { Place } from "./ring_scene.ts";
import { type RingWords, ringWordsFor } from "./ring_words.ts";

export type RingContext = MemberContext & { readonly language: Language };

/** Middle of the ring; what is not known is empty. */
export type Middle = {
  readonly lap: string;
  readonly time: string;
  /** Who held the lap longest, and how long. */
  readonly slowest: string;
  readonly held: string;
  readonly shape: RingShape;
  readonly state: string;
};

/** More would push the page away. */
const TROUBLES_MAX = 4;

const SYMBOLS: Readonly<Record<RingShape, string>> = { closed: "✓", open: "✕", unknown: "?" };

/** Null: there is no round where everybody is linked with everybody, or with a hub. */
export function middleOf(status: RoomStatus, context: RingContext): Middle | null {
  const words = ringWordsFor(context.language);
  const { lapMs, peers } = status;
  const nothing = { lap: "", time: "", slowest: "", held: "" };
  if (peers.length === 1) return { ...nothing, shape: "unknown", state: words.alone };
  if (status.kind !== "ring") return null;
  const shape = shapeOf(status);
  const state = `${SYMBOLS[shape]} ${words.shapes[shape]}`;
  if (lapMs === null) return { ...nothing, shape, state };
  const lap = { lap: words.lap, time: words.ms(lapMs.toFixed(1)), shape, state };
  return { ...nothing, ...lap, ...slowestWords(status, context, words) };
}

function slowestWords(status: RoomStatus, { names }: RingContext, words: RingWords) {
  const hop = slowestHop(status);
  if (hop === null || hop.heldMs < HELD_MS) return null;
  const held = `, ${words.ms(hop.heldMs.toFixed(1))}`;
  return { slowest: words.slowest(names.nameOf(hop.peer)), held };
}

/** The whole of it, as a terminal that draws nothing has it. */
export function describe(status: RoomStatus, context: RingContext): string {
  const { body, head } = hereLines(status, context, null);
  return [head, ...body].map((line) => line.trim().replace(/ {2,}/g, ", ")).join(". ");
}

/** Somebody's name, and what has become of it. */
function nameAndFate({ peer, state }: Place, context: RingContext): string {
  const { names, words } = context;
  const name = names.nameOf(peer);
  if (names.isSelf(peer)) return `${name} (${words.you})`;
  return state === "here" ? name : `${name}: ${ringWordsFor(context.language).fates[state]}`;
}

/** What is told of a node: it may well be one that is gone. */
export function detailsOf(place: Place, status: RoomStatus, context: RingContext): string[] {
  const { names, words } = context;
  const { peer } = place;
  const head = [nameAndFate(place, context), ...whereAndSince(peer, context)];
  const index = status.peers.findIndex(({ id }) => id === peer.id);
  if (index === -1) return head;
  const guests = status.guests.filter(({ via }) => via.id === peer.id);
  const brought = guests.map((guest) => speakerName(guest.via, guest, context));
  if (status.kind !== "ring") {
    const link = index === 0 ? undefined : status.links[index - 1];
    const told = link === undefined ? [] : [words.meshLink(link)];
    return [...head, ...told, ...clockWords(peer, status.hops, words), ...brought];
  }
  const next = status.peers[(index + 1) % status.peers.length] ?? peer;
  const link = linksOf(status)[index] ?? { state: "unknown" };
  const told = next.id === peer.id ? [] : [words.linkTo(names.nameOf(next), link)];
  return [...head, ...hopWords(peer, status.hops, words), ...told, ...brought];
}

/** What is wrong: links that are missing, from whom to whom, and who is gone. */
export function troubleWords(
  status: RoomStatus,
  places: readonly Place[],
  context: RingContext,
): string[] {
  const { names, words } = context;
  const { kind, peers } = status;
  const [self] = peers;
  const links = kind === "ring" ? linksOf(status) : status.links;
  const missing = links.flatMap((link, index): string[] => {
    if (!isMissing(link)) return [];
    const from = kind === "ring" ? peers[index] : self;
    const to = peers[index + 1] ?? self;
    if (from === undefined || to === undefined || from === to) return [words.gap(link)];
    return [`${names.nameOf(from)} → ${names.nameOf(to)}: ${words.gap(link)}`];
  });
  const gone = places.filter(({ state }) => state !== "here");
  const all = [...missing, ...gone.map((place) => nameAndFate(place, context))];
  const more = all.length - TROUBLES_MAX;
  return more <= 0 ? all : [...all.slice(0, TROUBLES_MAX), words.more(more)];
}
