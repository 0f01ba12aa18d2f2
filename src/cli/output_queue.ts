/** Somewhere that bytes go, such as `Bun.stdout.writer()`. */
export type Sink = {
  write(text: string): number | Promise<number>;
  flush(): number | Promise<number>;
};

/**
 * Text on its way to a pipe that may be slow, stuck or gone. It is written in whole batches, one at
 * a time, so that a reader that stops reading is noticed here and not as a process that grew.
 */
export class OutputQueue {
  readonly #sink: Sink;
  readonly #charactersMax: number;
  readonly #lost: (why: "gone" | "stuck") => void;
  #pending: string[] = [];
  #characters = 0;
  #writing: Promise<void> | null = null;
  #isLost = false;

  /**
   * @param charactersMax what may wait; raising it costs that much memory while nobody reads
   * @param lost told once, when the reader is gone or too far behind; all further text is dropped
   */
  constructor(sink: Sink, charactersMax: number, lost: (why: "gone" | "stuck") => void) {
    this.#sink = sink;
    this.#charactersMax = charactersMax;
    this.#lost = lost;
  }

  write(text: string): void {
    if (this.#isLost) return;
    this.#pending.push(text);
    this.#characters += text.length;
    if (this.#characters > this.#charactersMax) this.#lose("stuck");
    else this.#writing ??= this.#writeAll();
  }

  /** Resolves when all that was written has left, or when there is nobody to take it. */
  async drained(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    try {
      // What one turn brought leaves as one: a write costs as much as dozens of lines.
      await Promise.resolve();
      while (this.#pending.length > 0) {
        const batch = this.#pending.join("");
        this.#pending = [];
        this.#characters = 0;
        const written = this.#sink.write(batch);
        // What can leave at once does, before anything else that this turn has brought.
        if (typeof written !== "number") await written;
        await this.#sink.flush();
      }
    } catch {
      this.#lose("gone");
    } finally {
      this.#writing = null;
    }
  }

  #lose(why: "gone" | "stuck"): void {
    this.#pending = [];
    this.#characters = 0;
    if (this.#isLost) return;
    this.#isLost = true;
    this.#lost(why);
  }
}
