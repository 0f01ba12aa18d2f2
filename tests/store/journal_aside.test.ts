import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openJournal } from "../../src/store/journal.ts";
import { keepAside } from "../../src/store/journal_aside.ts";
import { batchOf, ROOM, SampleFeed } from "./sample_runs.ts";
import { tempFolder } from "./temp_folder.ts";

function talkedIn(folder: string, text: string): void {
  const journal = openJournal({ folder, room: ROOM });
  journal.commit(batchOf({ runs: [new SampleFeed("aa").say([text])] }));
  journal.close();
}

test("keepAside leaves room for an empty journal and keeps each old one whole", () => {
  using folder = tempFolder();
  expect(keepAside(folder.path)).toBeNull();
  talkedIn(folder.path, "first");
  const first = keepAside(folder.path);
  talkedIn(folder.path, "second");
  const second = keepAside(folder.path);
  expect([first, second]).toEqual([
    join(folder.path, "journal.1.db"),
    join(folder.path, "journal.2.db"),
  ]);
  expect(readdirSync(folder.path).toSorted()).toEqual(["journal.1.db", "journal.2.db"]);
  const fresh = openJournal({ folder: folder.path, room: ROOM });
  expect(fresh.load().log.length).toBe(0);
  fresh.close();
  renameSync(join(folder.path, "journal.1.db"), join(folder.path, "journal.db"));
  const old = openJournal({ folder: folder.path, room: ROOM });
  expect(Buffer.from(old.read(0)).toString()).toContain("first");
  old.close();
});

test("keepAside keeps what a crash left in the write-ahead log", () => {
  using folder = tempFolder();
  using crashed = tempFolder();
  const journal = openJournal({ folder: folder.path, room: ROOM });
  journal.commit(batchOf({ runs: [new SampleFeed("aa").say(["unsaved?"])] }));
  for (const suffix of ["", "-wal"]) {
    const bytes = readFileSync(join(folder.path, `journal.db${suffix}`));
    writeFileSync(join(crashed.path, `journal.db${suffix}`), bytes);
  }
  journal.close();
  const aside = keepAside(crashed.path);
  expect(readdirSync(crashed.path)).toEqual(["journal.1.db"]);
  renameSync(aside ?? "", join(crashed.path, "journal.db"));
  const old = openJournal({ folder: crashed.path, room: ROOM });
  expect(old.load().log.length).toBe(1);
  old.close();
});

test("keepAside keeps a damaged file as it lies, and drops the index made of it", () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "journal.db"), "Dear diary, ".repeat(1_000));
  writeFileSync(join(folder.path, "search.db"), "");
  const aside = keepAside(folder.path);
  expect(readFileSync(aside ?? "", "utf8")).toStartWith("Dear diary");
  expect(existsSync(join(folder.path, "search.db"))).toBe(false);
});
