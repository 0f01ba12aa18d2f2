/** The one module that writes to the terminal. */
import type { Writable } from "node:stream";

import type { Canvas } from "../chat/ring_picture.ts";
import { ClackStream } from "./clack_stream.ts";
import { grey } from "./colours.ts";
import type { Frame } from "./layout.ts";
import { layOut, widestOf, wrapBody } from "./layout.ts";

/** What a row above the question can be about; drawn in this order. */
const STATUSES = ["backlog", "receipt"] as const;

export type Status = (typeof STATUSES)[number];

export interface Screen {
  /** Whether what is said by `status` can be seen. */
  readonly hasStatus: boolean;
  /** What pictures are drawn on; null where lines and arrows would be noise. */
  readonly canvas: Canvas | null;
  /** A row that changes in its place, or null for none. */
  status(about: Status, row: string | null): void;
  /** Whole lines: a head, and a body whose lines may be as long as they like. */
  print(head: string, body?: readonly string[]): void;
  /** Resolves when everything printed has left this process. */
  close(): Promise<void>;
}

/** Lines one after another and no escape sequence at all: a pipe, or a terminal that wants none. */
export class PlainScreen implements Screen {
  readonly hasStatus = false;
  readonly canvas = null;
  readonly #output: Writable;

  constructor(output: Writable) {
    this.#output = output;
  }

  status(): void {}

  print(head: string, body: readonly string[] = []): void {
    this.#output.write(`${[head, ...body].join("\n")}\n`);
  }

  close(): Promise<void> {
    return written(this.#output);
  }
}

/** What a terminal's stream has beyond a pipe's; 0 columns when nobody knows. */
export type TerminalOutput = Writable & { readonly columns?: number; readonly rows?: number };

/** ECMA-48 and the DEC private modes that every terminal in use has. */
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";
const PASTES_ON = "\x1b[?2004h";
const PASTES_OFF = "\x1b[?2004l";
const ERASE_DOWN = "\x1b[J";
const up = (rows: number): string => (rows > 0 ? `\x1b[${rows}A` : "");

/** A redraw a frame of the eye: two thousand messages are as many lines, but few redraws. */
const REDRAW_MS = 16;

/**
 * Writing to a terminal takes as long as it takes to show it, and nothing else is done meanwhile.
 * More at a time leaves the other peers of a slow terminal's without an answer for longer.
 */
const LINES_PER_REDRAW = 500;

const COLUMNS_UNKNOWN = 80;
const ROWS_UNKNOWN = 24;

/** In a lower terminal the draft needs every row. */
const ROWS_FOR_STATUS_MIN = 6;

type Drawn = {
  /** How wide the rows above the cursor's are: a narrower terminal wraps them anew. */
  readonly widthsAbove: readonly number[];
};

/**
 * A terminal with a question at the bottom and everything else above it. The question is drawn
 * with the terminal's own wrapping off, so that its rows are where they are thought to be however
 * wide the terminal makes an emoji, and the cursor is placed by writing what stands before it.
 */
export class TerminalScreen implements Screen {
  /** For clack's prompts: what they write goes out as it is, after what was printed. */
  readonly stream: Writable & { readonly columns: number; readonly rows: number };
  readonly hasStatus = true;
  readonly #statuses = new Map<Status, string>();
  readonly #output: TerminalOutput;
  #frame: Frame | null = null;
  #drawn: Drawn | null = null;
  readonly #pending: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(output: TerminalOutput) {
    this.#output = output;
    this.stream = new ClackStream(this);
    output.on("resize", this.#onResize);
    process.on("exit", this.#restore);
  }

  get columns(): number {
    const { columns = 0 } = this.#output;
    return columns > 0 ? columns : COLUMNS_UNKNOWN;
  }

  get rows(): number {
    const { rows = 0 } = this.#output;
    return rows > 0 ? rows : ROWS_UNKNOWN;
  }

  get canvas(): Canvas {
    return { columns: this.columns, widthOf: widestOf };
  }

  print(head: string, body: readonly string[] = []): void {
    this.#pending.push(head);
    for (const line of body) this.#pending.push(...wrapBody(line, this.columns));
    this.#soon();
  }

  status(about: Status, row: string | null): void {
    if ((this.#statuses.get(about) ?? null) === row) return;
    if (row === null) this.#statuses.delete(about);
    else this.#statuses.set(about, row);
    this.#soon();
  }

  /** What the bottom of the screen asks from now on. */
  ask(frame: Frame | null): void {
    this.#frame = frame;
    this.#soon();
  }

  /** Leaves an answered question in the text above. */
  printFrame(frame: Frame): void {
    this.#pending.push(...layOut(frame, this.columns, Number.POSITIVE_INFINITY).rows);
    this.#soon();
  }

  /** Draws the question for the last time; the cursor is left at its end, as clack expects it. */
  commit(): void {
    if (this.#frame !== null) this.#frame = { ...this.#frame, cursor: this.#frame.text.length };
    this.#statuses.clear();
    this.flush();
    this.#frame = null;
    this.#drawn = null;
  }

  /** Draws at once what waits to be drawn. */
  flush(): void {
    this.#draw(this.#pending.splice(0));
  }

  #draw(lines: readonly string[]): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const above = lines.map((line) => `${line.replaceAll("\n", "\r\n")}\r\n`).join("");
    const text = `${this.#erasure()}${above}${this.#drawing()}`;
    if (text !== "") this.#output.write(HIDE_CURSOR + text + SHOW_CURSOR);
    this.#drawnAtMs = performance.now();
  }

  write(text: string): void {
    this.flush();
    this.#output.write(text);
  }

  /** Has pastes marked as such, for a prompt that knows the marks. */
  resume(): void {
    this.#output.write(PASTES_ON);
    this.flush();
  }

  /** Gives the terminal away, as for Ctrl-Z; `resume` takes it again. */
  pause(): void {
    this.flush();
    this.#output.write(`\r\n${PASTES_OFF}`);
    this.#drawn = null;
  }

  close(): Promise<void> {
    this.flush();
    this.#restore();
    process.off("exit", this.#restore);
    this.#output.off("resize", this.#onResize);
    return written(this.#output);
  }

  #soon(): void {
    if (this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#drawnAtMs + REDRAW_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#draw(this.#pending.splice(0, LINES_PER_REDRAW));
      if (this.#pending.length > 0) this.#soon();
    }, waitMs);
  }

  #erasure(): string {
    if (this.#drawn === null) return "";
    const rows = this.#drawn.widthsAbove.map((width) => Math.ceil(width / this.columns) || 1);
    this.#drawn = null;
    return `${up(rows.reduce((sum, count) => sum + count, 0))}\r${ERASE_DOWN}`;
  }

  #drawing(): string {
    if (this.#frame === null) return "";
    const above = this.#statusRows();
    // One row less than there are: drawing into the last one may scroll.
    const rowsMax = this.rows - 1 - above.length;
    const { rows, cursorRow, beforeCursor } = layOut(this.#frame, this.columns, rowsMax);
    const rowsAbove = [...above, ...rows.slice(0, cursorRow)];
    this.#drawn = { widthsAbove: rowsAbove.map((row) => Bun.stringWidth(row)) };
    const back = `${up(rows.length - 1 - cursorRow)}\r${beforeCursor}`;
    return NO_WRAP + [...above, ...rows].join("\r\n") + back + WRAP;
  }

  #statusRows(): string[] {
    if (this.rows < ROWS_FOR_STATUS_MIN) return [];
    // Never as wide as the terminal, which may show the last column's character twice.
    return STATUSES.flatMap((about) => this.#statuses.get(about) ?? []).map((row) =>
      grey([...row].slice(0, this.columns - 1).join("")),
    );
  }

  readonly #onResize = (): void => {
    this.flush();
    this.stream.emit("resize");
  };

  /** Whatever ends the process, the terminal is left as it was found. */
  readonly #restore = (): void => {
    this.#output.write(PASTES_OFF + WRAP + SHOW_CURSOR);
  };
}

function written(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (output.destroyed || !output.writable) resolve();
    else output.write("", () => resolve());
  });
}
