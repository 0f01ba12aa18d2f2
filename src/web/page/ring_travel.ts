/** How a message goes round, as far as the last lap tells: slowed down so that it can be seen. */
import { isMissing, linksOf, type RingLink } from "../../chat/ring_links.ts";
import type { RoomStatus } from "../../chat/room_status.ts";
import type { PeerId } from "../../lib/ids.ts";
import { strandKey } from "./ring_scene.ts";

/** Along one strand, from one share of it to another; times count from when it was said. */
type Step = {
  readonly strand: string;
  readonly from: number;
  readonly to: number;
  readonly beginsMs: number;
  readonly endsMs: number;
};

/** One way that the message takes; it rests where no step is under way. */
export type Front = readonly Step[];

export type Passage = {
  readonly fronts: readonly Front[];
  /** Whom it reaches, and when, in that order. */
  readonly arrivals: readonly { readonly id: PeerId; readonly atMs: number }[];
  readonly endsMs: number;
};

/** What a lap takes on the screen, about. */
const LAP_SHOWN_MS = 1_400;

/** A scale is kept while a lap takes no less and no more: people can compare what they see. */
const SHOWN_MIN_MS = 700;
const SHOWN_MAX_MS = 2_400;

/** A hop is shown no shorter than that share of an even one, or its dot would jump. */
const HOP_MIN = 0.25;

/**
 * How many times slower than it was a message is shown: a round number. Null: no lap came home.
 * @param kept the scale so far
 */
export function slownessOf(lapMs: number | null, kept: number | null): number | null {
  if (lapMs === null || lapMs <= 0) return null;
  const shownMs = lapMs * (kept ?? 0);
  if (kept !== null && shownMs >= SHOWN_MIN_MS && shownMs <= SHOWN_MAX_MS) return kept;
  return Math.max(1, roundNumber(LAP_SHOWN_MS / lapMs));
}

/** 1, 2, 3 or 5, and zeros. */
function roundNumber(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [5, 3, 2].find((each) => each * power <= value) ?? 1;
  return digit * power;
}

/**
 * From its author both ways round until they meet, or up to where a link is missing; null when
 * that leads nowhere. In a mesh over one's own links, all that is known of.
 */
export function passageOf(
  status: RoomStatus,
  authorId: PeerId,
  slowness: number | null,
): Passage | null {
  const fronts = status.kind === "ring" ? roundTrip(status, authorId, slowness) : [];
  if (status.kind === "mesh") fronts.push(...direct(status, authorId));
  const all = fronts.filter(({ steps }) => steps.length > 0);
  if (all.length === 0) return null;
  const arrivals = all.flatMap((way) => way.arrivals).sort((a, b) => a.atMs - b.atMs);
  const first = arrivals.filter(({ id }, index) => {
    return arrivals.findIndex((arrival) => arrival.id === id) === index;
  });
  const endsMs = Math.max(...all.map(({ steps }) => steps.at(-1)?.endsMs ?? 0));
  return { fronts: all.map(({ steps }) => steps), arrivals: first, endsMs };
}

type Way = { readonly steps: Step[]; readonly arrivals: { id: PeerId; atMs: number }[] };

type Ring = Extract<RoomStatus, { kind: "ring" }>;

type Hop = { readonly from: PeerId; readonly to: PeerId; readonly link: RingLink };

type Pace = {
  readonly hopMs: number;
  /** How long each holds what comes to it; who is not in it passes it on at once. */
  readonly heldMs: ReadonlyMap<PeerId, number>;
};

function roundTrip(status: Ring, authorId: PeerId, slowness: number | null): Way[] {
  const at = status.peers.findIndex(({ id }) => id === authorId);
  if (at === -1 || status.peers.length === 1) return [];
  const links = linksOf(status);
  const ids = status.peers.map(({ id }) => id);
  const hops = ids.map((from, index): Hop => {
    const link = links[index] ?? { state: "unknown" };
    return { from, to: ids[index + 1] ?? ids[0] ?? from, link };
  });
  const clockwise = [...hops.slice(at), ...hops.slice(0, at)];
  const pace = paceOf(status, slowness);
  const others = ids.filter((id) => id !== authorId);
  const heldMs = others.reduce((sum, id) => sum + (pace.heldMs.get(id) ?? 0), 0);
  // What goes the one way meets what goes the other in the middle of the time, not of the peers.
  const limitMs = links.every(isPassable) ? (hops.length * pace.hopMs + heldMs) / 2 : Infinity;
  return [
    along(clockwise, true, pace, limitMs),
    along(clockwise.toReversed(), false, pace, limitMs),
  ];
}

/** What of a lap was not held was spent on its hops, on each as much. */
function paceOf({ hops, lapMs, peers }: Ring, slowness: number | null): Pace {
  if (slowness === null || lapMs === null) {
    return { hopMs: LAP_SHOWN_MS / peers.length, heldMs: new Map() };
  }
  const heldMs = new Map(hops.map(({ heldMs, peer }) => [peer.id, heldMs * slowness]));
  const evenMs = (lapMs * slowness) / peers.length;
  const restMs = heldMs.values().reduce((sum, each) => sum + each, 0) / peers.length;
  return { hopMs: Math.max(evenMs - restMs, evenMs * HOP_MIN), heldMs };
}

function along(
  hops: readonly Hop[],
  isClockwise: boolean,
  { heldMs, hopMs }: Pace,
  limitMs: number,
): Way {
  const way: Way = { steps: [], arrivals: [] };
  let beginsMs = 0;
  for (const { from, link, to } of hops) {
    if (beginsMs >= limitMs || !isPassable(link)) break;
    const share = Math.min(1, (limitMs - beginsMs) / hopMs);
    const shares = isClockwise ? { from: 0, to: share } : { from: 1, to: 1 - share };
    const endsMs = beginsMs + share * hopMs;
    way.steps.push({ strand: strandKey(from, to), ...shares, beginsMs, endsMs });
    const id = isClockwise ? to : from;
    if (share === 1) way.arrivals.push({ id, atMs: endsMs });
    beginsMs = endsMs + (heldMs.get(id) ?? 0);
  }
  return way;
}

function direct(status: Extract<RoomStatus, { kind: "mesh" }>, authorId: PeerId): Way[] {
  const [self, ...others] = status.peers;
  const hopMs = LAP_SHOWN_MS / 2;
  return others.flatMap(({ id }, index): Way[] => {
    const isOwn = authorId === self?.id;
    const isUsed = status.links[index]?.state === "up" && (isOwn || id === authorId);
    if (self === undefined || !isUsed) return [];
    const [from, to] = isOwn ? [0, 1] : [1, 0];
    const strand = strandKey(self.id, id);
    const steps = [{ strand, from, to, beginsMs: 0, endsMs: hopMs }];
    return [{ steps, arrivals: [{ id: isOwn ? id : self.id, atMs: hopMs }] }];
  });
}

function isPassable(link: RingLink): boolean {
  return !isMissing(link);
}

/** Where a front is: where its last step led once it has ended, null before it begins. */
export function spotAt(
  front: Front,
  elapsedMs: number,
): { readonly strand: string; readonly share: number } | null {
  const step = front.findLast(({ beginsMs }) => beginsMs <= elapsedMs);
  if (step === undefined) return null;
  const { beginsMs, endsMs, from, strand, to } = step;
  const share = Math.min(1, (elapsedMs - beginsMs) / (endsMs - beginsMs));
  return { strand, share: from + (to - from) * share };
}
