/**
 * Diagnostics as JSON lines in a bounded set of files. A log that can't be written (a full disk)
 * turns itself off with one warning: it never stops the chat.
 */
import { closeSync, renameSync, write, writeSync } from "node:fs";

import { jsonLine } from "../lib/json_line.ts";
import { kindAt, openToAppend } from "./private_files.ts";
import { type StateError, stateError } from "./state_error.ts";

type LogRecord = Readonly<Record<string, string | number | boolean | null>>;

/** Where diagnostics go. */
export interface Log {
  write(record: LogRecord): void;
  /** Writes what is pending before it returns. For the end of the process. */
  close(): void;
}

export type LogOptions = {
  /** The newest file; older ones are `path.1` to `path.4`. */
  readonly path: string;
  readonly now: () => number;
  /** Told once, when the log turns itself off. */
  readonly warn: (error: StateError) => void;
  /** Raising it costs that much disk a peer, `files` times. */
  readonly fileBytesMax?: number;
  readonly files?: number;
  readonly flushAfterMs?: number;
};

/** What may wait for a slow disk; beyond it records are counted instead. */
const PENDING_CHARACTERS_MAX = 1 << 20;

/** For a peer that leaves nothing behind. */
export const NO_LOG: Log = { write: () => {}, close: () => {} };

/** Nothing is opened before the first record is due, to keep it out of the start. */
export function openLogFile(options: LogOptions): Log {
  return new LogFile(options);
}

class LogFile implements Log {
  readonly #options: LogOptions;
  #file: number | null = null;
  #fileBytes = 0;
  #pending: string[] = [];
  #pendingCharacters = 0;
  #dropped = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing = false;
  #off = false;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  write(record: LogRecord): void {
    if (this.#off) return;
    if (this.#pendingCharacters > PENDING_CHARACTERS_MAX) {
      this.#dropped++;
      return;
    }
    const line = this.#lineOf(record);
    this.#pending.push(line);
    this.#pendingCharacters += line.length;
    this.#schedule();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#guard(() => {
      const bytes = this.#takePending();
      if (bytes !== null) writeSync(this.#open(bytes.length), bytes);
      if (this.#file !== null && !this.#writing) closeSync(this.#file);
    });
    this.#off = true;
  }

  #lineOf(record: LogRecord): string {
    return `${jsonLine({ at: new Date(this.#options.now()).toISOString(), ...record })}\n`;
  }

  #schedule(): void {
    if (this.#timer !== null || this.#writing || this.#off) return;
    this.#timer = setTimeout(() => this.#flush(), this.#options.flushAfterMs ?? 200);
    this.#timer.unref();
  }

  #flush(): void {
    this.#timer = null;
    this.#guard(() => {
      const bytes = this.#takePending();
      if (bytes === null) return;
      this.#writing = true;
      write(this.#open(bytes.length), bytes, (error) => this.#flushed(error));
    });
  }

  #flushed(error: Error | null): void {
    this.#writing = false;
    this.#guard(() => {
      if (error !== null) throw error;
    });
    if (this.#pending.length > 0) this.#schedule();
  }

  #takePending(): Buffer | null {
    if (this.#pending.length === 0) return null;
    if (this.#dropped > 0) {
      this.#pending.push(this.#lineOf({ event: "log-dropped", records: this.#dropped }));
    }
    const bytes = Buffer.from(this.#pending.join(""));
    this.#pending = [];
    this.#pendingCharacters = 0;
    this.#dropped = 0;
    return bytes;
  }

  /** The descriptor that has room for `bytes` more. */
  #open(bytes: number): number {
    const full = this.#options.fileBytesMax ?? 10 * 1_024 * 1_024;
    let file = this.#file ?? this.#reopen();
    if (this.#fileBytes > 0 && this.#fileBytes + bytes > full) {
      closeSync(file);
      this.#rotate();
      file = this.#reopen();
    }
    this.#fileBytes += bytes;
    return file;
  }

  #reopen(): number {
    const opened = openToAppend(this.#options.path);
    this.#file = opened.file;
    this.#fileBytes = opened.bytes;
    return opened.file;
  }

  #rotate(): void {
    const { path, files = 5 } = this.#options;
    for (let number = files - 1; number >= 1; number--) {
      const from = number === 1 ? path : `${path}.${number - 1}`;
      if (kindAt(from) !== "nothing") renameSync(from, `${path}.${number}`);
    }
  }

  #guard(attempt: () => void): void {
    try {
      attempt();
    } catch (error) {
      if (this.#off) return;
      this.#off = true;
      this.#writing = false;
      this.#pending = [];
      this.#options.warn(stateError(error, this.#options.path));
    }
  }
}
