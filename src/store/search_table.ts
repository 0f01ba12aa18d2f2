import type { Database } from "bun:sqlite";

import { saidIn } from "../feed/said.ts";
import { runEntriesMax } from "../wire/limits.ts";
import { sha256 } from "./crypto.ts";
import type { HistorySource } from "./history.ts";
import { rowsOf } from "./journal_rows.ts";
import { RunDecoder } from "./run_decoder.ts";
import { StateError } from "./state_error.ts";

/** A change of the tables, or of how text is folded, makes every index anew. */
const VERSION = 1;

/**
 * Runs indexed in one transaction: what is done again after an interruption, and what a running
 * peer waits for, some 10 ms.
 */
const RUNS_AT_ONCE = 512;

/** By position of the arrival log, the places in the run of the messages that match. */
export type FoundPlaces = ReadonlyMap<number, ReadonlySet<number>>;

/** Which words stand in which message, by SQLite's FTS5. The texts are not kept a second time. */
export class SearchTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Takes in what the journal got since the last time, step by step.
   * @param patienceMs how long another process is waited for that does the same
   */
  *update(source: HistorySource, journal: string, patienceMs: number): Generator<void, void> {
    this.#db.run(`PRAGMA busy_timeout = ${patienceMs}`);
    // Lost to a power cut, it is made again.
    this.#db.run("PRAGMA synchronous = OFF");
    const begin = this.#db.transaction(() => this.#begin(source, journal));
    let next = begin.immediate();
    const length = next + source.load(next).log.length;
    while (next < length) {
      const step = this.#db.transaction(() => this.#add(source, this.#next(), length));
      next = step.immediate();
      yield;
    }
  }

  find(words: string): FoundPlaces {
    const found = new Map<number, Set<number>>();
    const query = queryOf(words);
    if (query === "") return found;
    for (const [row] of rowsOf(this.#db, "SELECT rowid FROM words WHERE words MATCH ?", query)) {
      const position = Math.floor(Number(row) / runEntriesMax);
      const place = Number(row) % runEntriesMax;
      const places = found.get(position);
      if (places === undefined) found.set(position, new Set([place]));
      else places.add(place);
    }
    return found;
  }

  close(): void {
    this.#db.close(true);
  }

  /** Leaves the tables as an index of this journal, which may be an empty one. */
  #begin(source: HistorySource, journal: string): number {
    const version = Number(rowsOf(this.#db, "PRAGMA user_version")[0]?.[0]);
    if (version === VERSION) {
      const about = rowsOf(this.#db, "SELECT journal, next, last FROM about")[0];
      const next = Number(about?.[1]);
      // Of a journal that was rolled back the index says more than there is.
      if (about?.[0] === journal && String(about[2]) === hashBefore(source, next)) return next;
    }
    for (const table of ["about", "words"]) this.#db.run(`DROP TABLE IF EXISTS ${table}`);
    this.#db.run("CREATE TABLE about (journal TEXT, next INTEGER, last TEXT) STRICT");
    this.#db.run("INSERT INTO about VALUES (?, 0, '')", [journal]);
    this.#db.run(
      "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2')",
    );
    this.#db.run(`PRAGMA user_version = ${VERSION}`);
    return 0;
  }

  #next(): number {
    return Number(rowsOf(this.#db, "SELECT next FROM about")[0]?.[0]);
  }

  #add(source: HistorySource, from: number, length: number): number {
    const end = Math.max(from, Math.min(length, from + RUNS_AT_ONCE));
    const insert = this.#db.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
    const decoder = new RunDecoder();
    for (let position = from; position < end; position++) {
      for (const [place, text] of textsAt(source, position, decoder)) {
        insert.run(position * runEntriesMax + place, folded(text));
      }
    }
    insert.finalize();
    this.#db.run("UPDATE about SET next = ?, last = ?", [end, hashBefore(source, end)]);
    return end;
  }
}

function textsAt(source: HistorySource, position: number, decoder: RunDecoder): [number, string][] {
  const run = decoder.decode(readOr(source, position));
  if (run === null) return [];
  return run.entries.flatMap((entry, place): [number, string][] => {
    const said = saidIn(entry);
    return said === null ? [] : [[place, said.text]];
  });
}

function hashBefore(source: HistorySource, position: number): string {
  return position === 0 ? "" : sha256(readOr(source, position - 1));
}

/** Empty for a run that is damaged or not there. */
function readOr(source: HistorySource, position: number): Uint8Array {
  try {
    return source.read(position);
  } catch (error) {
    if (error instanceof StateError) return new Uint8Array(0);
    throw error;
  }
}

/** FTS5 folds case in every alphabet, but marks in Latin only; ё is typed as е by most. */
function folded(text: string): string {
  return text.normalize("NFC").replaceAll("ё", "е").replaceAll("Ё", "Е");
}

/** Every word quoted, so that nothing in it can be an operator; a star makes it a prefix. */
function queryOf(words: string): string {
  return folded(words)
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `"${word.replaceAll('"', '""')}"*`)
    .join(" ");
}
