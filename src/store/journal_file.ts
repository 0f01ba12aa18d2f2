/** How the journal's file comes to be, and how it is opened. */
import { Database } from "bun:sqlite";
import { chmodSync, statSync } from "node:fs";

import { journalError } from "./journal_error.ts";
import { rowsOf } from "./journal_rows.ts";
import { migrate } from "./journal_schema.ts";
import { createPrivateFile, kindAt } from "./private_files.ts";
import { StateError } from "./state_error.ts";

/** A page a system call: twice SQLite's own size saves a third of the CPU of a large commit. */
const PAGE_SIZE = "PRAGMA page_size = 8192";

/** Two bytes of a SQLite file's header say that it has a write-ahead log: the format's 1.3. */
const WAL_FORMAT_AT = 18;
const WAL_FORMAT = 2;

/** The file at `path` as a journal of `room`, ready to be written. Throws StateError. */
export function openJournalFile(path: string, room: string): Database {
  prepareFile(path, room);
  let db: Database | null = null;
  try {
    db = new Database(path, { readwrite: true, create: false, strict: true });
    configure(db);
    migrate(db, path);
    begin(db, path, room);
    return db;
  } catch (error) {
    db?.close(true);
    throw journalError(error, path);
  }
}

function prepareFile(path: string, room: string): void {
  const kind = kindAt(path);
  if (kind === "link") throw new StateError("link", path);
  if (kind === "nothing") createPrivateFile(path, emptyJournal(room));
  else if (kind !== "file") throw new StateError("not-a-file", path);
  else if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

/**
 * A new journal's bytes. Written as one private file, it appears whole, with one sync, and never
 * with the rights that the umask would give it.
 */
function emptyJournal(room: string): Uint8Array {
  const db = new Database(":memory:");
  try {
    db.run(PAGE_SIZE);
    migrate(db, ":memory:");
    begin(db, ":memory:", room);
    const bytes = db.serialize();
    bytes.set([WAL_FORMAT, WAL_FORMAT], WAL_FORMAT_AT);
    return bytes;
  } finally {
    db.close(true);
  }
}

function configure(db: Database): void {
  db.run(PAGE_SIZE);
  db.run("PRAGMA journal_mode = WAL");
  // What FULL does beyond it, a sync at each commit, wal_sync.ts does without making all wait.
  db.run("PRAGMA synchronous = NORMAL");
  // KiB. What is written is rarely read again: more would only be memory.
  db.run("PRAGMA cache_size = -512");
  db.run("PRAGMA cell_size_check = ON");
  db.run("PRAGMA trusted_schema = OFF");
  // Nobody else writes; a tool that looks at the file may hold it for a moment.
  db.run("PRAGMA busy_timeout = 1000");
}

function begin(db: Database, path: string, room: string): void {
  // Finds now, not at the first commit, that the file can't be written.
  db.run("BEGIN IMMEDIATE");
  const about = rowsOf(db, "SELECT room, clean FROM about")[0];
  if (about === undefined) {
    db.run("INSERT INTO about VALUES (?, ?, 1)", [crypto.randomUUID(), room]);
  }
  db.run("COMMIT");
  if (about === undefined) return;
  if (about[0] !== room) throw new StateError("other-room", path, String(about[0]));
  if (about[1] !== 1) checkWhole(db, path);
}

/** Looks at every page: only after an end without good-bye, since it takes its time. */
function checkWhole(db: Database, path: string): void {
  const finding = String(rowsOf(db, "PRAGMA quick_check(1)")[0]?.[0]);
  if (finding !== "ok") throw new StateError("journal-damaged", path, finding);
}
