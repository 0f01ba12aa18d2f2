/** Puts off what happens until all that is under way before it has happened. */
export type Later = (action: () => void) => void;

/** One end of a connection in memory; `owner` is null where a test plays the end by hand. */
export type End = {
  readonly owner: object | null;
  receive(bytes: Uint8Array): void;
  closed(reason: string): void;
};

/** Two ends; what one sends comes to the other when the world's turn comes. */
export class Wire {
  readonly #later: Later;
  #ends: [End, End] | null;

  constructor(later: Later, ends: [End, End]) {
    this.#later = later;
    this.#ends = ends;
  }

  send(from: End, bytes: Uint8Array): void {
    const other = this.#other(from);
    if (other === null) return;
    const copy = bytes.slice();
    this.#later(() => other.receive(copy));
  }

  /** The end that closes hears nothing more; the other hears what was sent, then the close. */
  close(from: End): void {
    const other = this.#other(from);
    this.#ends = null;
    if (other !== null) this.#later(() => other.closed("closed by the other end"));
  }

  /** The network fails: both ends are told. */
  cut(): void {
    for (const end of this.#ends ?? []) this.#later(() => end.closed("connection reset"));
    this.#ends = null;
  }

  isBetween(one: object, other: object): boolean {
    const owners = this.#ends?.map(({ owner }) => owner) ?? [];
    return owners.includes(one) && owners.includes(other);
  }

  #other(end: End): End | null {
    if (this.#ends === null) return null;
    const [a, b] = this.#ends;
    return end === a ? b : a;
  }
}
