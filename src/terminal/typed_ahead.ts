import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

import type { TerminalInput } from "./keyboard.ts";

/**
 * A terminal's input handed over Enter by Enter. A clack prompt stops reading when it is answered,
 * but drops what came in one chunk with its answer; so Enter is the last thing in a chunk here,
 * and what was typed ahead waits for the next prompt.
 */
export class TypedAhead extends Readable {
  readonly isTTY = true;
  readonly #source: TerminalInput;
  readonly #decoder = new StringDecoder("utf8");

  constructor(source: TerminalInput) {
    super({ encoding: "utf8" });
    this.#source = source;
    source.on("data", this.#onData);
  }

  setRawMode(raw: boolean): this {
    this.#source.setRawMode?.(raw);
    return this;
  }

  /** Gives back what no prompt has read. */
  close(): void {
    this.#source.off("data", this.#onData);
    this.#source.pause();
    let rest = "";
    for (let part = this.read(); part !== null; part = this.read()) rest += String(part);
    if (rest !== "") this.#source.unshift(Buffer.from(rest));
  }

  override _read(): void {}

  readonly #onData = (chunk: Buffer | string): void => {
    const text = typeof chunk === "string" ? chunk : this.#decoder.write(chunk);
    // Between two prompts the terminal is in its own line mode, in which Enter comes as a newline:
    // readline would take the line for read, and clack would not take it for an answer.
    const entered = text.replace(/\r?\n/g, "\r");
    for (const keys of entered.split(/(?<=\r)/)) if (keys !== "") this.push(keys);
  };
}
