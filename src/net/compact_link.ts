import type { Connection } from "../peer/ports.ts";
import { CompactDecoder, type CompactFrame } from "../wire/compact_frame.ts";

/** Frames a second, and at once after a rest. What comes faster waits with its sender. */
const framesPerSecond = 20;
const framesAtOnce = 20;
/** Bytes that wait for a guest that does not read; beyond, it is given up. */
const unsentBytesMax = 256 * 1024;

export type CompactLinkListener = {
  frame(link: CompactLink, frame: CompactFrame): void;
  /** The connection is of no more use; a sentence says why. */
  fault(link: CompactLink, reason: string): void;
};

/** One connection with a guest: frames in, no faster than people talk, and frames out. */
export class CompactLink {
  /** Its IP address, which stands for the guest. */
  readonly host: string;
  readonly openedAtMs: number;
  /** It said its name. */
  isNamed = false;
  readonly #connection: Connection;
  readonly #listener: CompactLinkListener;
  readonly #decoder = new CompactDecoder();
  #tokens = framesAtOnce;
  #filledAtMs: number;
  #isPaused = false;
  #isOver = false;
  #unsentBytes = 0;

  constructor(connection: Connection, host: string, nowMs: number, listener: CompactLinkListener) {
    this.#connection = connection;
    this.host = host;
    this.openedAtMs = nowMs;
    this.#filledAtMs = nowMs;
    this.#listener = listener;
  }

  /** The other end closed it within a frame: the length lied, or the rest was lost. */
  get isWithinFrame(): boolean {
    return this.#decoder.isWithin;
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    this.#decoder.push(bytes);
    this.tick(nowMs);
  }

  /** Reads what may be read by now. */
  tick(nowMs: number): void {
    const filled = this.#tokens + ((nowMs - this.#filledAtMs) * framesPerSecond) / 1_000;
    this.#tokens = Math.min(framesAtOnce, filled);
    this.#filledAtMs = nowMs;
    while (!this.#isOver && this.#tokens >= 1) {
      const read = this.#decoder.next();
      if (read === null) return this.#resume();
      this.#tokens--;
      if ("fault" in read) this.#listener.fault(this, read.fault);
      else this.#listener.frame(this, read.frame);
    }
    if (!this.#isOver) this.#pause();
  }

  write(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#unsentBytes + bytes.length > unsentBytesMax) {
      return this.#listener.fault(this, "it does not read what it is sent");
    }
    this.#unsentBytes += bytes.length;
    this.#connection.write(bytes);
    this.#connection.whenDrained(() => {
      this.#unsentBytes -= bytes.length;
    });
  }

  hangUp(): void {
    this.#isOver = true;
    this.#connection.hangUp();
  }

  #pause(): void {
    if (!this.#isPaused) this.#connection.pause();
    this.#isPaused = true;
  }

  #resume(): void {
    if (this.#isPaused) this.#connection.resume();
    this.#isPaused = false;
  }
}
