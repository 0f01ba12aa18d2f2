/**
 * What was said, on disk: an arrival log in SQLite. One process writes it (folder_lock.ts); others
 * may read it at the same time (journal_reader.ts).
 */
import { Database, type Statement } from "bun:sqlite";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";

import { assert } from "../lib/assert.ts";
import type { Loaded, Store, StoreBatch } from "../peer/ports.ts";
import { journalError } from "./journal_error.ts";
import { readFeeds, readLength, readLog, readMembers, readProofs, rowsOf } from "./journal_rows.ts";
import { migrate } from "./journal_schema.ts";
import { createPrivateEmptyFile, kindAt } from "./private_files.ts";
import { StateError } from "./state_error.ts";
import { type StagedFeeds, StoredFeeds } from "./stored_feeds.ts";

export const JOURNAL_FILE = "journal.db";

/**
 * Opens the folder's journal, or begins one; the folder's lock must be held. Throws StateError:
 * damaged, no journal, newer, another room's, not writable, no space.
 */
export function openJournal(options: { readonly folder: string; readonly room: string }): Journal {
  const path = join(options.folder, JOURNAL_FILE);
  prepareFile(path);
  let db: Database | null = null;
  try {
    db = new Database(path, { readwrite: true, create: false, strict: true });
    configure(db);
    migrate(db, path);
    begin(db, path, options.room);
    return new Journal(db, path);
  } catch (error) {
    db?.close(true);
    throw journalError(error, path);
  }
}

/** Made here, so that it is never there with the rights that the umask would give it. */
function prepareFile(path: string): void {
  const kind = kindAt(path);
  if (kind === "link") throw new StateError("link", path);
  if (kind === "nothing") createPrivateEmptyFile(path);
  else if (kind !== "file") throw new StateError("not-a-file", path);
  else if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

function configure(db: Database): void {
  // A page a system call: twice SQLite's own saves a third of the CPU of a commit of 64 runs.
  db.run("PRAGMA page_size = 8192");
  db.run("PRAGMA journal_mode = WAL");
  // Acknowledged means on disk, after a power cut too.
  db.run("PRAGMA synchronous = FULL");
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

type Statements = Readonly<Record<keyof typeof SQL, Statement>>;

const SQL = {
  begin: "BEGIN IMMEDIATE",
  commit: "COMMIT",
  insertRun: "INSERT INTO runs VALUES (?, ?, ?, ?, ?)",
  keepFeed: `INSERT INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feed) DO UPDATE SET
    head = excluded.head, covered = excluded.covered, name = excluded.name,
    address = excluded.address`,
  keepMember: "INSERT OR REPLACE INTO members VALUES (?, ?)",
  forgetMember: "DELETE FROM members WHERE peer = ?",
  keepProof: "INSERT OR IGNORE INTO proofs VALUES (?, ?, ?)",
  setClean: "UPDATE about SET clean = ?",
} as const;

class Journal implements Store {
  readonly #db: Database;
  readonly #path: string;
  readonly #statements: Statements;
  readonly #read: Statement<{ bytes: Uint8Array }, [number]>;
  readonly #feeds: StoredFeeds;
  #length: number;
  /** The file says that this process writes it. */
  #isMarked = false;

  constructor(db: Database, path: string) {
    this.#db = db;
    this.#path = path;
    this.#feeds = new StoredFeeds(readFeeds(db));
    this.#length = readLength(db);
    this.#read = db.prepare("SELECT bytes FROM runs WHERE position = ?");
    this.#statements = {
      begin: db.prepare(SQL.begin),
      commit: db.prepare(SQL.commit),
      insertRun: db.prepare(SQL.insertRun),
      keepFeed: db.prepare(SQL.keepFeed),
      keepMember: db.prepare(SQL.keepMember),
      forgetMember: db.prepare(SQL.forgetMember),
      keepProof: db.prepare(SQL.keepProof),
      setClean: db.prepare(SQL.setClean),
    };
  }

  /** @param from leaves out what stands before that position of the arrival log */
  load(from = 0): Loaded {
    return this.#guard(() => ({
      feeds: [...this.#feeds.all()],
      log: readLog(this.#db, this.#path, from, this.#length),
      members: readMembers(this.#db, this.#path),
      proofs: readProofs(this.#db, this.#path),
    }));
  }

  read(position: number): Uint8Array {
    const row = this.#guard(() => this.#read.get(position));
    assert(row !== null, `run ${position} of ${this.#length} read before it was stored`);
    return row.bytes;
  }

  commit(batch: StoreBatch): void {
    const staged = this.#feeds.stage(batch.runs);
    this.#guard(() => {
      this.#statements.begin.run();
      try {
        this.#write(batch, staged);
        this.#statements.commit.run();
      } catch (error) {
        // A full disk rolls back by itself.
        if (this.#db.inTransaction) this.#db.run("ROLLBACK");
        throw error;
      }
    });
    this.#isMarked = true;
    this.#feeds.accept(staged);
    this.#length += batch.runs.length;
  }

  #write(batch: StoreBatch, staged: StagedFeeds): void {
    const { setClean, insertRun, keepFeed, keepMember, forgetMember, keepProof } = this.#statements;
    if (!this.#isMarked) setClean.run(0);
    for (const [i, { last, lamport, bytes }] of batch.runs.entries()) {
      insertRun.run(this.#length + i, staged.places[i] ?? 0, last, lamport, bytes);
    }
    for (const feed of staged.changed.values()) {
      const { index, author, epoch, head, covered, name, address } = feed;
      keepFeed.run(index, author, epoch, head, covered, name, address);
    }
    for (const peer of batch.forgotten) forgetMember.run(peer);
    for (const record of batch.members) keepMember.run(record.peer, JSON.stringify(record));
    for (const proof of batch.proofs) {
      keepProof.run(proof.one.author, proof.one.epoch, JSON.stringify(proof));
    }
  }

  /** Never throws: what could not be written was not acknowledged. */
  close(): void {
    try {
      if (this.#isMarked) this.#statements.setClean.run(1);
    } catch {
      // The mark stays, and the next start looks closer.
    }
    this.#db.close(true);
  }

  #guard<T>(attempt: () => T): T {
    try {
      return attempt();
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }
}

export type { Journal };
