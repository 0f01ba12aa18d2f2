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
  /**
   * It listens on all its machine's addresses, and guesses wrong which of them others reach it at:
   * one that works too, or one that leads nowhere. Only with each peer on its own machine.
   */
  readonly wildcard: "none" | "other address" | "wrong address";
};

export type Saying = { readonly atMs: number; readonly peer: Slot; readonly textBytes: number };

/** Somebody asks for the ring. */
export type Asking = { readonly atMs: number; readonly peer: Slot };

/** One course of events, as plain data: the same seed draws the same. */
export type Schedule = {
  readonly seed: number;
  readonly peers: readonly PeerPlan[];
  /** All peers on one machine, each at a port of its own; else each on its own machine. */
  readonly oneHost: boolean;
  /** How many of all ways are those of an old telephone, in good times too; mostly none. */
  readonly narrowShare: number;
  readonly sayings: readonly Saying[];
  readonly askings: readonly Asking[];
  readonly faults: readonly Fault[];
  /** From here on nothing goes wrong any more. */
  readonly calmAtMs: number;
  /** How long the world may take then to become one ring that holds the same. */
  readonly calmMs: number;
};

/** What the calm takes where all ways are wide; on narrow ones a history takes longer. */
const calmMs = 30_000;
const narrowCalmMs = 60_000;

/** An independent generator for each use, so that one draw more does not change all others. */
export function randomFor(seed: number, use: string): Random {
  return seededRandom(Number(Bun.hash.wyhash(use, BigInt(seed)) & 0xffff_ffffn));
}

export function drawSchedule(seed: number): Schedule {
  const random = randomFor(seed, "schedule");
  const count = 2 + below(random, 7);
  const calmAtMs = 90_000 + below(random, 60_000);
  const oneHost = random.next() < 0.5;
  const narrowShare = Math.max(0, random.next() * 3 - 2);
  return {
    seed,
    peers: drawPeers(random, count, oneHost),
    oneHost,
    narrowShare,
    // What is long takes long on narrow ways: there it is said more often.
    sayings: drawSayings(random, count, calmAtMs, narrowShare > 0 ? 0.2 : 0.02),
    askings: drawAskings(random, count, calmAtMs),
    faults: drawFaults(random, count, calmAtMs),
    calmAtMs,
    calmMs: narrowShare > 0 ? narrowCalmMs : calmMs,
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

function drawPeers(random: Random, count: number, oneHost: boolean): PeerPlan[] {
  const wildcards = oneHost || random.next() < 0.5 ? 0 : random.next();
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
    wildcard: drawWildcard(random, wildcards),
  }));
}

function drawWildcard(random: Random, share: number): PeerPlan["wildcard"] {
  if (random.next() >= share) return "none";
  return random.next() < 0.5 ? "other address" : "wrong address";
}

/**
 * Mostly a ring; else a line whose last waits, or newcomers that each name any earlier peer, the
 * first itself.
 */
function drawNext(random: Random, slot: Slot, count: number, shape: number): Slot | null {
  if (shape < 0.7) return (slot + 1) % count;
  if (shape < 0.85) return slot + 1 < count ? slot + 1 : null;
  return below(random, Math.max(1, slot));
}

function drawSayings(random: Random, count: number, calmAtMs: number, longShare: number): Saying[] {
  const sayings: Saying[] = [];
  const meanGapMs = skewed(random, 500, 8_000);
  const untilMs = calmAtMs + calmMs * 0.6;
  for (let atMs = 0; atMs < untilMs; atMs += exponential(random, meanGapMs)) {
    const peer = below(random, count);
    const burst = random.next() < 0.05 ? 1 + below(random, 30) : 1;
    const textBytesMax = burst > 1 && random.next() < longShare ? 16_000 : 100;
    for (let i = 0; i < burst; i++) {
      sayings.push({ atMs, peer, textBytes: below(random, textBytesMax) });
    }
  }
  return sayings;
}

function drawAskings(random: Random, count: number, calmAtMs: number): Asking[] {
  const askings: Asking[] = [];
  for (let atMs = 0; atMs < calmAtMs; atMs += exponential(random, 10_000)) {
    askings.push({ atMs, peer: below(random, count) });
  }
  return askings;
}

/** The time to the next of events that know nothing of one another. */
function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random.next()) * mean;
}

const kinds: readonly FaultKind[] = [
  "cut",
  "cut",
  "cut",
  "slow",
  "narrow",
  "freeze",
  "crash",
  "leave",
];

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
    atMs += exponential(random, meanGapMs);
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
    case "narrow":
      return { kind, atMs, forMs, between, bytesPerMs: skewed(random, 40, 1_000) };
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
