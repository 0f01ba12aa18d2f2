/**
 * What was said, on disk: an arrival log in SQLite. One process writes it (folder_lock.ts); others
 * may read it at the same time (journal_reader.ts).
 */
import type { Database, Statement } from "bun:sqlite";
import { join } from "node:path";

import { assert } from "../lib/assert.ts";
import type { Loaded, Store, StoreBatch } from "../peer/ports.ts";
import { journalError } from "./journal_error.ts";
import { openJournalFile } from "./journal_file.ts";
import { readFeeds, readLength, readLog, readMembers, readProofs, rowsOf } from "./journal_rows.ts";
import { RunReader } from "./run_reader.ts";
import { type FeedChanges, StoredFeeds } from "./stored_feeds.ts";
import { WalSync } from "./wal_sync.ts";

export const JOURNAL_FILE = "journal.db";

/**
 * Opens the folder's journal, or begins one; the folder's lock must be held. Throws StateError:
 * damaged, no journal, newer, another room's, not writable, no space.
 */
export function openJournal(options: { readonly folder: string; readonly room: string }): Journal {
  const path = join(options.folder, JOURNAL_FILE);
  const db = openJournalFile(path, options.room);
  try {
    return new Journal(db, path);
  } catch (error) {
    db.close(true);
    throw journalError(error, path);
  }
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
  /** Random, made with the journal: what was derived from another can be told. */
  readonly id: string;
  readonly #db: Database;
  readonly #path: string;
  readonly #statements: Statements;
  readonly #runs: RunReader;
  readonly #feeds: StoredFeeds;
  #length: number;
  /** The file says that this process writes it. */
  #isMarked = false;

  readonly #wal: WalSync;

  constructor(db: Database, path: string) {
    this.#db = db;
    this.#path = path;
    this.#feeds = new StoredFeeds(readFeeds(db));
    this.#length = readLength(db, path);
    this.id = String(rowsOf(db, "SELECT id FROM about")[0]?.[0]);
    this.#runs = new RunReader(db);
    this.#wal = new WalSync(path);
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

  /** Runs in the arrival log. */
  get length(): number {
    return this.#length;
  }

  /** @param from leaves out what stands before that position of the arrival log */
  load(from = 0): Loaded {
    return this.#guard(() => ({
      feeds: this.#feeds.all(),
      log: readLog(this.#db, this.#path, from, this.#length),
      members: readMembers(this.#db, this.#path),
      proofs: readProofs(this.#db, this.#path),
    }));
  }

  read(position: number): Uint8Array {
    const bytes = this.#guard(() => this.#runs.read(position));
    assert(bytes !== null, `run ${position} of ${this.#length} read before it was stored`);
    return bytes;
  }

  commit(batch: StoreBatch): void {
    const changes = this.#feeds.apply(batch.runs);
    try {
      this.#statements.begin.run();
      this.#write(batch, changes);
      this.#statements.commit.run();
    } catch (error) {
      changes.undo();
      // A full disk rolls back by itself.
      if (this.#db.inTransaction) this.#db.run("ROLLBACK");
      throw journalError(error, this.#path);
    }
    this.#isMarked = true;
    this.#length += batch.runs.length;
  }

  async sync(): Promise<void> {
    try {
      await this.#wal.sync();
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }

  #write(batch: StoreBatch, { places, changed }: FeedChanges): void {
    const { setClean, insertRun, keepFeed, keepMember, forgetMember, keepProof } = this.#statements;
    if (!this.#isMarked) setClean.run(0);
    for (const [i, { last, lamport, bytes }] of batch.runs.entries()) {
      insertRun.run(this.#length + i, places[i] ?? 0, last, lamport, bytes);
    }
    for (const feed of changed) {
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
    this.#wal.close();
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
