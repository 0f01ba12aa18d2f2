import type { Random } from "../lib/random.ts";
import type { RoomKind } from "../wire/frame.ts";
import { below, skewed } from "./draws.ts";
import type { Slot } from "./faults.ts";

export type PeerPlan = {
  readonly name: string;
  readonly startAtMs: number;
  /** Whose address is configured as next; null for a peer that only waits to be dialled. */
  readonly next: Slot | null;
  readonly retries: number;
  readonly retryMs: number;
  /** By how much its wall clock is wrong. */
  readonly skewMs: number;
  /**
   * It listens on all its machine's addresses, and guesses wrong which of them others reach it at:
   * one that works too, or one that leads nowhere. Only with each peer on its own machine.
   */
  readonly wildcard: "none" | "other address" | "wrong address";
};

/**
 * How the peers come together. `ring`: each peer's next is configured, the last one's is the
 * first. `joins`: whoever comes later names any one that was there before. `mesh` and `found`,
 * which is a ring: nobody names anybody, beacons tell them of each other. `star`: all name the
 * first.
 */
export type Shape = "ring" | "joins" | "mesh" | "found" | "star";

export function kindOf(shape: Shape): RoomKind {
  return shape === "mesh" || shape === "star" ? shape : "ring";
}

export function isDiscovering(shape: Shape): boolean {
  return shape === "mesh" || shape === "found";
}

type Plan = { readonly count: number; readonly oneHost: boolean; readonly shape: Shape };

export function drawPeers(random: Random, { count, oneHost, shape }: Plan): PeerPlan[] {
  const wildcards = oneHost || random.next() < 0.5 ? 0 : random.next();
  const isFirstAlone = random.next() < 0.5;
  const isPatient = random.next() < 0.7;
  const isPunctual = random.next() < 0.3;
  const latestMs = random.next() < 0.5 ? 2_000 : 30_000;
  return Array.from({ length: count }, (_, slot) => ({
    name: random.next() < 0.1 ? "twin" : `peer${slot}`,
    startAtMs: isPunctual ? 0 : skewed(random, 1, latestMs),
    next: drawNext(random, slot, { count, shape, isFirstAlone }),
    retries: isPatient ? 10 : 3,
    retryMs: isPatient ? 1_000 : 300,
    skewMs: random.next() < 0.8 ? 0 : below(random, 600_000) - 300_000,
    wildcard: drawWildcard(random, wildcards),
  }));
}

function drawWildcard(random: Random, share: number): PeerPlan["wildcard"] {
  if (random.next() >= share) return "none";
  return random.next() < 0.5 ? "other address" : "wrong address";
}

type Order = { readonly count: number; readonly shape: Shape; readonly isFirstAlone: boolean };

/** In joins who joined before; the first waits to be dialled, or names itself. */
function drawNext(random: Random, slot: Slot, { count, shape, isFirstAlone }: Order): Slot | null {
  if (isDiscovering(shape)) return null;
  if (shape === "ring") return (slot + 1) % count;
  if (shape === "star") return slot === 0 ? null : 0;
  if (slot === 0) return isFirstAlone ? null : 0;
  return below(random, slot);
}
