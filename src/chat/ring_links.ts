/** What a peer knows of the ring's links: its own two, and what a lap tells of the others. */
import type { LinkView, RingView } from "../peer/shown.ts";

export type ShownRing = Extract<RingView, { kind: "ring" }>;

/** `unknown`: it is not our own, and no lap came so far. */
export type RingLink = LinkView | { readonly state: "unknown" };

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
