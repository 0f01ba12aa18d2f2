import type { Random } from "../lib/random.ts";
import type { Beacon } from "../wire/beacon.ts";

/** Hosts that were heard and not dialled yet. More only keep a flood's beacons longer. */
const hostsMax = 64;
/** Peers of one host, told apart by their ports. */
const perHostMax = 8;

/**
 * Beacons that wait to be dialled. However many come, few are kept, and each host has the same
 * chance, however loud another one is.
 */
export class Hints {
  readonly #random: Random;
  readonly #hosts = new Map<string, Map<string, Beacon>>();

  constructor(random: Random) {
    this.#random = random;
  }

  add(host: string, beacon: Beacon): void {
    const waiting = this.#hosts.get(host) ?? new Map<string, Beacon>();
    this.#hosts.set(host, waiting);
    waiting.set(beacon.address, beacon);
    if (waiting.size > perHostMax) waiting.delete(this.#draw(waiting));
    if (this.#hosts.size > hostsMax) this.#hosts.delete(this.#draw(this.#hosts));
  }

  /** Some beacon of some host, which waits no longer. */
  take(): Beacon | undefined {
    const host = this.#draw(this.#hosts);
    const waiting = this.#hosts.get(host);
    if (waiting === undefined) return undefined;
    const address = this.#draw(waiting);
    const beacon = waiting.get(address);
    waiting.delete(address);
    if (waiting.size === 0) this.#hosts.delete(host);
    return beacon;
  }

  #draw(map: ReadonlyMap<string, unknown>): string {
    return [...map.keys()][Math.floor(this.#random.next() * map.size)] ?? "";
  }
}
