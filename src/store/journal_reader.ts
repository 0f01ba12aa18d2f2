/** A journal looked at: while its peer runs, at rest, on a read-only disk, or damaged. */
import { join } from "node:path";

import type { Loaded } from "../peer/ports.ts";
import type { HistorySource } from "./history.ts";
import { JOURNAL_FILE } from "./journal.ts";
import { journalError } from "./journal_error.ts";
import { readFeeds, readMembers, readProofs, rowsOf } from "./journal_rows.ts";
import { salvageLog } from "./journal_salvage.ts";
import { journalVersion } from "./journal_schema.ts";
import { kindAt } from "./private_files.ts";
import { type OpenedToRead, openToRead } from "./read_only.ts";
import { RunReader } from "./run_reader.ts";
import { StateError } from "./state_error.ts";

/**
 * The folder's journal, to be read only; null when there is none yet. Throws StateError when
 * nothing of it can be read.
 */
export function openJournalToRead(folder: string): JournalReader | null {
  const path = join(folder, JOURNAL_FILE);
  const kind = kindAt(path);
  if (kind === "nothing") return null;
  if (kind !== "file") throw new StateError(kind === "link" ? "link" : "not-a-file", path);
  const opened = openToRead(path);
  try {
    if (journalVersion(opened.db, path) > 0) return new JournalReader(path, opened);
    opened.close();
    return null;
  } catch (error) {
    opened.close();
    throw journalError(error, path);
  }
}

class JournalReader implements HistorySource {
  readonly path: string;
  /** Whose history it is; null when that can't be read. */
  readonly room: string | null;
  /** Random, made with the journal. */
  readonly id: string | null;
  readonly #opened: OpenedToRead;
  readonly #runs: RunReader;

  constructor(path: string, opened: OpenedToRead) {
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
