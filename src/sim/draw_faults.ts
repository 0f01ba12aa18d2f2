import type { Random } from "../lib/random.ts";
import type { DiskFate } from "./disk.ts";
import { below, exponential, skewed } from "./draws.ts";
import type { Fault, FaultKind, Return } from "./faults.ts";

/** Of what the faults are drawn for. */
export type Place = {
  readonly count: number;
  readonly calmAtMs: number;
  /** Peers find each other by beacons: only then these may be false, and machines move. */
  readonly isFound: boolean;
  readonly oneHost: boolean;
};
type Frame = Place & { readonly random: Random };
type DrawnKind = Exclude<FaultKind, "fork" | "apart">;

const kinds: readonly DrawnKind[] = [
  "cut",
  "cut",
  "cut",
  "slow",
  "narrow",
  "block",
  "partition",
  "mute",
  "freeze",
  "crash",
  "crash",
  "pair",
  "leave",
  "full",
  "lose",
];

/** A schedule that is so long has at least so many faults; some of those drawn befall nobody. */
const longMs = 240_000;
const longFaultsMin = 80;
const drawnMin = 120;

/** How many faults must befall somebody. */
export function faultsMin(calmAtMs: number): number {
  return calmAtMs >= longMs ? longFaultsMin : 0;
}

/** What was lost on its way is found by digests, which take their time. */
const repairMs = 10_000;
const partitionMsMax = 60_000;
/** How long a forking peer may take from its first story to its last. */
const forkTakesMsMax = 40_000;

/**
 * Each schedule leaves some kinds out altogether (swarm testing, Groce et al. 2012): what hides
 * behind a common fault shows in schedules without it.
 */
export function drawFaults(random: Random, place: Place): Fault[] {
  const { calmAtMs } = place;
  const frame = { ...place, random };
  const isLong = calmAtMs >= longMs;
  let enabled = kindsOf(place).filter(() => random.next() < 0.6);
  if (enabled.length === 0 && isLong) enabled = ["cut", "crash"];
  const faults: Fault[] = random.next() < 0.5 ? [drawFork(frame)] : [];
  if (enabled.length === 0) return faults;
  const meanGapMs = skewed(random, 1_500, isLong ? (calmAtMs / drawnMin) * 0.8 : 20_000);
  const draw = (atMs: number): void => {
    const kind = enabled[below(random, enabled.length)] ?? "cut";
    faults.push(drawFault(frame, kind, atMs));
  };
  for (let atMs = 1_000 + exponential(random, meanGapMs); atMs < calmAtMs;) {
    draw(atMs);
    atMs += exponential(random, meanGapMs);
  }
  if (enabled.includes("lose")) faults.push(drawLastLoss(frame));
  if (enabled.includes("crash")) faults.push(...drawDeaths(frame));
  if (place.isFound && random.next() < 0.3) faults.push(drawApart(frame));
  const lacking = isLong ? drawnMin - faults.length : 0;
  for (let i = 0; i < lacking; i++) draw(1_000 + below(random, calmAtMs - 1_000));
  return faults;
}

function kindsOf({ isFound, oneHost }: Place): readonly DrawnKind[] {
  if (!isFound) return kinds;
  return oneHost ? [...kinds, "junk"] : [...kinds, "junk", "move"];
}

/** For so long that whoever gave up the other would do so again and again. */
function drawApart({ random, count, calmAtMs }: Frame): Fault {
  const one = below(random, count);
  const other = (one + 1 + below(random, count - 1)) % count;
  const atMs = (random.next() * calmAtMs) / 4;
  return { kind: "apart", atMs, forMs: calmAtMs - atMs, between: [one, other] };
}

function drawFork({ random, count, calmAtMs }: Frame): Fault {
  // It comes when the others have met, and tells its stories while much goes wrong.
  const forkTakesMs = Math.min(forkTakesMsMax, calmAtMs / 2);
  const atMs = calmAtMs / 8 + below(random, (calmAtMs * 7) / 8 - forkTakesMs);
  const first = below(random, count);
  const visits = Array.from({ length: 2 + below(random, 2) }, (_, index) => ({
    afterMs: random.next() < 0.5 ? below(random, 200) : below(random, forkTakesMs),
    peer: random.next() < 0.8 ? (first + index) % count : first,
    runs: 1 + below(random, 4),
  }));
  return { kind: "fork", atMs, common: below(random, 3), visits };
}

/** Where this is the last that goes wrong and nobody speaks any more, only a digest can help. */
function drawLastLoss({ random, count, calmAtMs }: Frame): Fault {
  return { kind: "lose", atMs: calmAtMs - repairMs, forMs: 500, peer: below(random, count) };
}

/** Now and then many are gone for good, here and there in the ring. */
function drawDeaths({ random, count, calmAtMs }: Frame): Fault[] {
  const share = random.next() < 0.7 ? 0 : 0.2 + 0.4 * random.next();
  const deaths: Fault[] = [];
  for (let peer = 0; peer < count; peer++) {
    if (random.next() >= share) continue;
    const atMs = calmAtMs * (0.5 + 0.5 * random.next());
    deaths.push({ kind: "crash", atMs, peer, silent: random.next() < 0.5, back: null });
  }
  return deaths;
}

function drawFault({ random, count, calmAtMs }: Frame, kind: DrawnKind, atMs: number): Fault {
  const peer = below(random, count);
  const other = (peer + 1 + below(random, count - 1)) % count;
  const between = [peer, other] as const;
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
    case "block":
      return { kind, atMs, forMs, from: peer, to: other };
    case "partition": {
      const side = Array.from({ length: count }, (_, slot) => slot).filter(
        (slot) => slot === peer || (slot !== other && random.next() < 0.5),
      );
      // Long enough, now and then, that each side has given up the other.
      const splitMs = Math.min(skewed(random, 1_000, partitionMsMax), calmAtMs - atMs);
      return { kind, atMs, forMs: splitMs, side };
    }
    case "lose":
      return { kind, atMs: Math.min(atMs, calmAtMs - repairMs), forMs: forMs / 4, peer };
    case "mute":
    case "freeze":
    case "full":
      return { kind, atMs, forMs, peer };
    case "crash": {
      const silent = random.next() < 0.5;
      return { kind, atMs, peer, silent, back: drawReturn(random, atMs, calmAtMs) };
    }
    case "pair": {
      const backs = [
        drawReturn(random, atMs, calmAtMs),
        drawReturn(random, atMs, calmAtMs),
      ] as const;
      return { kind, atMs, peer, silent: random.next() < 0.5, backs };
    }
    case "junk":
      return { kind, atMs, forMs: forMs / 2, perSecond: skewed(random, 5, 200) };
    case "move":
      return { kind, atMs, peer };
    case "leave":
      return { kind, atMs, peer, back: drawReturn(random, atMs, calmAtMs) };
  }
}

function drawTold(random: Random): number | null {
  return random.next() < 0.3 ? null : skewed(random, 0.1, 3_000);
}

function drawReturn(random: Random, atMs: number, calmAtMs: number): Return | null {
  // In the end some are gone for good, most are not.
  if (random.next() < 6_000 / calmAtMs) return null;
  const afterMs = Math.min(skewed(random, 200, 20_000), calmAtMs - atMs);
  return { afterMs, fate: drawFate(random) };
}

function drawFate(random: Random): DiskFate {
  const dice = random.next();
  if (dice < 0.7) return { disk: "kept" };
  return dice < 0.85 ? { disk: "wiped" } : { disk: "older", age: random.next() };
}
