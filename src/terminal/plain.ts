import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

import { firstOf } from "../chat/commands.ts";
/** The session without escape sequences: lines come from a pipe or a plain terminal. */
import type { Dialogue } from "./dialogue.ts";
import type { Screen } from "./screen.ts";

/** A longer line is no message anyway; raising it lets an endless one take more memory. */
const LINE_LENGTH_MAX = 1 << 20;

/** A terminal hands over a pasted block line by line, with no more time between them. */
const PASTE_GAP_MS = 20;

export type PlainOptions = {
  readonly input: Readable;
  readonly screen: Screen;
  readonly dialogue: Dialogue;
  /** Lines that come together are one pasted block; in a pipe each is a line of its own. */
  readonly gathers: boolean;
  /** The person wants to leave, or the input has ended. */
  readonly onLeave: () => void;
};

/** The prompt of a plain session: a line that says what is asked for, and lines that answer. */
export class PlainPrompt {
  readonly #options: PlainOptions;
  readonly #decoder = new StringDecoder("utf8");
  #partial = "";
  #block: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;
  #closed = false;

  constructor(options: PlainOptions) {
    this.#options = options;
    options.input.on("data", this.#onData);
    options.input.once("end", this.#onEnd);
    options.input.once("error", this.#onEnd);
    // Whoever asked something before has paused it.
    options.input.resume();
  }

  /** The first question; later ones follow what is answered. */
  ask(): void {
    if (!this.#asked && !this.#closed) this.#question();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    const { input } = this.#options;
    input.off("data", this.#onData).off("end", this.#onEnd).off("error", this.#onEnd);
    input.pause();
  }

  #question(): void {
    this.#asked = true;
    this.#options.screen.print(this.#options.dialogue.question);
  }

  readonly #onData = (chunk: Buffer | string): void => {
    this.#partial += typeof chunk === "string" ? chunk : this.#decoder.write(chunk);
    const lines = this.#partial.split("\n");
    this.#partial = lines.pop() ?? "";
    if (this.#partial.length > LINE_LENGTH_MAX) {
      lines.push(this.#partial);
      this.#partial = "";
    }
    for (const line of lines) this.#take(line.replace(/\r$/, ""));
  };

  readonly #onEnd = (): void => {
    const last = this.#partial + this.#decoder.end();
    if (last !== "") this.#take(last);
    this.#enterBlock();
    this.#leave();
  };

  #leave(): void {
    if (this.#closed) return;
    this.close();
    this.#options.onLeave();
  }

  #take(line: string): void {
    if (!this.#options.gathers) {
      this.#enter(line);
      return;
    }
    this.#block.push(line);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#enterBlock(), PASTE_GAP_MS);
  }

  #enterBlock(): void {
    clearTimeout(this.#timer);
    if (this.#block.length === 0) return;
    let rest = this.#block.join("\n");
    this.#block = [];
    do {
      const first = firstOf(rest, this.#options.dialogue.mode);
      rest = first.rest;
      this.#enter(first.line);
    } while (rest !== "");
  }

  #enter(line: string): void {
    if (this.#closed) return;
    this.ask();
    const { dialogue } = this.#options;
    const asking = dialogue.mode;
    const { did } = dialogue.enter(line);
    if (did === "leave") this.#leave();
    else if (did !== "nothing" || asking !== "command") this.#question();
  }
}
