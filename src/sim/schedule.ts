import type { Random } from "../lib/random.ts";
import { seededRandom } from "../lib/random.ts";
import type { Fault, FaultKind, Return, Slot } from "./faults.ts";

export type PeerPlan = {
  readonly name: string;
  readonly startAtMs: number;
  /** Whose address is configured as next; null for a peer that only waits to be dialled. */
  readonly next: Slot | null;
  readonly retries: number;
  readonly retryMs: number;
  /** By how much its wall clock is wrong. */
  readonly skewMs: number;
};

export type Saying = { readonly atMs: number; readonly peer: Slot; readonly textBytes: number };

/** One course of events, as plain data: the same seed draws the same. */
export type Schedule = {
  readonly seed: number;
  readonly peers: readonly PeerPlan[];
  /** All peers on one machine, each at a port of its own; else each on its own machine. */
  readonly oneHost: boolean;
  readonly sayings: readonly Saying[];
  readonly faults: readonly Fault[];
  /** From here on nothing goes wrong any more. */
  readonly calmAtMs: number;
};

/** How long the world may take, after the last fault, to become one ring that holds the same. */
export const calmMs = 30_000;

/** An independent generator for each use, so that one draw more does not change all others. */
export function randomFor(seed: number, use: string): Random {
  return seededRandom(Number(Bun.hash.wyhash(use, BigInt(seed)) & 0xffff_ffffn));
}

export function drawSchedule(seed: number): Schedule {
  const random = randomFor(seed, "schedule");
  const count = 2 + below(random, 7);
  const calmAtMs = 90_000 + below(random, 120_000);
  const peers = drawPeers(random, count);
  return {
    seed,
    peers,
    oneHost: random.next() < 0.5,
    sayings: drawSayings(random, count, calmAtMs),
    faults: drawFaults(random, count, calmAtMs),
    calmAtMs,
  };
}

/** Uniform in 0..end-1. */
export function below(random: Random, end: number): number {
  return Math.floor(random.next() * end);
}

/** Small values often, great ones seldom: what is typical and what is rare both get their turn. */
function skewed(random: Random, min: number, max: number): number {
  return min * (max / min) ** random.next();
}

function drawPeers(random: Random, count: number): PeerPlan[] {
  const shape = random.next();
  const isPatient = random.next() < 0.7;
  const isPunctual = random.next() < 0.3;
  const latestMs = random.next() < 0.5 ? 2_000 : 30_000;
  return Array.from({ length: count }, (_, slot) => ({
    name: random.next() < 0.1 ? "twin" : `peer${slot}`,
    startAtMs: isPunctual ? 0 : skewed(random, 1, latestMs),
    next: drawNext(random, slot, count, shape),
    retries: isPatient ? 10 : 3,
    retryMs: isPatient ? 1_000 : 300,
    skewMs: random.next() < 0.8 ? 0 : below(random, 600_000) - 300_000,
  }));
}

/** Mostly a ring; else a line whose last waits, or newcomers that each name any earlier peer. */
function drawNext(random: Random, slot: Slot, count: number, shape: number): Slot | null {
  if (shape < 0.7) return (slot + 1) % count;
  if (shape < 0.85) return slot + 1 < count ? slot + 1 : null;
  return slot === 0 ? null : below(random, slot);
}

function drawSayings(random: Random, count: number, calmAtMs: number): Saying[] {
  const sayings: Saying[] = [];
  const meanGapMs = skewed(random, 500, 8_000);
  const untilMs = calmAtMs + calmMs * 0.7;
  for (let atMs = 0; atMs < untilMs; atMs += -Math.log(1 - random.next()) * meanGapMs) {
    const peer = below(random, count);
    const burst = random.next() < 0.05 ? 1 + below(random, 30) : 1;
    for (let i = 0; i < burst; i++) {
      const textBytes = random.next() < 0.015 ? below(random, 16_000) : below(random, 100);
      sayings.push({ atMs, peer, textBytes });
    }
  }
  return sayings;
}

const kinds: readonly FaultKind[] = ["cut", "cut", "cut", "slow", "freeze", "crash", "leave"];

/**
 * Each schedule leaves some kinds out altogether (swarm testing, Groce et al. 2012): what hides
 * behind a common fault shows in schedules without it.
 */
function drawFaults(random: Random, count: number, calmAtMs: number): Fault[] {
  const enabled = kinds.filter(() => random.next() < 0.6);
  const faults: Fault[] = [];
  if (enabled.length === 0) return faults;
  const meanGapMs = skewed(random, 1_500, 20_000);
  let atMs = 1_000;
  for (;;) {
    atMs += -Math.log(1 - random.next()) * meanGapMs;
    if (atMs >= calmAtMs) return faults;
    const kind = enabled[below(random, enabled.length)] ?? "cut";
    faults.push(drawFault(random, kind, atMs, count, calmAtMs));
  }
}

function drawFault(
  random: Random,
  kind: FaultKind,
  atMs: number,
  count: number,
  calmAtMs: number,
): Fault {
  const peer = below(random, count);
  const between = [peer, (peer + 1 + below(random, count - 1)) % count] as const;
  const forMs = Math.min(skewed(random, 100, 20_000), calmAtMs - atMs);
  switch (kind) {
    case "cut": {
      const toldAfterMs = [drawTold(random), drawTold(random)] as const;
      return { kind, atMs, between, toldAfterMs };
    }
    case "slow":
      return { kind, atMs, forMs, between, extraMs: skewed(random, 20, 6_000) };
    case "freeze":
      return { kind, atMs, forMs, peer };
    case "crash": {
      const silent = random.next() < 0.5;
      return { kind, atMs, peer, silent, back: drawReturn(random, atMs, calmAtMs) };
    }
    case "leave":
      return { kind, atMs, peer, back: drawReturn(random, atMs, calmAtMs) };
  }
}

function drawTold(random: Random): number | null {
  return random.next() < 0.3 ? null : skewed(random, 0.1, 3_000);
}

function drawReturn(random: Random, atMs: number, calmAtMs: number): Return | null {
  if (random.next() < 0.15) return null;
  const afterMs = Math.min(skewed(random, 200, 20_000), calmAtMs - atMs);
  return { afterMs, freshKey: random.next() < 0.15 };
}
