/** Lines hashed at once: each call costs as much as hashing some hundred bytes. */
const batchLength = 16 * 1024;

/**
 * What happened in a world, event by event and effect by effect, as one running hash (wyhash): two
 * runs with the same hash took the same course. The lines themselves go to whoever asks for them.
 */
export class Trace {
  readonly #print: ((line: string) => void) | null;
  #unhashed = "";
  /** Most lines tell of the same moment as the one before: its number is written once. */
  #nowMs = 0;
  #now = "0";
  #hash = 0n;

  constructor(print: ((line: string) => void) | null = null) {
    this.#print = print;
  }

  /** `bytes`: what crossed the wire; it is hashed, and the printed line shows how it begins. */
  note(nowMs: number, who: string, what: string, bytes?: Uint8Array): void {
    this.#add(nowMs, who, what, bytes === undefined ? "" : Bun.hash.xxHash32(bytes), bytes);
  }

  /** `bytes` were hashed when they were sent: now only how many came counts. */
  noteArrival(nowMs: number, who: string, what: string, bytes: Uint8Array): void {
    this.#add(nowMs, who, what, bytes.length, bytes);
  }

  #add(nowMs: number, who: string, what: string, mark: string | number, bytes?: Uint8Array): void {
    if (nowMs !== this.#nowMs) this.#now = String(nowMs);
    this.#nowMs = nowMs;
    const line = `${this.#now} ${who} ${what}`;
    this.#unhashed += `${line}${mark}\n`;
    if (this.#unhashed.length >= batchLength) this.#hashBatch();
    if (this.#print !== null) this.#print(bytes === undefined ? line : `${line}${excerpt(bytes)}`);
  }

  get hash(): string {
    this.#hashBatch();
    return this.#hash.toString(16).padStart(16, "0");
  }

  #hashBatch(): void {
    this.#hash = Bun.hash.wyhash(this.#unhashed, this.#hash);
    this.#unhashed = "";
  }
}

function excerpt(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 300)).trimEnd();
  return ` ${bytes.length} B ${JSON.stringify(text)}`;
}
