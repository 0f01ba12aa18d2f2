import { describe, expect, test } from "bun:test";
import { statSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { type FolderLock, lockFolder } from "../../src/store/folder_lock.ts";
import { openJournal } from "../../src/store/journal.ts";
import { openJournalToRead } from "../../src/store/journal_reader.ts";
import { ROOM } from "./sample_runs.ts";
import { problemOf } from "./state_problem.ts";
import { tempFolder } from "./temp_folder.ts";

function release(lock: FolderLock): void {
  if (lock.ok) lock.release();
}

describe("lockFolder", () => {
  test("serves one at a time, and names the folder and the process to the second", () => {
    using folder = tempFolder();
    const first = lockFolder(folder.path);
    const second = lockFolder(folder.path);
    expect(first.ok).toBe(true);
    expect(second.ok).toBe(false);
    if (second.ok) return;
    expect(second.reason).toContain(folder.path);
    expect(second.reason).toContain(`process ${process.pid}`);
    expect(second.holder?.pid).toBe(process.pid);
    release(first);
    const third = lockFolder(folder.path);
    expect(third.ok).toBe(true);
    release(third);
  });

  test("is held while its holder lives, also against other processes", async () => {
    using folder = tempFolder();
    const lock = lockFolder(folder.path);
    // Opening and closing what is beside the lock must not let go of it.
    openJournal({ folder: folder.path, room: ROOM }).close();
    const writer = join(import.meta.dir, "fixture_writer.ts");
    const child = Bun.spawn([process.execPath, writer, folder.path, "3"], { stdout: "pipe" });
    expect(await child.stdout.text()).toContain("runs on the state folder");
    expect(await child.exited).toBe(4);
    release(lock);
  });

  test("leaves the journal to readers", () => {
    using folder = tempFolder();
    const lock = lockFolder(folder.path);
    openJournal({ folder: folder.path, room: ROOM }).close();
    const reader = openJournalToRead(folder.path);
    expect(reader?.load().log.length).toBe(0);
    reader?.close();
    release(lock);
  });

  test("makes a file that only its owner may read, and follows no link", () => {
    using folder = tempFolder();
    release(lockFolder(folder.path));
    expect(statSync(join(folder.path, "lock.db")).mode & 0o077).toBe(0);
    using other = tempFolder();
    symlinkSync(join(folder.path, "lock.db"), join(other.path, "lock.db"));
    expect(problemOf(() => lockFolder(other.path))).toBe("link");
  });

  test("says so when there is no such folder", () => {
    expect(problemOf(() => lockFolder("/nowhere/at/all"))).not.toBeNull();
  });
});
