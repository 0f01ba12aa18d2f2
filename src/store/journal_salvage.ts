/** The arrival log of a journal that may be damaged: what can be read of it. */
import type { Database, Statement } from "bun:sqlite";

import type { Loaded } from "../peer/ports.ts";
import { journalError } from "./journal_error.ts";
import { emptyLog, fillIn, lengthMax, readLength, readLog } from "./journal_rows.ts";

/** A row that can't be read has 0 for its last seq. Throws StateError for all but damage. */
export function salvageLog(db: Database, path: string, from: number): Loaded["log"] {
  try {
    return readLog(db, path, from, readLength(db, path));
  } catch (error) {
    throwUnlessDamaged(error, path);
  }
  const log = emptyLog(Math.max(0, longest(db, path) - from));
  const statement = db.prepare("SELECT position, feed, last, lamport FROM runs WHERE position = ?");
  try {
    // One by one: a damaged page hides its own rows and no others.
    for (let index = 0; index < log.length; index++) salvageRow(statement, path, log, from, index);
  } finally {
    statement.finalize();
  }
  return log;
}

function salvageRow(
  statement: Statement,
  path: string,
  log: Loaded["log"],
  from: number,
  index: number,
): void {
  try {
    const row = statement.values(from + index)[0];
    if (row !== undefined) fillIn(log, index, row);
  } catch (error) {
    throwUnlessDamaged(error, path);
  }
}

/** As many rows as there are, or as there can be when the last page is damaged. */
function longest(db: Database, path: string): number {
  try {
    return readLength(db, path);
  } catch (error) {
    throwUnlessDamaged(error, path);
    return lengthMax(db);
  }
}

function throwUnlessDamaged(error: unknown, path: string): void {
  const known = journalError(error, path);
  if (known.problem !== "journal-damaged") throw known;
}
