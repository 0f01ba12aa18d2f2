/** What stands in the journal, read back. Rows are as hostile as a file can be. */
import type { Database, SQLQueryBindings } from "bun:sqlite";

import type { Loaded } from "../peer/ports.ts";
import { checkFrame, type ForkProof, type MemberRecord } from "../wire/frame.ts";
import { StateError } from "./state_error.ts";
import type { StoredFeed } from "./stored_feeds.ts";

type Cell = ReturnType<ReturnType<Database["prepare"]>["values"]>[number][number];

/** Rows of the arrival log taken at a time: what is held twice while it is read. */
const ROWS_AT_ONCE = 2_048;

/** No run is smaller: the hashes and the signature in its header are more. */
const RUN_BYTES_MIN = 300;

export function rowsOf(db: Database, sql: string, ...values: SQLQueryBindings[]): Cell[][] {
  const statement = db.prepare(sql);
  try {
    return statement.values(...values);
  } finally {
    statement.finalize();
  }
}

export function readFeeds(db: Database): StoredFeed[] {
  const sql = "SELECT feed, author, epoch, head, covered, name, address FROM feeds ORDER BY feed";
  return rowsOf(db, sql).map(([index, author, epoch, head, covered, name, address]) => ({
    index: Number(index),
    author: String(author),
    epoch: String(epoch),
    head: String(head),
    covered: Number(covered),
    name: String(name),
    address: String(address),
  }));
}

/** Positions in the arrival log: one more than the last. Throws StateError for what can't be. */
export function readLength(db: Database, path: string): number {
  const length = Number(rowsOf(db, "SELECT ifnull(max(position), -1) + 1 FROM runs")[0]?.[0]);
  if (length >= 0 && length <= lengthMax(db)) return length;
  throw new StateError("journal-damaged", path, `${length} runs`);
}

/** No more runs than that fit in the file, whatever is in it. */
export function lengthMax(db: Database): number {
  const sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
  return Math.ceil(Number(rowsOf(db, sql)[0]?.[0]) / RUN_BYTES_MIN);
}

/** A log of `length` rows, all yet to be filled in. */
export function emptyLog(length: number): Loaded["log"] {
  return {
    length,
    feed: new Uint32Array(length),
    last: new Uint32Array(length),
    lamport: new Float64Array(length),
  };
}

/** The arrival log from position `from` up to `length`. Throws StateError when a row is missing. */
export function readLog(db: Database, path: string, from: number, length: number): Loaded["log"] {
  const log = emptyLog(Math.max(0, length - from));
  const sql =
    "SELECT position, feed, last, lamport FROM runs WHERE position >= ? ORDER BY position LIMIT ?";
  const statement = db.prepare(sql);
  try {
    for (let next = from; next < length;) {
      const rows = statement.values(next, Math.min(ROWS_AT_ONCE, length - next));
      for (const row of rows) {
        if (row[0] !== next) throw new StateError("journal-damaged", path, `no row ${next}`);
        fillIn(log, next - from, row);
        next++;
      }
      if (rows.length === 0) throw new StateError("journal-damaged", path, `no row ${next}`);
    }
  } finally {
    statement.finalize();
  }
  return log;
}

/** @param row position, feed, last and lamport */
export function fillIn(log: Loaded["log"], index: number, row: readonly Cell[]): void {
  log.feed[index] = Number(row[1]);
  log.last[index] = Number(row[2]);
  log.lamport[index] = Number(row[3]);
}

/** By id. Throws StateError when one is no record. */
export function readMembers(db: Database, path: string): MemberRecord[] {
  return rowsOf(db, "SELECT record FROM members ORDER BY peer").flatMap(([text]) => {
    const frame = checkFrame({ type: "members", records: [parse(text, path)] });
    if (!frame.ok) throw new StateError("journal-damaged", path, `a member's ${frame.reason}`);
    return frame.value.type === "members" ? frame.value.records : [];
  });
}

/** In the order in which they came. Throws StateError when one is no proof. */
export function readProofs(db: Database, path: string): ForkProof[] {
  return rowsOf(db, "SELECT proof FROM proofs ORDER BY rowid").flatMap(([text]) => {
    const frame = checkFrame(parse(text, path));
    if (!frame.ok) throw new StateError("journal-damaged", path, `a proof's ${frame.reason}`);
    return frame.value.type === "proof" ? [frame.value] : [];
  });
}

function parse(text: Cell | undefined, path: string): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new StateError("journal-damaged", path, "a row is not JSON");
  }
}
