import { drawSchedule, type Minutes, shortMinutes } from "./schedule.ts";
import { Trace } from "./trace.ts";
import { Violation } from "./violation.ts";
import { World } from "./world.ts";

export type SeedResult = {
  readonly seed: number;
  readonly peers: number;
  /** How many befell somebody. */
  readonly faults: number;
  readonly messages: number;
  readonly simulatedMs: number;
  readonly hash: string;
  /** From the end of the faults to one closed ring; null when a check failed before. */
  readonly ringAfterMs: number | null;
  /** What went wrong, and when; null when everything held. */
  readonly failure: string | null;
};

/** One schedule, drawn from its seed and run to its end or to the first check that fails. */
export function runSeed(
  seed: number,
  minutes: Minutes = shortMinutes,
  print: ((line: string) => void) | null = null,
): SeedResult {
  const schedule = drawSchedule(seed, minutes);
  const trace = new Trace(print);
  const world = new World(schedule, trace);
  let failure: string | null = null;
  try {
    world.run();
  } catch (error) {
    const what = error instanceof Violation ? error.message : String(thrown(error));
    failure = `at ${world.clock.nowMs} ms: ${what}`;
  }
  return {
    seed,
    peers: schedule.peers.length,
    faults: world.faults,
    messages: world.judge.messages.saidCount,
    simulatedMs: world.clock.nowMs,
    hash: trace.hash,
    ringAfterMs: world.ringAfterMs,
    failure,
  };
}

function thrown(error: unknown): unknown {
  return error instanceof Error ? (error.stack ?? error.message) : error;
}
