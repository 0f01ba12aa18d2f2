import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openJournal } from "../../src/store/journal.ts";
import { rowsOf } from "../../src/store/journal_rows.ts";
import { journalVersion, migrate, MIGRATIONS } from "../../src/store/journal_schema.ts";
import { batchOf, memberRecord, ROOM, SampleFeed } from "./sample_runs.ts";
import { problemOf } from "./state_problem.ts";
import { tempFolder } from "./temp_folder.ts";

describe("openJournal", () => {
  test("makes files that only their owner may read, whatever the umask", () => {
    using folder = tempFolder();
    const before = process.umask(0);
    try {
      const journal = openJournal({ folder: folder.path, room: ROOM });
      journal.commit(batchOf({ members: [memberRecord("aa")] }));
      for (const name of ["journal.db", "journal.db-wal", "journal.db-shm"]) {
        expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
      }
      journal.close();
    } finally {
      process.umask(before);
    }
  });

  test("leaves one file after a good-bye", () => {
    using folder = tempFolder();
    const journal = openJournal({ folder: folder.path, room: ROOM });
    journal.commit(batchOf({ runs: [new SampleFeed("aa").say(["1"])] }));
    journal.read(0);
    journal.load();
    journal.close();
    expect(existsSync(join(folder.path, "journal.db"))).toBe(true);
    expect(existsSync(join(folder.path, "journal.db-wal"))).toBe(false);
  });

  test("makes a journal of an empty file, which is version 0", () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "journal.db"), "");
    const journal = openJournal({ folder: folder.path, room: ROOM });
    journal.commit(batchOf({ runs: [new SampleFeed("aa").say(["1"])] }));
    expect(journal.load().log.length).toBe(1);
    journal.close();
    const db = new Database(join(folder.path, "journal.db"));
    expect(journalVersion(db, "")).toBe(MIGRATIONS.length);
    db.close(true);
  });

  test("gives each journal an id of its own, and keeps it", () => {
    using one = tempFolder();
    using other = tempFolder();
    const ids = [one, one, other].map(({ path: folder }) => {
      const journal = openJournal({ folder, room: ROOM });
      journal.close();
      return journal.id;
    });
    expect(ids[0]).toBe(ids[1] ?? "");
    expect(ids[0]).not.toBe(ids[2] ?? "");
  });

  test("refuses the journal of another room", () => {
    using folder = tempFolder();
    openJournal({ folder: folder.path, room: "attic" }).close();
    expect(problemOf(() => openJournal({ folder: folder.path, room: ROOM }))).toBe("other-room");
  });

  test("refuses a link in the journal's place", () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "elsewhere.db"), "");
    symlinkSync(join(folder.path, "elsewhere.db"), join(folder.path, "journal.db"));
    expect(problemOf(() => openJournal({ folder: folder.path, room: ROOM }))).toBe("link");
  });

  test("is not kept by readers from emptying its write-ahead log", () => {
    using folder = tempFolder();
    const journal = openJournal({ folder: folder.path, room: ROOM });
    const feed = new SampleFeed("aa");
    journal.commit(batchOf({ runs: [feed.say(["1"]), feed.say(["2"])] }));
    journal.read(0);
    journal.read(1);
    const db = new Database(join(folder.path, "journal.db"));
    expect(rowsOf(db, "PRAGMA wal_checkpoint(TRUNCATE)")[0]?.[0]).toBe(0);
    db.close(true);
    journal.close();
  });
});

describe("commit", () => {
  test("stores nothing of a batch that fails, and goes on afterwards", () => {
    using folder = tempFolder();
    const journal = openJournal({ folder: folder.path, room: ROOM });
    const [a, b] = [new SampleFeed("aa"), new SampleFeed("bb")];
    const first = a.join("bobby");
    journal.commit(batchOf({ runs: [first] }));
    const second = a.say(["2"]);
    const third = b.say(["3"], { after: [a] });
    // A clock that is no whole number breaks the table's rule in the last row.
    const broken = { ...third, lamport: 0.5 };
    expect(() => journal.commit(batchOf({ runs: [second, broken] }))).toThrow();
    expect(journal.load()).toMatchObject({
      feeds: [{ author: a.author, head: first.hash, covered: 0 }],
      log: { length: 1 },
    });
    journal.commit(batchOf({ runs: [second, third] }));
    journal.close();
    const reopened = openJournal({ folder: folder.path, room: ROOM });
    expect(reopened.load().feeds.map((feed) => feed.covered)).toEqual([2, 0]);
    expect(reopened.load().log.length).toBe(3);
    reopened.close();
  });
});

describe("migrate", () => {
  test("runs each later migration once, in order", () => {
    const db = new Database(":memory:");
    const later = [
      ...MIGRATIONS,
      (each: Database) => void each.run("ALTER TABLE runs ADD COLUMN one INTEGER"),
      (each: Database) => void each.run("ALTER TABLE runs RENAME COLUMN one TO two"),
    ];
    migrate(db, "", later.slice(0, 1));
    expect(journalVersion(db, "")).toBe(1);
    migrate(db, "", later);
    migrate(db, "", later);
    expect(journalVersion(db, "", later.length)).toBe(3);
    expect(rowsOf(db, "SELECT two FROM runs")).toEqual([]);
    db.close(true);
  });

  test("leaves the old version whole when a migration fails", () => {
    const db = new Database(":memory:");
    migrate(db, "");
    const broken = [
      ...MIGRATIONS,
      (each: Database) => {
        each.run("DROP TABLE runs");
        throw new Error("interrupted");
      },
    ];
    expect(() => migrate(db, "", broken)).toThrow("interrupted");
    expect(journalVersion(db, "")).toBe(MIGRATIONS.length);
    expect(rowsOf(db, "SELECT position FROM runs")).toEqual([]);
    db.close(true);
  });
});
