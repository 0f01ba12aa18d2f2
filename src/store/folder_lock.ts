/** One state folder serves one process at a time. */
import { Database } from "bun:sqlite";
import { closeSync, constants, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import { journalError } from "./journal_error.ts";
import { kindAt } from "./private_files.ts";
import { codeOf, StateError, stateError } from "./state_error.ts";

const LOCK_FILE = "lock.db";
const HOLDER_FILE = "lock.json";

const holderFile = v.strictObject({ pid: v.pipe(v.number(), v.integer()), since: v.string() });

/** Who holds a folder. For people only: it may be out of date, which the lock never is. */
export type LockHolder = v.InferOutput<typeof holderFile>;

export type FolderLock =
  | { readonly ok: true; readonly release: () => void }
  | {
      readonly ok: false;
      /** An English sentence that names the folder. */
      readonly reason: string;
      readonly holder: LockHolder | null;
    };

/**
 * Takes the folder for this process, until `release` or its end, however it ends: what is held is
 * an exclusive lock on a file by way of SQLite, and the kernel drops those at a process's death.
 * A file with a process id in it would outlive a crash, and its id would come to be another's.
 * The journal stays free for readers, since the lock is on a file of its own.
 * Throws StateError when the folder can't be written to.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, LOCK_FILE);
  const db = openLockFile(path);
  try {
    db.run("PRAGMA journal_mode = MEMORY");
    db.run("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close(true);
    if (codeOf(error).startsWith("SQLITE_BUSY")) return refused(folder);
    throw journalError(error, path);
  }
  noteHolder(folder);
  return { ok: true, release: () => db.close(true) };
}

function openLockFile(path: string): Database {
  const kind = kindAt(path);
  if (kind === "link") throw new StateError("link", path);
  // Never opened but by SQLite once it is there: closing any descriptor of a file drops all locks
  // that this process has on it (POSIX).
  if (kind === "nothing") createLockFile(path);
  else if (kind !== "file") throw new StateError("not-a-file", path);
  try {
    return new Database(path, { readwrite: true, create: false });
  } catch (error) {
    throw journalError(error, path);
  }
}

function createLockFile(path: string): void {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  try {
    closeSync(openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw stateError(error, path); // else another was faster
  }
}

function refused(folder: string): FolderLock {
  const holder = readHolder(folder);
  const who = holder === null ? "" : ` (process ${holder.pid}, since ${holder.since})`;
  const reason =
    `Another ringchat${who} runs on the state folder ${folder}. ` +
    "End that one, or choose another folder: --state DIR";
  return { ok: false, reason, holder };
}

/** Only a convenience, so that failing is silent. */
function noteHolder(folder: string): void {
  const { O_CREAT, O_NOFOLLOW = 0, O_TRUNC, O_WRONLY } = constants;
  const holder: LockHolder = { pid: process.pid, since: new Date().toISOString() };
  try {
    const flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
    const file = openSync(join(folder, HOLDER_FILE), flags, 0o600);
    writeFileSync(file, `${JSON.stringify(holder)}\n`);
    closeSync(file);
  } catch {
    // The sentence then does without.
  }
}

function readHolder(folder: string): LockHolder | null {
  try {
    const text = readFileSync(join(folder, HOLDER_FILE), "utf8");
    const parsed = v.safeParse(holderFile, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
