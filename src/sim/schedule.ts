import type { Random } from "../lib/random.ts";
import { seededRandom } from "../lib/random.ts";
import { drawFaults } from "./draw_faults.ts";
import { below, exponential, skewed } from "./draws.ts";
import type { Fault, Slot } from "./faults.ts";

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
  readonly sayings: readonly Saying[];
  readonly askings: readonly Asking[];
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

/** How long schedules are, their calm included; some calms take longer. */
export type Minutes = { readonly min: number; readonly max: number };

/** Some hundreds of these are run in a minute. */
export const shortMinutes: Minutes = { min: 1.5, max: 2.5 };
/** Long enough for peers to die and come back again and again; with 80 faults at least. */
export const longMinutes: Minutes = { min: 5, max: 15 };

export function drawSchedule(seed: number, minutes: Minutes = shortMinutes): Schedule {
  const random = randomFor(seed, "schedule");
  const count = 2 + below(random, 7);
  const calmAtMs =
    60_000 * minutes.min - calmMs + below(random, 60_000 * (minutes.max - minutes.min));
  const oneHost = random.next() < 0.5;
  return {
    seed,
    peers: drawPeers(random, count, oneHost),
    oneHost,
    sayings: drawSayings(random, count, calmAtMs),
    askings: drawAskings(random, count, calmAtMs),
    faults: drawFaults(random, count, calmAtMs),
    calmAtMs,
  };
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

function drawSayings(random: Random, count: number, calmAtMs: number): Saying[] {
  const sayings: Saying[] = [];
  const meanGapMs = skewed(random, 500, 8_000);
  // Where nobody speaks any more, nothing that comes later shows that something is missing.
  const untilMs = random.next() < 0.3 ? calmAtMs - 12_000 : calmAtMs + calmMs * 0.6;
  for (let atMs = 0; atMs < untilMs; atMs += exponential(random, meanGapMs)) {
    const peer = below(random, count);
    const burst = random.next() < 0.05 ? 1 + below(random, 30) : 1;
    const textBytesMax = random.next() < (burst > 1 ? 0.1 : 0.02) ? 16_000 : 100;
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
