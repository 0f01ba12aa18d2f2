import { RingchatError } from "./ringchat_error.ts";

/** Events that may wait for one who reads slowly, as while a long backlog comes. */
const WAITING_MAX = 65_536;

/** What happened, one event after another, for one reader. */
export class EventStream<T> implements AsyncIterableIterator<T> {
  readonly #ended: () => void;
  readonly #waiting: T[];
  readonly #readers: ((result: IteratorResult<T>) => void)[] = [];
  #isOver = false;
  #error: RingchatError | null = null;

  /**
   * @param early what is read first
   * @param ended called once, when nothing more is to be pushed
   */
  constructor(early: readonly T[], ended: () => void) {
    this.#waiting = [...early];
    this.#ended = ended;
  }

  push(event: T): void {
    if (this.#isOver) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) return reader({ done: false, value: event });
    if (this.#waiting.push(event) <= WAITING_MAX) return;
    this.#waiting.length = 0;
    const sentence = `Over ${WAITING_MAX} events wait. Take them sooner, and look at them later.`;
    this.#error = new RingchatError("too-slow", sentence);
    this.end();
  }

  /** What waits can still be read. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
    this.#ended();
  }

  next(): Promise<IteratorResult<T>> {
    const event = this.#waiting.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    const error = this.#error;
    this.#error = null;
    if (error !== null) return Promise.reject(error);
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#readers.push(resolve);
    });
  }

  /** The reader broke off. */
  return(): Promise<IteratorResult<T>> {
    this.#waiting.length = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
