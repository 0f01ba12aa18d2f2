import type { Address, PeerId } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";

/** Hosts that were heard and not dialled yet. More only keep a flood's hints longer. */
const hostsMax = 64;
/** Peers of one host, told apart by their ports. */
const perHostMax = 8;

/** Where somebody may be, and who, where it was said. */
export type Hint = { readonly peer?: PeerId; readonly address: Address };

/**
 * Hints that wait to be dialled. However many come, few are kept, and each host has the same
 * chance, however loud another one is.
 */
export class Hints {
  readonly #random: Random;
  readonly #hosts = new Map<string, Map<string, Hint>>();

  constructor(random: Random) {
    this.#random = random;
  }

  get isEmpty(): boolean {
    return this.#hosts.size === 0;
  }

  add(host: string, hint: Hint): void {
    const waiting = this.#hosts.get(host) ?? new Map<string, Hint>();
    this.#hosts.set(host, waiting);
    waiting.set(hint.address, hint);
    if (waiting.size > perHostMax) waiting.delete(this.#draw(waiting));
    if (this.#hosts.size > hostsMax) this.#hosts.delete(this.#draw(this.#hosts));
  }

  /** Some hint of some host, which waits no longer. */
  take(): Hint | undefined {
    const host = this.#draw(this.#hosts);
    const waiting = this.#hosts.get(host);
    if (waiting === undefined) return undefined;
    const address = this.#draw(waiting);
    const hint = waiting.get(address);
    waiting.delete(address);
    if (waiting.size === 0) this.#hosts.delete(host);
    return hint;
  }

  #draw(map: ReadonlyMap<string, unknown>): string {
    return [...map.keys()][Math.floor(this.#random.next() * map.size)] ?? "";
  }
}
