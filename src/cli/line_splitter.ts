/** A line of input, or why there is none. */
export type InputLine =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: false; readonly problem: "too-long" | "not-utf8" };

const NEWLINE = 0x0a;

/**
 * Bytes in, lines out, wherever the chunks were cut. Unlike a link's decoder it goes on after a bad
 * line, since a script deserves to hear of its mistake; what is too long is not kept.
 */
export class LineSplitter {
  readonly #bytesMax: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** @param bytesMax of a line without its newline; that much may be held at a time */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): InputLine[] {
    const lines: InputLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The line that has begun is too long already, wherever it will end. */
  get isTooLong(): boolean {
    return this.#bytes > this.#bytesMax;
  }

  /** The last line, when no newline ends it. */
  end(): InputLine[] {
    return this.#bytes === 0 ? [] : [this.#take()];
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#bytesMax) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part.slice());
  }

  #take(): InputLine {
    const tooLong = this.#bytes > this.#bytesMax;
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    if (tooLong) return { ok: false, problem: "too-long" };
    try {
      return { ok: true, line: this.#decoder.decode(bytes) };
    } catch {
      return { ok: false, problem: "not-utf8" };
    }
  }
}
