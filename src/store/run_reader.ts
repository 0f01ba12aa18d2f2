import type { Database, Statement } from "bun:sqlite";

import { codeOf } from "./state_error.ts";

/**
 * Runs read at a time by whoever reads one after another: each statement of its own costs six times
 * as much. Raising it costs as many runs of memory.
 */
const RUNS_AHEAD = 32;

/** The bytes of stored runs. What is stored never changes: what was read ahead stays true. */
export class RunReader {
  readonly #one: Statement<{ bytes: Uint8Array }, [number]>;
  readonly #some: Statement<{ position: number; bytes: Uint8Array }, [number, number]>;
  readonly #ahead = new Map<number, Uint8Array>();
  #previous = -2;

  constructor(db: Database) {
    this.#one = db.prepare("SELECT bytes FROM runs WHERE position = ?");
    this.#some = db.prepare(
      "SELECT position, bytes FROM runs WHERE position >= ? ORDER BY position LIMIT ?",
    );
  }

  /** Null when there is no such run. Throws what SQLite throws. */
  read(position: number): Uint8Array | null {
    const isNext = position === this.#previous + 1;
    this.#previous = position;
    if (isNext && !this.#ahead.has(position)) this.#readAhead(position);
    return this.#ahead.get(position) ?? this.#one.get(position)?.bytes ?? null;
  }

  #readAhead(position: number): void {
    this.#ahead.clear();
    try {
      for (const row of this.#some.all(position, RUNS_AHEAD)) {
        this.#ahead.set(row.position, row.bytes);
      }
    } catch (error) {
      // One of them may be damaged, and another the one that is asked for.
      if (!codeOf(error).startsWith("SQLITE_CORRUPT")) throw error;
    }
  }
}
