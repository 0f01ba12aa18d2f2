/** A journal looked at: while its peer runs, at rest, on a read-only disk, or damaged. */
import { constants, Database } from "bun:sqlite";
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Loaded } from "../peer/ports.ts";
import type { HistorySource } from "./history.ts";
import { JOURNAL_FILE } from "./journal.ts";
import { journalError } from "./journal_error.ts";
import { readFeeds, readMembers, readProofs, rowsOf } from "./journal_rows.ts";
import { salvageLog } from "./journal_salvage.ts";
import { journalVersion } from "./journal_schema.ts";
import { kindAt } from "./private_files.ts";
import { RunReader } from "./run_reader.ts";
import { codeOf, StateError } from "./state_error.ts";

/**
 * The folder's journal, to be read only; null when there is none yet. Throws StateError when
 * nothing of it can be read.
 */
export function openJournalToRead(folder: string): JournalReader | null {
  const path = join(folder, JOURNAL_FILE);
  const kind = kindAt(path);
  if (kind === "nothing") return null;
  if (kind !== "file") throw new StateError(kind === "link" ? "link" : "not-a-file", path);
  const opened = open(path);
  try {
    if (journalVersion(opened.db, path) > 0) return new JournalReader(path, opened);
    opened.close();
    return null;
  } catch (error) {
    opened.close();
    throw journalError(error, path);
  }
}

type Opened = { readonly db: Database; readonly close: () => void };

function open(path: string): Opened {
  let db: Database | null = null;
  try {
    db = new Database(path, { readonly: true });
    db.run("PRAGMA busy_timeout = 1000");
    rowsOf(db, "SELECT count(*) FROM sqlite_schema");
    const opened = db;
    return { db, close: () => opened.close(true) };
  } catch (error) {
    db?.close(true);
    // To read a write-ahead log SQLite wants to make files beside it.
    if (/^SQLITE_(?:CANTOPEN|READONLY)/.test(codeOf(error))) return openWithoutWriting(path);
    throw journalError(error, path);
  }
}

/**
 * Where nothing can be written, nobody writes: the file is read as it lies, or a copy with its log.
 */
function openWithoutWriting(path: string): Opened {
  try {
    if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return openCopy(path);
    const { SQLITE_OPEN_READONLY, SQLITE_OPEN_URI } = constants;
    const url = `${pathToFileURL(path).href}?immutable=1`;
    const db = new Database(url, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    return { db, close: () => db.close(true) };
  } catch (error) {
    throw journalError(error, path);
  }
}

function openCopy(path: string): Opened {
  const folder = mkdtempSync(join(tmpdir(), "ringchat-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, JOURNAL_FILE);
    for (const suffix of ["", "-wal"]) copyFileSync(path + suffix, copy + suffix);
    const db = new Database(copy, { readwrite: true, create: false });
    const close = (): void => {
      db.close(true);
      remove();
    };
    return { db, close };
  } catch (error) {
    remove();
    throw error;
  }
}

class JournalReader implements HistorySource {
  readonly path: string;
  /** Whose history it is; null when that can't be read. */
  readonly room: string | null;
  /** Random, made with the journal. */
  readonly id: string | null;
  readonly #opened: Opened;
  readonly #runs: RunReader;

  constructor(path: string, opened: Opened) {
    this.path = path;
    this.#opened = opened;
    this.#runs = new RunReader(opened.db);
    const about = this.#orElse([], () => rowsOf(opened.db, "SELECT room, id FROM about"))[0];
    this.room = about === undefined ? null : String(about[0]);
    this.id = about === undefined ? null : String(about[1]);
  }

  /** What can't be read is left out; a row of the log that can't has 0 for its last seq. */
  load(from = 0): Loaded {
    const { db } = this.#opened;
    return {
      feeds: this.#orElse([], () => readFeeds(db)),
      log: salvageLog(db, this.path, from),
      members: this.#orElse([], () => readMembers(db, this.path)),
      proofs: this.#orElse([], () => readProofs(db, this.path)),
    };
  }

  /** Throws StateError when the run is not there, or damaged. */
  read(position: number): Uint8Array {
    try {
      const bytes = this.#runs.read(position);
      if (bytes !== null) return bytes;
    } catch (error) {
      throw journalError(error, this.path);
    }
    throw new StateError("journal-damaged", this.path, `no row ${position}`);
  }

  close(): void {
    this.#opened.close();
  }

  #orElse<T>(fallback: T, attempt: () => T): T {
    try {
      return attempt();
    } catch (error) {
      if (journalError(error, this.path).problem === "journal-damaged") return fallback;
      throw journalError(error, this.path);
    }
  }
}

export type { JournalReader };
