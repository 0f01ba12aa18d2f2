import type { Random } from "../lib/random.ts";

/** What a process wrote and its kernel has not yet taken, in order. */
export class SendQueue {
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** Up to `bytesMax`, copied: nothing that one process holds reaches another. */
  take(bytesMax: number): Uint8Array {
    const taken = new Uint8Array(Math.min(bytesMax, this.#bytes));
    let length = 0;
    let whole = 0;
    for (const chunk of this.#chunks) {
      const room = taken.length - length;
      if (chunk.length > room) {
        taken.set(chunk.subarray(0, room), length);
        this.#chunks[whole] = chunk.subarray(room);
        length += room;
        break;
      }
      taken.set(chunk, length);
      length += chunk.length;
      whole++;
    }
    this.#chunks.splice(0, whole);
    this.#bytes -= length;
    return taken;
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }
}

/** Each piece costs as much as a frame: most writes arrive whole, a few byte by byte. */
const wholeShare = 0.8;
const crumbShare = 0.002;
const crumbs = 50;

/** TCP keeps bytes, not writes. */
export function cutAnywhere(bytes: Uint8Array, random: Random): Uint8Array[] {
  const dice = random.next();
  if (dice < wholeShare) return [bytes];
  const isCrumbs = dice > 1 - crumbShare;
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let cuts = isCrumbs ? crumbs : 1 + Math.floor(random.next() * 3); cuts > 0; cuts--) {
    const rest = bytes.length - from;
    if (rest < 2) break;
    const length = isCrumbs ? 1 : 1 + Math.floor(random.next() * (rest - 1));
    pieces.push(bytes.subarray(from, from + length));
    from += length;
  }
  pieces.push(bytes.subarray(from));
  return pieces;
}
