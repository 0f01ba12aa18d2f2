/** A damaged, foreign, full or read-only place: what is said of it, and what can still be read. */
import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

import { historyOf } from "../../src/store/history.ts";
import { openJournal } from "../../src/store/journal.ts";
import { openJournalToRead } from "../../src/store/journal_reader.ts";
import { batchOf, ROOM, SampleFeed } from "./sample_runs.ts";
import { smallDisk } from "./small_disk.ts";
import { problemOf } from "./state_problem.ts";
import { tempFolder } from "./temp_folder.ts";

setDefaultTimeout(60_000);

const BATCHES = 40;
const RUNS = 20 * BATCHES;

/** A folder with a journal of 800 messages. */
function talkedIn(folder: string): void {
  const journal = openJournal({ folder, room: ROOM });
  const feed = new SampleFeed("aa");
  for (let batch = 0; batch < BATCHES; batch++) {
    const texts = Array.from({ length: 20 }, (_, i) => `message ${batch * 20 + i}`);
    journal.commit(batchOf({ runs: texts.map((each) => feed.say([each])) }));
  }
  journal.close();
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function messagesIn(folder: string): { texts: string[]; damaged: number } {
  const reader = openJournalToRead(folder);
  if (reader === null) return { texts: [], damaged: 0 };
  let damaged = 0;
  const options = { room: reader.room ?? ROOM, onDamaged: () => void damaged++ };
  const texts = [...historyOf(reader, options)].map((entry) =>
    entry.kind === "message" ? entry.text : entry.kind,
  );
  reader.close();
  return { texts, damaged };
}

/** Takes away the mark of a good-bye, as a crash does. */
function endUncleanly(path: string): void {
  const db = new Database(path);
  db.run("UPDATE about SET clean = 0");
  db.close(true);
}

describe("a file that is no journal", () => {
  test.each([
    ["text", (path: string) => writeFileSync(path, "Dear diary, ".repeat(2_000))],
    ["another program's database", (path: string) => foreignDatabase(path)],
  ])("is refused: %s", (_, make) => {
    using folder = tempFolder();
    make(join(folder.path, "journal.db"));
    const open = (): unknown => openJournal({ folder: folder.path, room: ROOM });
    expect(problemOf(open)).toBe("not-a-journal");
    expect(problemOf(() => openJournalToRead(folder.path))).toBe("not-a-journal");
  });

  test("is refused: a later version's", () => {
    using folder = tempFolder();
    talkedIn(folder.path);
    const db = new Database(join(folder.path, "journal.db"));
    db.run("PRAGMA user_version = 99");
    db.close(true);
    const open = (): unknown => openJournal({ folder: folder.path, room: ROOM });
    expect(problemOf(open)).toBe("journal-newer");
  });
});

function foreignDatabase(path: string): void {
  const db = new Database(path);
  db.run("CREATE TABLE bookmarks (url TEXT)");
  db.close(true);
}

describe("a damaged journal", () => {
  test("is noticed at the start wherever a page of it is broken, and gives what is left", () => {
    const size = 8_192;
    using whole = tempFolder();
    talkedIn(whole.path);
    const pages = statSync(join(whole.path, "journal.db")).size / size;
    for (let page = 1; page < pages; page += 7) {
      using folder = tempFolder();
      talkedIn(folder.path);
      const path = join(folder.path, "journal.db");
      endUncleanly(path);
      overwrite(path, page * size, new Uint8Array(size).fill(0xa5));
      const open = (): void => {
        const journal = openJournal({ folder: folder.path, room: ROOM });
        try {
          journal.load();
        } finally {
          journal.close();
        }
      };
      expect(problemOf(open)).toBe("journal-damaged");
      const { texts } = messagesIn(folder.path);
      expect(texts.length).toBeLessThanOrEqual(RUNS);
      expect(texts).toEqual(texts.toSorted((a, b) => numberIn(a) - numberIn(b)));
    }
  });

  test("gives all messages but those of the broken page", () => {
    using folder = tempFolder();
    talkedIn(folder.path);
    const path = join(folder.path, "journal.db");
    const size = statSync(path).size;
    overwrite(path, Math.floor(size / 2 / 8_192) * 8_192, new Uint8Array(8_192).fill(0xa5));
    const { texts } = messagesIn(folder.path);
    expect(texts.length).toBeGreaterThan(RUNS - 30);
    expect(texts.length).toBeLessThan(RUNS);
    expect(texts).toContain("message 0");
    expect(texts).toContain(`message ${RUNS - 1}`);
  });

  test("leaves out a message of which a byte was changed", () => {
    using folder = tempFolder();
    talkedIn(folder.path);
    const path = join(folder.path, "journal.db");
    const db = new Database(path);
    const sql = "SELECT CAST(bytes AS TEXT) AS text FROM runs WHERE position = 5";
    const row = db.prepare<{ text: string }, []>(sql).get();
    const changed = Buffer.from((row?.text ?? "").replace("message 5", "message 6"));
    db.run("UPDATE runs SET bytes = ? WHERE position = 5", [changed]);
    db.close(true);
    expect(messagesIn(folder.path).damaged).toBe(1);
    expect(messagesIn(folder.path).texts).not.toContain("message 5");
  });

  test("is cut short: noticed, and read as far as it goes", () => {
    using folder = tempFolder();
    talkedIn(folder.path);
    const path = join(folder.path, "journal.db");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 5 * 8_192));
    const open = (): unknown => openJournal({ folder: folder.path, room: ROOM }).load();
    expect(problemOf(open)).toBe("journal-damaged");
    expect(messagesIn(folder.path).texts.length).toBeGreaterThan(RUNS - 120);
  });
});

function numberIn(text: string): number {
  return Number(/\d+/.exec(text)?.[0]);
}

const disk = smallDisk();

describe.skipIf(disk === null)("a small disk (needs root: mounts a tmpfs)", () => {
  test("is full: the batch is refused whole, what was stored is kept, and there may be room later", () => {
    if (disk === null) return;
    using mounted = disk();
    const folder = mounted.path;
    const journal = openJournal({ folder, room: ROOM });
    const feed = new SampleFeed("aa");
    let stored = 0;
    const problem = problemOf(() => {
      for (; stored < 10_000; stored++) {
        journal.commit(batchOf({ runs: [feed.say(["x".repeat(1_000)]), feed.say(["y"])] }));
      }
    });
    expect(problem).toBe("no-space");
    expect(stored).toBeGreaterThan(10);
    expect(journal.load().log.length).toBe(2 * stored);
    expect(journal.read(2 * stored - 1).length).toBeGreaterThan(100);
    expect(messagesIn(folder).texts.length).toBe(2 * stored);
    journal.close();
    expect(messagesIn(folder).texts.length).toBe(2 * stored);
    mounted.grow();
    const again = openJournal({ folder, room: ROOM });
    expect(again.load().log.length).toBe(2 * stored);
    again.commit(batchOf({ runs: [new SampleFeed("bb").say(["room again"])] }));
    again.close();
    expect(messagesIn(folder).texts.length).toBe(2 * stored + 1);
  });

  test("is full from the first: there is no journal, and the reason is told", () => {
    if (disk === null) return;
    using mounted = disk();
    mounted.fill();
    const open = (): unknown => openJournal({ folder: mounted.path, room: ROOM });
    expect(problemOf(open)).toBe("no-space");
  });

  test("is read-only: no start, but the history can be read", () => {
    if (disk === null) return;
    using mounted = disk();
    talkedInBriefly(mounted.path);
    mounted.makeReadOnly();
    const open = (): unknown => openJournal({ folder: mounted.path, room: ROOM });
    expect(problemOf(open)).toBe("read-only");
    expect(messagesIn(mounted.path).texts).toEqual(["one", "two"]);
  });

  test("is read-only after a crash: what stands in the write-ahead log is read too", async () => {
    if (disk === null) return;
    using mounted = disk();
    await killedWhileOpen(mounted.path);
    expect(statSync(join(mounted.path, "journal.db-wal")).size).toBeGreaterThan(0);
    mounted.makeReadOnly();
    expect(messagesIn(mounted.path).texts).toEqual(["one", "two"]);
  });
});

function talkedInBriefly(folder: string): void {
  const journal = openJournal({ folder, room: ROOM });
  const feed = new SampleFeed("aa");
  journal.commit(batchOf({ runs: [feed.say(["one"]), feed.say(["two"])] }));
  journal.close();
}

async function killedWhileOpen(folder: string): Promise<void> {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "fixture_writer.ts"), folder, "2"],
    {
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  for await (const chunk of child.stdout) if (Buffer.from(chunk).includes("done")) break;
  child.kill("SIGKILL");
  await child.exited;
}
