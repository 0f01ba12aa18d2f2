/** How a message goes round, as far as the last lap tells: slowed down so that it can be seen. */
import { linksOf, type RingLink } from "../../chat/ring_links.ts";
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
  /** Whom it reaches, and when. */
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
  const arrivals = all.flatMap(({ arrivals }) => arrivals);
  const endsMs = Math.max(...all.map(({ steps }) => steps.at(-1)?.endsMs ?? 0));
  return { fronts: all.map(({ steps }) => steps), arrivals, endsMs };
}

type Way = { readonly steps: Step[]; readonly arrivals: { id: PeerId; atMs: number }[] };

/** A hop in the direction of a front, and how long who is reached holds what comes. */
type Hop = { strand: string; link: RingLink; to: PeerId; heldMs: number };

function roundTrip(
  status: Extract<RoomStatus, { kind: "ring" }>,
  authorId: PeerId,
  slowness: number | null,
): Way[] {
  const { hops, lapMs, peers } = status;
  const at = peers.findIndex(({ id }) => id === authorId);
  if (at === -1 || peers.length === 1) return [];
  const ids = peers.map(({ id }) => id);
  const order = [...ids.slice(at), ...ids.slice(0, at)];
  const links = linksOf(status);
  const turned = [...links.slice(at), ...links.slice(0, at)];
  const scale = slowness === null || lapMs === null ? 0 : slowness;
  const held = new Map(hops.map(({ heldMs, peer }) => [peer.id, heldMs * scale]));
  const evenMs = (scale === 0 ? LAP_SHOWN_MS : (lapMs ?? 0) * scale) / ids.length;
  const restMs = order.reduce((sum, id) => sum + (held.get(id) ?? 0), 0) / ids.length;
  const hopMs = Math.max(evenMs - restMs, evenMs * HOP_MIN);
  const hop = (from: PeerId, to: PeerId, link: RingLink | undefined, reached: PeerId): Hop => {
    const heldMs = reached === authorId ? 0 : (held.get(reached) ?? 0);
    return { strand: strandKey(from, to), link: link ?? { state: "unknown" }, to: reached, heldMs };
  };
  const clockwise = order.map((id, index) => {
    const next = order[index + 1] ?? authorId;
    return hop(id, next, turned[index], next);
  });
  const back = order.map((id, index) => {
    const next = order[index + 1] ?? authorId;
    return hop(id, next, turned[index], id);
  });
  const isWhole = links.every(isPassable);
  const lap = order.length * hopMs + clockwise.reduce((sum, { heldMs }) => sum + heldMs, 0);
  // What goes the one way meets what goes the other in the middle of the time, not of the peers.
  const limitMs = isWhole ? lap / 2 : Infinity;
  return [along(clockwise, true, hopMs, limitMs), along(back.toReversed(), false, hopMs, limitMs)];
}

function along(hops: readonly Hop[], clockwise: boolean, hopMs: number, limitMs: number): Way {
  const way: Way = { steps: [], arrivals: [] };
  let atMs = 0;
  for (const { heldMs, link, strand, to } of hops) {
    if (atMs >= limitMs || !isPassable(link)) break;
    const share = Math.min(1, (limitMs - atMs) / hopMs);
    const [from, until] = clockwise ? [0, share] : [1, 1 - share];
    way.steps.push({ strand, from, to: until, beginsMs: atMs, endsMs: atMs + share * hopMs });
    if (share === 1) way.arrivals.push({ id: to, atMs: atMs + hopMs });
    atMs += hopMs + heldMs;
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

function isPassable({ state }: RingLink): boolean {
  return state === "up" || state === "unknown";
}

/** Where a front is; null before it begins and once it has ended. */
export function spotAt(
  front: Front,
  elapsedMs: number,
): { readonly strand: string; readonly share: number } | null {
  if (elapsedMs < 0 || elapsedMs > (front.at(-1)?.endsMs ?? 0)) return null;
  const step = front.findLast(({ beginsMs }) => beginsMs <= elapsedMs);
  if (step === undefined) return null;
  const { beginsMs, endsMs, from, strand, to } = step;
  const share = Math.min(1, (elapsedMs - beginsMs) / (endsMs - beginsMs));
  return { strand, share: from + (to - from) * share };
}
