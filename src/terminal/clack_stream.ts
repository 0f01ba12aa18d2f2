import { Writable } from "node:stream";

type Target = { readonly columns: number; readonly rows: number; write(text: string): void };

/** A screen as clack's prompts want to see it. */
export class ClackStream extends Writable {
  readonly #target: Target;

  constructor(target: Target) {
    super({ decodeStrings: false });
    this.#target = target;
  }

  get columns(): number {
    return this.#target.columns;
  }

  get rows(): number {
    return this.#target.rows;
  }

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.#target.write(chunk.toString());
    done();
  }
}
