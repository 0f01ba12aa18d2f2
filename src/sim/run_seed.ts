import type { Shape } from "./draw_peers.ts";
import { drawSchedule, shortSize, type Size } from "./schedule.ts";
import { Trace } from "./trace.ts";
import { Violation } from "./violation.ts";
import { World } from "./world.ts";

export type SeedResult = {
  readonly seed: number;
  readonly size: Size;
  readonly shape: Shape;
  readonly peers: number;
  /** How many befell somebody. */
  readonly faults: number;
  readonly messages: number;
  readonly simulatedMs: number;
  readonly tookMs: number;
  readonly hash: string;
  /** How many rooms the living ended in: mostly one, see Judge.groups. */
  readonly rooms: number;
  /** From the end of the faults to a ring of links that stays; null when a check failed before. */
  readonly ringAfterMs: number | null;
  /** From the end of the faults to the same history on every disk, of what was said before it. */
  readonly historiesAfterMs: number | null;
  /** What went wrong, and when; null when everything held. */
  readonly failure: string | null;
};

/** One schedule, drawn from its seed and run to its end or to the first check that fails. */
export function runSeed(
  seed: number,
  size: Size = shortSize,
  print: ((line: string) => void) | null = null,
): SeedResult {
  const beganAtMs = performance.now();
  const schedule = drawSchedule(seed, size);
  const trace = new Trace(print);
  const world = new World(schedule, trace);
  let failure: string | null = null;
  try {
    world.run();
  } catch (error) {
    const what = error instanceof Violation ? error.message : String(thrown(error));
    failure = `at ${world.clock.nowMs} ms: ${what}`;
  }
  const { cycle, histories } = world.judge.recovery;
  const afterCalm = (atMs: number | null): number | null =>
    atMs === null ? null : atMs - schedule.calmAtMs;
  return {
    seed,
    size,
    shape: schedule.shape,
    peers: schedule.peers.length,
    faults: world.faults,
    messages: world.judge.messages.saidCount,
    simulatedMs: world.clock.nowMs,
    tookMs: performance.now() - beganAtMs,
    hash: trace.hash,
    rooms: world.rooms,
    ringAfterMs: afterCalm(cycle.atMs),
    historiesAfterMs: afterCalm(histories.atMs),
    failure,
  };
}

function thrown(error: unknown): unknown {
  return error instanceof Error ? (error.stack ?? error.message) : error;
}
