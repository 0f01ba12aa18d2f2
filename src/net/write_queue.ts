/** What the queue needs of a socket: how many of the bytes were taken, or -1 once it is closed. */
export type Sink = (bytes: Uint8Array) => number;

/** Small writes are joined up to this: one write a message halves the messages a second. */
const joinBytes = 64 * 1024;

/**
 * Bytes on their way into a socket. A socket takes what fits and drops the rest, so the rest waits
 * here until it drains. Writes of one turn of the event loop go out as one.
 */
export class WriteQueue {
  readonly #sink: Sink;
  #chunks: Uint8Array[] = [];
  /** Bytes of the first chunk that are out already. */
  #sent = 0;
  #isFlushDue = false;
  #isBlocked = false;
  #marks: { readonly chunks: number; readonly callback: () => void }[] = [];
  /** Chunks taken in and chunks gone, since the start. */
  #taken = 0;
  #gone = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  write(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#taken++;
    if (this.#isFlushDue || this.#isBlocked) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.flush());
  }

  whenDrained(callback: () => void): void {
    if (this.isEmpty) queueMicrotask(callback);
    else this.#marks.push({ chunks: this.#taken, callback });
  }

  /** The socket has room again. */
  drained(): void {
    this.#isBlocked = false;
    this.flush();
  }

  flush(): void {
    this.#isFlushDue = false;
    while (!this.#isBlocked && this.#chunks.length > 0) {
      const bytes = this.#next();
      const taken = this.#sink(bytes);
      if (taken < 0) return this.clear();
      this.#isBlocked = taken < bytes.length;
      this.#drop(taken);
    }
    this.#callBack();
  }

  clear(): void {
    this.#chunks = [];
    this.#marks = [];
  }

  #next(): Uint8Array {
    const first = this.#chunks[0]?.subarray(this.#sent) ?? new Uint8Array(0);
    if (this.#chunks.length === 1 || first.length >= joinBytes) return first;
    const joined = [first];
    let length = first.length;
    for (let i = 1; i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i];
      if (chunk === undefined || length + chunk.length > joinBytes) break;
      joined.push(chunk);
      length += chunk.length;
    }
    return Buffer.concat(joined, length);
  }

  #drop(bytes: number): void {
    let rest = bytes + this.#sent;
    let whole = 0;
    for (const chunk of this.#chunks) {
      if (rest < chunk.length) break;
      rest -= chunk.length;
      whole++;
    }
    this.#chunks.splice(0, whole);
    this.#gone += whole;
    this.#sent = rest;
  }

  #callBack(): void {
    while (this.#marks[0] !== undefined && this.#marks[0].chunks <= this.#gone) {
      this.#marks.shift()?.callback();
    }
  }
}
