/** When a page tries to reach its peer again, and when it wonders whether it is there. */

export const RETRY_FIRST_MS = 125;

/** A peer that comes back is noticed within this. */
const RETRY_MAX_MS = 2_000;

export function retryAfter(retryMs: number): number {
  return Math.min(2 * retryMs, RETRY_MAX_MS);
}

/** The peer tells its status each second. */
export const SILENT_MS = 5_000;
