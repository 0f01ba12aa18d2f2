import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** A terminal's input; a pipe has no raw mode. */
export type TerminalInput = Readable & { setRawMode?(raw: boolean): unknown };

/** Text that came as a block rather than key by key. */
export type Block = {
  readonly text: string;
  /** The terminal said that it was pasted; else the lines merely came together. */
  readonly pasted: boolean;
};

/**
 * Stands for a block in the stream of keys, so that keys and blocks stay in order. A noncharacter
 * (Unicode 23.7): no keyboard sends it, and it is taken out of what does.
 */
export const BLOCK = "\ufdd0";

const PASTE_BEGINS = "\x1b[200~";
const PASTE_ENDS = "\x1b[201~";

/** Two characters of it are keys of their own: Escape, and Alt with a bracket. */
const PASTE_BEGINS_HELD_MIN = 3;

/** Ends a paste whose end never comes, so that one can always leave. */
const CTRL_C = "\x03";
const CTRL_Z = "\x1a";

/** Far more than a message may hold; the rest of a larger paste is dropped. */
const BLOCK_LENGTH_MAX = 1 << 20;

/** Lines in one chunk, and nothing but text: a paste at a terminal that does not say so. */
const LINES = /^(?=[^]*[\r\n][^\r\n])(?:[\r\n\t]|\P{Cc})*$/u;

/**
 * Keys as a terminal sends them, with pasted blocks taken out: a key reader would take the line
 * breaks in them for Enter, and whatever else is in them for keys.
 */
export class Keyboard extends Readable {
  readonly isTTY = true;
  readonly #source: TerminalInput;
  readonly #onSuspend: () => void;
  readonly #decoder = new StringDecoder("utf8");
  readonly #blocks: Block[] = [];
  /** The paste so far, or null outside of one. */
  #paste: string | null = null;
  #held = "";

  constructor(source: TerminalInput, onSuspend: () => void) {
    super({ encoding: "utf8" });
    this.#source = source;
    this.#onSuspend = onSuspend;
    source.on("data", this.#onData);
    source.once("end", this.#onEnd);
    source.once("error", this.#onEnd);
    // Whoever asked something before has paused it.
    source.resume();
  }

  /** The block that the next `BLOCK` stands for. */
  takeBlock(): Block | undefined {
    return this.#blocks.shift();
  }

  setRawMode(raw: boolean): this {
    this.#source.setRawMode?.(raw);
    return this;
  }

  close(): void {
    this.#source.off("data", this.#onData).off("end", this.#onEnd).off("error", this.#onEnd);
    this.#source.pause();
  }

  override _read(): void {}

  readonly #onEnd = (): void => void this.push(null);

  readonly #onData = (chunk: Buffer | string): void => {
    const text = typeof chunk === "string" ? chunk : this.#decoder.write(chunk);
    if (text === CTRL_C) this.#paste = null;
    if (this.#paste === null && this.#held === "" && LINES.test(text)) {
      this.#pushBlock(text, false);
      return;
    }
    let rest = this.#held + text;
    while (rest !== "") rest = this.#paste === null ? this.#takeKeys(rest) : this.#takePaste(rest);
  };

  /** Passes on the keys up to the next paste. Returns what is left. */
  #takeKeys(text: string): string {
    const { before, after, held } = splitAt(PASTE_BEGINS, text, PASTE_BEGINS_HELD_MIN);
    this.#held = held;
    if (before.includes(CTRL_Z)) this.#onSuspend();
    const keys = before.replaceAll(CTRL_Z, "").replaceAll(BLOCK, "");
    if (keys !== "") this.push(keys);
    if (after !== null) this.#paste = "";
    return after ?? "";
  }

  #takePaste(text: string): string {
    const { before, after, held } = splitAt(PASTE_ENDS, text, 1);
    this.#held = held;
    const paste = ((this.#paste ?? "") + before).slice(0, BLOCK_LENGTH_MAX);
    this.#paste = after === null ? paste : null;
    if (after !== null) this.#pushBlock(paste, true);
    return after ?? "";
  }

  #pushBlock(text: string, pasted: boolean): void {
    this.#blocks.push({ text: text.replace(/\r\n?/g, "\n"), pasted });
    this.push(BLOCK);
  }
}

type Split = { readonly before: string; readonly after: string | null; readonly held: string };

/**
 * What stands before a marker and behind it. Without one `after` is null, and an end of the text
 * of at least `heldMin` characters that may yet become the marker is `held` back.
 */
function splitAt(marker: string, text: string, heldMin: number): Split {
  const at = text.indexOf(marker);
  if (at >= 0)
    return { before: text.slice(0, at), after: text.slice(at + marker.length), held: "" };
  for (let length = marker.length - 1; length >= heldMin; length--) {
    if (text.endsWith(marker.slice(0, length))) {
      return { before: text.slice(0, -length), after: null, held: text.slice(-length) };
    }
  }
  return { before: text, after: null, held: "" };
}
