import type { ConnectionEvents } from "../peer/ports.ts";

/**
 * What one turn of the event loop takes in of a connection. A socket hands on up to 512 KiB at
 * once, in which signed runs may be 70 ms of work: other connections are served in between.
 */
const turnBytes = 64 * 1024;

/**
 * Bytes on their way out of a socket. While they are more than a turn takes, or whoever reads them
 * has paused, the socket is not read: what is under way then waits with the sender.
 */
export class ReadQueue {
  readonly #events: ConnectionEvents;
  /** Whether the socket is to go on handing in what comes. */
  readonly #read: (on: boolean) => void;
  readonly #chunks: Uint8Array[] = [];
  /** Why it was closed, until that is told, behind what came before. */
  #closed: string | null = null;
  #isPaused = false;
  #isReading = true;
  #isTurnDue = false;

  constructor(events: ConnectionEvents, read: (on: boolean) => void) {
    this.#events = events;
    this.#read = read;
  }

  data(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    if (!this.#isTurnDue) this.#takeTurn();
  }

  closed(reason: string): void {
    this.#closed = reason;
    if (!this.#isTurnDue) this.#takeTurn();
  }

  pause(): void {
    this.#isPaused = true;
    this.#readOn(false);
  }

  resume(): void {
    this.#isPaused = false;
    this.#nextTurn();
  }

  /** Hands on nothing more. */
  drop(): void {
    this.#isPaused = true;
    this.#chunks.length = 0;
  }

  #takeTurn(): void {
    if (this.#isPaused) return;
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      if (chunk.length > turnBytes) this.#chunks.unshift(chunk.subarray(turnBytes));
      this.#events.data(chunk.subarray(0, turnBytes));
    }
    if (this.#isPaused) return;
    this.#readOn(this.#chunks.length === 0);
    if (this.#chunks.length > 0) this.#nextTurn();
    else if (this.#closed !== null) this.#events.closed(this.#closed);
  }

  #readOn(on: boolean): void {
    if (on === this.#isReading) return;
    this.#isReading = on;
    this.#read(on);
  }

  #nextTurn(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(() => {
      this.#isTurnDue = false;
      this.#takeTurn();
    });
  }
}
