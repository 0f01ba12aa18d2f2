import { type Address, splitAddress } from "../lib/ids.ts";

/** More hosts and reasons than one person minds; beyond, the oldest are told again. */
const KEPT_MAX = 1_024;

/**
 * Which refusals were told. A neighbour in another room knocks every two seconds for as long as it
 * runs: its reader shall hear of it once. Ports are left out, since each knock comes from another.
 */
export class RefusalBook {
  readonly #told = new Set<string>();

  /** Whether this is the first of its kind from that host. */
  isNews(remote: Address, reason: string): boolean {
    const refusal = `${splitAddress(remote).host} ${reason}`;
    if (this.#told.has(refusal)) return false;
    if (this.#told.size >= KEPT_MAX) this.#forgetOldest();
    this.#told.add(refusal);
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#told) {
      this.#told.delete(oldest);
      return;
    }
  }
}
