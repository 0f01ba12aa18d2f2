/**
 * What happened in a world, event by event and effect by effect, as one running hash (wyhash): two
 * runs with the same hash took the same course. The lines themselves are kept by whoever asks.
 */
export class Trace {
  readonly #print: ((line: string) => void) | null;
  #hash = 0n;

  constructor(print: ((line: string) => void) | null = null) {
    this.#print = print;
  }

  /** `bytes`: what crossed the wire; only hashed, for the line names it. */
  note(nowMs: number, who: string, what: string, bytes?: Uint8Array): void {
    const line = `${nowMs} ${who} ${what}`;
    this.#hash = Bun.hash.wyhash(line, this.#hash);
    if (bytes !== undefined) this.#hash = Bun.hash.wyhash(bytes, this.#hash);
    if (this.#print !== null) this.#print(bytes === undefined ? line : `${line}${excerpt(bytes)}`);
  }

  get hash(): string {
    return this.#hash.toString(16).padStart(16, "0");
  }
}

function excerpt(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 300)).trimEnd();
  return ` ${bytes.length} B ${JSON.stringify(text)}`;
}
