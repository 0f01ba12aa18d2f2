/** --fresh: an empty history from now on, the old one kept. */
import { Database } from "bun:sqlite";
import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import { JOURNAL_FILE } from "./journal.ts";
import { SEARCH_FILE } from "./search.ts";
import { StateError, stateError } from "./state_error.ts";

/** What SQLite may have left beside a file; kept together, they can still be read. */
const BESIDE = ["-wal", "-shm", "-journal"];

/**
 * Puts the folder's journal aside as journal.N.db, readable or not, and returns its path; null when
 * there is none. The folder's lock must be held. Throws StateError.
 */
export function keepAside(folder: string): string | null {
  const path = join(folder, JOURNAL_FILE);
  try {
    if (!existsSync(path)) return null;
    joinIntoOneFile(path);
    const aside = freePath(folder);
    // First the file itself: SQLite drops a log that it finds beside an empty or missing one.
    for (const suffix of ["", ...BESIDE]) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    }
    // It can be made again from a journal, but only from its own.
    for (const suffix of ["", ...BESIDE])
      rmSync(join(folder, SEARCH_FILE + suffix), { force: true });
    return aside;
  } catch (error) {
    throw stateError(error, path);
  }
}

/** Moves what still stands in the write-ahead log into the file, when both are sound. */
function joinIntoOneFile(path: string): void {
  let db: Database | null = null;
  try {
    db = new Database(path, { readwrite: true, create: false });
    db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Damaged, or no database at all: it is kept as it lies.
  } finally {
    db?.close(true);
  }
}

function freePath(folder: string): string {
  for (let number = 1; number < 10_000; number++) {
    const path = join(folder, JOURNAL_FILE.replace(/(?=\.db$)/, `.${number}`));
    if (!["", ...BESIDE].some((suffix) => existsSync(path + suffix))) return path;
  }
  throw new StateError("unknown", join(folder, basename(JOURNAL_FILE)), "too many kept aside");
}
