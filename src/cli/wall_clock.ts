/** Further apart, and somebody has set the clock, or the machine has slept. */
const DRIFT_MAX_MS = 50;

/** A clock of milliseconds since 1970 whose fraction goes down to microseconds. */
export function wallClock(): () => number {
  let offsetMs = Date.now() - performance.now();
  return () => {
    const nowMs = performance.now() + offsetMs;
    const driftMs = Date.now() - nowMs;
    if (Math.abs(driftMs) <= DRIFT_MAX_MS) return nowMs;
    offsetMs += driftMs;
    return nowMs + driftMs;
  };
}
