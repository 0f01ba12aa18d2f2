import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { lockFolder } from "../../src/store/folder_lock.ts";
import { openJournal } from "../../src/store/journal.ts";
import { RunDecoder } from "../../src/store/run_decoder.ts";
import { ROOM } from "./sample_runs.ts";
import { tempFolder } from "./temp_folder.ts";

setDefaultTimeout(60_000);

/** Kills a writer once it has acknowledged `enough` runs. Returns how many it had in the end. */
async function writeAndKill(folder: string, enough: number): Promise<number> {
  const writer = join(import.meta.dir, "fixture_writer.ts");
  const child = Bun.spawn([process.execPath, writer, folder, "90000"], { stdout: "pipe" });
  let output = "";
  let killed = false;
  for await (const chunk of child.stdout) {
    output += Buffer.from(chunk).toString();
    if (killed || acknowledged(output) < enough) continue;
    child.kill("SIGKILL");
    killed = true;
  }
  await child.exited;
  return acknowledged(output);
}

/** The last number that was printed whole. */
function acknowledged(output: string): number {
  const lines = output.slice(0, output.lastIndexOf("\n") + 1).split("\n");
  return Number(lines.at(-2) ?? 0);
}

test("after kill -9 in the midst of commits, all that was acknowledged is there, and no half batch", async () => {
  using folder = tempFolder();
  let before = 0;
  for (const enough of [3, 30, 150, 300]) {
    const said = await writeAndKill(folder.path, enough);
    expect(said).toBeGreaterThanOrEqual(enough);
    const journal = openJournal({ folder: folder.path, room: ROOM });
    const { log, feeds } = journal.load();
    const stored = log.length - before;
    expect(stored).toBeGreaterThanOrEqual(said);
    expect(stored % 3).toBe(0);
    expect(log.last[log.length - 1]).toBe(stored);
    const decoder = new RunDecoder();
    for (let position = before; position < log.length; position++) {
      expect(decoder.decode(journal.read(position))).not.toBeNull();
    }
    expect(feeds).toHaveLength([3, 30, 150, 300].indexOf(enough) + 1);
    before = log.length;
    journal.close();
  }
});

test("a folder is free as soon as the process that held it is killed", async () => {
  using folder = tempFolder();
  await writeAndKill(folder.path, 3);
  const lock = lockFolder(folder.path);
  expect(lock.ok).toBe(true);
  if (lock.ok) lock.release();
});
