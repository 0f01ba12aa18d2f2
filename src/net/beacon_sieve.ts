import type { Heard } from "../wire/beacon.ts";
import { decodeBeacon } from "../wire/beacon.ts";
import { beaconBytesMax } from "../wire/limits.ts";

/**
 * What comes within this time is looked at together. Longer delays who is found, shorter lets a
 * flood have more parsed.
 */
export const windowMs = 50;
/** Hosts heard in a window, and datagrams of each; 20 times as many are parsed a second at most. */
const hostsMax = 64;
const perHostMax = 4;
/** Every beacon starts so; most noise does not. */
const firstByte = "{".charCodeAt(0);

type Host = { seen: number; readonly kept: Uint8Array[] };

export type SieveOptions = {
  /** Whose beacons may be heeded at all; others take nobody's place. */
  readonly isNear: (host: string) => boolean;
  readonly heard: (heard: Heard, host: string) => void;
  /** A fraction from 0 up to 1. */
  readonly random?: () => number;
};

/**
 * Anyone may send any number of datagrams from anywhere. However many come, a bounded number is
 * parsed, and each host has the same chance, however loud the others are.
 */
export class BeaconSieve {
  readonly #options: SieveOptions;
  readonly #random: () => number;
  readonly #hosts = new Map<string, Host>();
  /** Hosts that came beyond `hostsMax`. */
  #crowd = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(options: SieveOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  take(bytes: Uint8Array, host: string): void {
    if (bytes.length > beaconBytesMax || bytes[0] !== firstByte) return;
    const from = this.#hosts.get(host) ?? this.#admit(host);
    if (from === null) return;
    const at = place(++from.seen, perHostMax, this.#random);
    if (at !== null) from.kept[at] = bytes;
    this.#timer ??= setTimeout(() => this.flush(), windowMs);
  }

  /** Looks at what is kept. */
  flush(): void {
    this.close();
    const all = [...this.#hosts].flatMap(([host, { kept }]) =>
      kept.map((bytes) => ({ host, bytes })),
    );
    this.#hosts.clear();
    this.#crowd = 0;
    for (const { bytes, host } of all) this.#options.heard(decodeBeacon(bytes), host);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** null when it is far, or has no luck: another host then keeps its place. */
  #admit(host: string): Host | null {
    if (!this.#options.isNear(host)) return null;
    if (this.#hosts.size >= hostsMax) {
      const at = place(hostsMax + ++this.#crowd, hostsMax, this.#random);
      if (at === null) return null;
      const loser = [...this.#hosts.keys()][at];
      if (loser !== undefined) this.#hosts.delete(loser);
    }
    const admitted: Host = { seen: 0, kept: [] };
    this.#hosts.set(host, admitted);
    return admitted;
  }
}

/**
 * Where the nth of a stream goes, of which `size` are kept; null: nowhere. All end up kept with
 * the same probability (reservoir sampling).
 */
function place(nth: number, size: number, random: () => number): number | null {
  if (nth <= size) return nth - 1;
  const at = Math.floor(random() * nth);
  return at < size ? at : null;
}
