/** SQLite files opened to be read only, where SQLite itself would refuse or write first. */
import { constants, Database } from "bun:sqlite";
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { journalError } from "./journal_error.ts";
import { rowsOf } from "./journal_rows.ts";
import { codeOf } from "./state_error.ts";

export type OpenedToRead = { readonly db: Database; readonly close: () => void };

/**
 * The database at `path`, in whatever state it lies there. Not for a process that has it open
 * already: to copy a file drops the locks that its process has on it. Throws StateError.
 */
export function openToRead(path: string): OpenedToRead {
  try {
    return openAsIs(path);
  } catch (error) {
    try {
      return openOtherwise(path, codeOf(error));
    } catch {
      throw journalError(error, path);
    }
  }
}

function openAsIs(path: string): OpenedToRead {
  const db = new Database(path, { readonly: true });
  try {
    db.run("PRAGMA busy_timeout = 1000");
    return checked(db);
  } catch (error) {
    db.close(true);
    throw error;
  }
}

function openOtherwise(path: string, code: string): OpenedToRead {
  // It refuses a file with fewer pages than its header says, whatever is in them.
  if (code.startsWith("SQLITE_CORRUPT")) return openCopy(path);
  // To read a write-ahead log it wants to make files beside it. Where none can be made nobody
  // writes: the file is read as it lies, or copied together with its log.
  const logBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (logBytes > 0) return openCopy(path);
  const { SQLITE_OPEN_READONLY, SQLITE_OPEN_URI } = constants;
  const url = `${pathToFileURL(path).href}?immutable=1`;
  return checked(new Database(url, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI));
}

function openCopy(path: string): OpenedToRead {
  const folder = mkdtempSync(join(tmpdir(), "ringchat-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, "copy.db");
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    padToHeader(copy);
    const { db, close } = checked(new Database(copy, { readwrite: true, create: false }));
    return {
      db,
      close() {
        close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Makes the file as long as its header says: https://sqlite.org/fileformat.html 1.3. */
function padToHeader(path: string): void {
  const header = Buffer.alloc(32);
  const file = openSync(path, "r+");
  try {
    if (readSync(file, header) < header.length) return;
    const pageSize = header.readUInt16BE(16);
    const bytes = header.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize);
    const { size } = fstatSync(file);
    if (bytes > size && bytes < size + PADDING_BYTES_MAX) ftruncateSync(file, bytes);
  } finally {
    closeSync(file);
  }
}

/** A header may say anything, and to look through what is not there takes its time. */
const PADDING_BYTES_MAX = 1_024 ** 3;

function checked(db: Database): OpenedToRead {
  rowsOf(db, "SELECT count(*) FROM sqlite_schema");
  return { db, close: () => db.close(true) };
}
