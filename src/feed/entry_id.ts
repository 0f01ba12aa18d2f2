import type { Hash } from "../lib/ids.ts";

/**
 * The id of an entry as a UUID of version 8 (RFC 9562): 114 bits of its run's hash and its place
 * in the run. Nobody can make another entry with it, and no entry needs a hash of its own.
 */
export function entryId(runHash: Hash, index: number): string {
  const place = index.toString(16).padStart(2, "0");
  const variant = (8 + (parseInt(runHash.charAt(15), 16) & 3)).toString(16);
  const first = `${runHash.slice(0, 8)}-${runHash.slice(8, 12)}-8${runHash.slice(12, 15)}`;
  return `${first}-${variant}${runHash.slice(16, 19)}-${runHash.slice(19, 29)}${place}`;
}
