/** Takes what fits: how many bytes that was, less than 0 once it is closed. */
type Sink = (bytes: Uint8Array) => number;

/**
 * A write queue as it should be: what one turn of the event loop wrote goes out as one, what the
 * socket did not take waits for `drained`. The yardsticks do not borrow ringchat's own queue, or a
 * mistake there would slow both and not be seen.
 */
export class JoinedWriter {
  readonly #sink: Sink;
  #waiting: Uint8Array[] = [];
  #isDue = false;
  #isBlocked = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    if (this.#isDue || this.#isBlocked) return;
    this.#isDue = true;
    queueMicrotask(() => this.#flush());
  }

  drained(): void {
    this.#isBlocked = false;
    this.#flush();
  }

  #flush(): void {
    this.#isDue = false;
    if (this.#waiting.length === 0) return;
    const [first = new Uint8Array(), ...more] = this.#waiting;
    const bytes = more.length === 0 ? first : Buffer.concat(this.#waiting);
    const taken = this.#sink(bytes);
    this.#waiting = taken < 0 || taken === bytes.length ? [] : [bytes.subarray(taken)];
    this.#isBlocked = this.#waiting.length > 0;
  }
}
