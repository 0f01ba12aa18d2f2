/** What the journal's file holds, and how a file of an older version becomes one of this. */
import type { Database } from "bun:sqlite";

import { StateError } from "./state_error.ts";

/** "Ring" in ASCII: tells a journal from any other SQLite file (PRAGMA application_id). */
const APPLICATION_ID = 0x52696e67;

export type Migration = (db: Database) => void;

/** Migration `n` makes version n + 1 of version n. Only ever appended to: files of each exist. */
export const MIGRATIONS: readonly Migration[] = [createTables];

/**
 * `runs` is the arrival log: a row a run, and in it only what a start must know without parsing.
 * Where a run begins and what its hash is stands in its bytes; nothing searches the table by
 * anything but position, so it has no second index, each of which would cost as much as the row.
 */
function createTables(db: Database): void {
  db.run(`PRAGMA application_id = ${APPLICATION_ID}`);
  db.run(`CREATE TABLE about (
    id TEXT NOT NULL, -- random: what was derived from another journal can be told
    room TEXT NOT NULL,
    clean INTEGER NOT NULL -- 1: the last process that wrote said good-bye
  ) STRICT`);
  db.run(`CREATE TABLE feeds (
    feed INTEGER PRIMARY KEY, -- from 0, without gaps
    author TEXT NOT NULL,
    epoch TEXT NOT NULL,
    head TEXT NOT NULL, -- hash of the last run
    covered INTEGER NOT NULL, -- greatest seq that a run of another feed was said after
    name TEXT NOT NULL,
    address TEXT NOT NULL
  ) STRICT`);
  db.run(`CREATE TABLE runs (
    position INTEGER PRIMARY KEY, -- from 0, without gaps
    feed INTEGER NOT NULL,
    last INTEGER NOT NULL, -- seq of the last entry
    lamport INTEGER NOT NULL, -- its clock
    bytes BLOB NOT NULL -- as they came
  ) STRICT`);
  db.run(`CREATE TABLE members (
    peer TEXT PRIMARY KEY,
    record TEXT NOT NULL -- JSON, as in a members frame
  ) STRICT, WITHOUT ROWID`);
  db.run(`CREATE TABLE proofs (
    author TEXT NOT NULL,
    epoch TEXT NOT NULL,
    proof TEXT NOT NULL, -- JSON, a proof frame
    UNIQUE (author, epoch)
  ) STRICT`);
}

/** 0 for an empty file. Throws StateError when the file is not a journal, or of a later version. */
export function journalVersion(db: Database, path: string, known = MIGRATIONS.length): number {
  const version = numberOf(db, "PRAGMA user_version");
  const id = numberOf(db, "PRAGMA application_id");
  if (version === 0 && id === 0 && numberOf(db, "SELECT count(*) FROM sqlite_schema") === 0) {
    return 0;
  }
  if (id !== APPLICATION_ID) throw new StateError("not-a-journal", path);
  if (version > known) throw new StateError("journal-newer", path, `version ${version}`);
  return version;
}

/** Each step whole or not at all, so that an interrupted migration goes on where it stopped. */
export function migrate(db: Database, path: string, migrations = MIGRATIONS): void {
  const version = journalVersion(db, path, migrations.length);
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    const step = db.transaction(() => {
      migration(db);
      db.run(`PRAGMA user_version = ${index + 1}`);
    });
    step.immediate();
  }
}

/** The first cell of the first row. */
function numberOf(db: Database, sql: string): number {
  const statement = db.prepare(sql);
  try {
    return Number(statement.values()[0]?.[0]);
  } finally {
    statement.finalize();
  }
}
