/** What a peer knows of the ring's links: its own two, and what a lap tells of the others. */
import type { LinkView, RingView } from "../peer/shown.ts";

export type ShownRing = Extract<RingView, { kind: "ring" }>;

/** `unknown`: it is not our own, and no lap came so far. */
export type RingLink = LinkView | { readonly state: "unknown" };

/** `unknown`: no link is known to be missing, and no lap came home. */
export type RingShape = "closed" | "open" | "unknown";

export function isMissing({ state }: RingLink): boolean {
  return state === "down" || state === "retry";
}

/** A lap from before a link went down is no proof. */
export function shapeOf(ring: ShownRing): RingShape {
  const links = linksOf(ring);
  if (links.some(isMissing)) return "open";
  return ring.closed && links.every(({ state }) => state === "up") ? "closed" : "unknown";
}

/** The link from each peer to the one after it, the last one's to oneself. */
export function linksOf(ring: ShownRing): RingLink[] {
  const { closed, next, peers, previous, reached } = ring;
  // Alone there is a link to miss only while somebody is dialled.
  if (peers.length === 1) return [next.state === "retry" ? next : { state: "up" }];
  const reachedAt = peers.findIndex(({ id }) => id === reached?.id);
  return peers.map((_, index): RingLink => {
    if (index === 0) return next;
    if (index === peers.length - 1) return previous;
    if (closed || index < reachedAt) return { state: "up" };
    return { state: index === reachedAt ? "down" : "unknown" };
  });
}
