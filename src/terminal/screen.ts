/** The one module that writes to the terminal. */
import type { Writable } from "node:stream";

export interface Screen {
  /** Whole lines: a head, and a body whose lines may be as long as they like. */
  print(head: string, body?: readonly string[]): void;
  /** Resolves when everything printed has left this process. */
  close(): Promise<void>;
}

/** Lines one after another and no escape sequence at all: a pipe, or a terminal that wants none. */
export class PlainScreen implements Screen {
  readonly #output: Writable;

  constructor(output: Writable) {
    this.#output = output;
  }

  print(head: string, body: readonly string[] = []): void {
    this.#output.write(`${[head, ...body].join("\n")}\n`);
  }

  close(): Promise<void> {
    return written(this.#output);
  }
}

function written(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (output.destroyed || !output.writable) resolve();
    else output.write("", () => resolve());
  });
}
