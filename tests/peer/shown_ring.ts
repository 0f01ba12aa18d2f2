import type { LinkView, PeerView, PresentView, Shown } from "../../src/peer/shown.ts";

export type ShownRing = Extract<Shown, { show: "ring"; kind: "ring" }>;
export type ShownMesh = Extract<Shown, { show: "ring"; kind: "mesh" }>;

/** Who is there; since 1970 where that does not matter. */
type Here = { readonly peers: readonly (PeerView & Partial<PresentView>)[] };

const UP: LinkView = { state: "up" };

/** A ring as a peer shows it whose two links are up, and that has not sent a lap yet. */
export function shownRing({ peers, ...more }: Here & Partial<Omit<ShownRing, "peers">>): ShownRing {
  return { ...shown(peers), kind: "ring", next: UP, previous: UP, ...more };
}

/** A mesh as a peer shows it that is linked to everyone, and has not sent a lap yet. */
export function shownMesh({ peers, ...more }: Here & Partial<Omit<ShownMesh, "peers">>): ShownMesh {
  return { ...shown(peers), kind: "mesh", links: peers.slice(1).map(() => UP), ...more };
}

function shown(peers: Here["peers"]) {
  const here = peers.map((peer): PresentView => ({ sinceMs: 0, ...peer }));
  const noLap = { closed: true, lapMs: null, hops: [], reached: null };
  return { show: "ring", room: "lobby", peers: here, guests: [], ...noLap } as const;
}
