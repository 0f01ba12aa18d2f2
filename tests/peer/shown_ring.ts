import type { Shown } from "../../src/peer/shown.ts";

type Ring = Extract<Shown, { show: "ring" }>;

/** A ring as a peer shows it whose two links are up, and that has not sent a lap yet. */
export function shownRing(ring: Pick<Ring, "peers"> & Partial<Ring>): Ring {
  const links = { next: { state: "up" }, previous: { state: "up" } } as const;
  return { show: "ring", closed: true, lapMs: null, hops: [], reached: null, ...links, ...ring };
}
