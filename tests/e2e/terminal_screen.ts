/** A program in a pseudo-terminal, and the screen that a person in front of it would see. */
import { Terminal } from "@xterm/headless";

import { assert } from "../../src/lib/assert.ts";
import { deadlineMs } from "./arrivals.ts";

export type TerminalOptions = {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Beside PATH and HOME; TERM is xterm-256color unless it says otherwise. */
  readonly env?: Readonly<Record<string, string>>;
};

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";

/** What hides the cursor for longer than to draw, as a choice does, is seen this much later. */
const HIDDEN_MS = 50;

/** POSIX: the terminal shows what is typed, and hands it over by lines. */
const ECHO = 0o10;
const ICANON = 0o2;

export class TerminalScreen implements AsyncDisposable {
  /** Everything that the program wrote, escape sequences and all. */
  output = "";
  readonly #model: Terminal;
  readonly #process: Bun.Subprocess;
  readonly #pty: Bun.Terminal;
  readonly #decoder = new TextDecoder();
  readonly #drained = Promise.withResolvers<void>();
  readonly #watchers = new Set<() => void>();
  #late: ReturnType<typeof setTimeout> | undefined;

  /** Starts `command` on a screen of 80 columns and 24 rows, unless told otherwise. */
  constructor(command: readonly string[], options: TerminalOptions = {}) {
    const { columns = 80, rows = 24, cwd = process.cwd(), env = {} } = options;
    this.#model = new Terminal({ cols: columns || 80, rows, allowProposedApi: true });
    this.#process = Bun.spawn([...command], {
      // Not a Bun.Terminal of one's own: only so does it become the controlling one, which turns
      // Ctrl-C into a signal.
      terminal: {
        cols: columns,
        rows,
        data: (_pty, bytes) => {
          this.output += this.#decoder.decode(bytes, { stream: true });
          this.#model.write(bytes, this.#lookSoon);
        },
        // Comes after the last byte, which the process may have outrun.
        exit: () => this.#model.write("", this.#onDrained),
      },
      cwd,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: process.env["HOME"] ?? "",
        TERM: "xterm-256color",
        ...env,
      },
    });
    assert(this.#process.terminal !== undefined, "a process in a terminal has one");
    this.#pty = this.#process.terminal;
  }

  get pid(): number {
    return this.#process.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Sends keys as the terminal would: `\r` is Enter, `\x1b[D` the left arrow. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Sends bytes that need not be whole characters. */
  typeBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#pty.write(bytes);
  }

  /** Pastes as a terminal does that brackets what it pastes. */
  paste(text: string): void {
    this.type(`\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`);
  }

  resize(columns: number, rows: number): void {
    this.#model.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** The lines of the screen and of what scrolled off it; wrapped rows are one line again. */
  lines(): string[] {
    const buffer = this.#model.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row <= buffer.baseY + buffer.cursorY || row < buffer.length; row++) {
      const line = buffer.getLine(row);
      if (line === undefined) break;
      const text = line.translateToString(true);
      if (line.isWrapped) lines.push((lines.pop() ?? "") + text);
      else lines.push(text);
    }
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** What a person reads, top to bottom. */
  text(): string {
    return this.lines().join("\n");
  }

  /** The text of the cursor's row, before it and from it on. */
  cursor(): { before: string; after: string } {
    const buffer = this.#model.buffer.active;
    const line = buffer.getLine(buffer.baseY + buffer.cursorY);
    return {
      before: line?.translateToString(false, 0, buffer.cursorX) ?? "",
      after: line?.translateToString(true, buffer.cursorX) ?? "",
    };
  }

  /** Whether the terminal is as a shell expects it: it echoes, and hands over whole lines. */
  get restored(): boolean {
    return (this.#pty.localFlags & (ECHO | ICANON)) === (ECHO | ICANON);
  }

  /** Waits until the screen shows it. Fails with the screen as it is then. */
  async until(shown: string | RegExp | (() => boolean), patienceMs = deadlineMs): Promise<void> {
    const holds = (): boolean => {
      if (typeof shown === "function") return shown();
      return typeof shown === "string" ? this.text().includes(shown) : shown.test(this.text());
    };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => void (holds() && resolve());
    const timer = setTimeout(() => {
      reject(new Error(`Waited in vain for ${String(shown)} on this screen:\n${this.text()}`));
    }, patienceMs);
    this.#watchers.add(look);
    this.#lookSoon();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#watchers.delete(look);
    }
  }

  /**
   * The cursor is hidden while the rows at the bottom are drawn, and the bytes of one drawing may
   * come in two chunks: half of it is nothing that a person sees.
   */
  get #isDrawing(): boolean {
    return this.output.lastIndexOf(HIDE_CURSOR) > this.output.lastIndexOf(SHOW_CURSOR);
  }

  readonly #lookSoon = (): void => {
    clearTimeout(this.#late);
    if (this.#isDrawing) this.#late = setTimeout(this.#look, HIDDEN_MS);
    else this.#look();
  };

  readonly #look = (): void => this.#watchers.forEach((look) => look());

  readonly #onDrained = (): void => {
    clearTimeout(this.#late);
    this.#look();
    this.#drained.resolve();
  };

  /** The exit code, or null after a signal. */
  async exited(patienceMs = deadlineMs): Promise<number | null> {
    const late = setTimeout(() => {
      this.#drained.reject(new Error(`Still running, with this screen:\n${this.text()}`));
    }, patienceMs);
    await this.#drained.promise;
    clearTimeout(late);
    await this.#process.exited;
    return this.#process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    this.#pty.close();
    this.#model.dispose();
  }
}
