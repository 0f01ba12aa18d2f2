import type { Random } from "../lib/random.ts";
import { seededRandom } from "../lib/random.ts";
import { drawFaults } from "./draw_faults.ts";
import { drawPeers, isDiscovering, type PeerPlan, type Shape } from "./draw_peers.ts";
import { drawQuestions, type Questioning } from "./draw_questions.ts";
import { below, exponential, skewed } from "./draws.ts";
import type { Fault, Slot } from "./faults.ts";

export type Saying = { readonly atMs: number; readonly peer: Slot; readonly textBytes: number };

/** Somebody asks for the ring. */
export type Asking = { readonly atMs: number; readonly peer: Slot };

/** One course of events, as plain data: the same seed draws the same. */
export type Schedule = {
  readonly seed: number;
  readonly shape: Shape;
  readonly peers: readonly PeerPlan[];
  /** All peers on one machine, each at a port of its own; else each on its own machine. */
  readonly oneHost: boolean;
  readonly sayings: readonly Saying[];
  readonly askings: readonly Asking[];
  readonly questions: readonly Questioning[];
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

/** Both ends belong to it. */
export type Span = { readonly min: number; readonly max: number };

/** What tells the peers of each other: addresses, beacons, or a hub that all of them know. */
export type Family = "told" | "found" | "star";

/** How large schedules are. A seed is another schedule with another size. */
export type Size = {
  /** Simulated minutes, their calm included; some calms take longer. */
  readonly minutes: Span;
  readonly peers: Span;
  readonly family: Family;
  /** Programs ask members, wish for links and drop them. */
  readonly asks?: boolean;
};

/** Some hundreds of these are run in a minute. */
export const shortMinutes: Span = { min: 1.5, max: 2.5 };
/** Long enough for peers to die and come back again and again; with 80 faults at least. */
export const longMinutes: Span = { min: 5, max: 15 };

export const fewPeers: Span = { min: 2, max: 8 };
/** What only many peers show: long tours, many dead, one slow link among them. */
export const manyPeers: Span = { min: 9, max: 16 };

export const shortSize: Size = { minutes: shortMinutes, peers: fewPeers, family: "told" };

export function drawSchedule(seed: number, size: Size = shortSize): Schedule {
  const { asks = false, family, minutes, peers } = size;
  const random = randomFor(seed, "schedule");
  const count = peers.min + below(random, peers.max - peers.min + 1);
  const calmAtMs =
    60_000 * minutes.min - calmMs + below(random, 60_000 * (minutes.max - minutes.min));
  const oneHost = random.next() < 0.5;
  const shape = drawShape(random, family);
  return {
    seed,
    shape,
    peers: drawPeers(random, { count, oneHost, shape }),
    oneHost,
    sayings: drawSayings(random, count, calmAtMs),
    askings: drawAskings(random, count, calmAtMs),
    questions: asks ? drawQuestions(randomFor(seed, "questions"), count, calmAtMs) : [],
    faults: drawFaults(random, { count, calmAtMs, isFound: isDiscovering(shape), oneHost }),
    calmAtMs,
  };
}

function drawShape(random: Random, family: Family): Shape {
  if (family === "star") return "star";
  if (family === "found") return random.next() < 0.75 ? "mesh" : "found";
  return random.next() < 0.5 ? "ring" : "joins";
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
