/** What SQLite's result codes mean to a person. https://sqlite.org/rescode.html */
import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";

import { codeOf, StateError, stateError, type StateProblem } from "./state_error.ts";

/** By how the code begins, since extended codes only add to it; the first that fits counts. */
const PROBLEMS: readonly (readonly [string, StateProblem])[] = [
  ["SQLITE_FULL", "no-space"],
  // The memory shared with readers is a file too, and is made as large as it must be.
  ["SQLITE_IOERR_SHMSIZE", "no-space"],
  ["SQLITE_CORRUPT", "journal-damaged"],
  ["SQLITE_IOERR_CORRUPTFS", "journal-damaged"],
  ["SQLITE_IOERR_SHORT_READ", "journal-damaged"],
  ["SQLITE_NOTADB", "not-a-journal"],
  ["SQLITE_READONLY", "read-only"],
  ["SQLITE_PERM", "denied"],
  ["SQLITE_AUTH", "denied"],
  ["SQLITE_BUSY", "in-use"],
  ["SQLITE_LOCKED", "in-use"],
  ["SQLITE_IOERR", "failing"],
];

/** Whatever was thrown while the database at `path` was used, as a StateError. */
export function journalError(error: unknown, path: string): StateError {
  const code = codeOf(error);
  if (!code.startsWith("SQLITE_")) return stateError(error, path);
  const folder = folderError(path);
  if (folder !== null && /^SQLITE_(?:CANTOPEN|READONLY|PERM)/.test(code)) return folder;
  const problem = PROBLEMS.find(([begin]) => code.startsWith(begin))?.[1] ?? "unknown";
  return new StateError(problem, path, error instanceof Error ? error.message : "");
}

/** SQLite says "unable to open" where the system says why: nothing can be made in the folder. */
function folderError(path: string): StateError | null {
  try {
    accessSync(dirname(path), constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return stateError(error, dirname(path));
  }
}
