import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { withLock } from "../../scripts/lock.mjs";

setDefaultTimeout(60_000);

const lockScript = resolve(import.meta.dir, "../../scripts/lock.mjs");
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ringchat-lock-"));
  path = join(folder, "made/lock");
});

afterEach(() => rm(folder, { recursive: true }));

/** A process that has ended, and whose number no other has yet. */
function deadPid() {
  return Bun.spawnSync([process.execPath, "--version"]).pid;
}

const unexpected = () => expect.unreachable("nobody is there to wait for");

test("the lock names its holder while the work is done, and is gone afterwards", async () => {
  const result = await withLock(path, unexpected, async () => Bun.file(path).text());
  expect(result).toBe(String(process.pid));
  expect(existsSync(path)).toBe(false);
});

test("the lock is given back when the work fails", async () => {
  const work = withLock(path, unexpected, async () => Promise.reject(new Error("no space")));
  expect(work).rejects.toThrow("no space");
  await work.catch(() => {});
  expect(existsSync(path)).toBe(false);
});

test("a second worker is told once whom it waits for, and then goes on", async () => {
  const waitedFor: number[] = [];
  const first = Promise.withResolvers<string>();
  const order: string[] = [];
  const one = withLock(path, unexpected, async () => order.push(await first.promise));
  const two = withLock(
    path,
    (holder) => {
      waitedFor.push(holder);
      first.resolve("first");
    },
    async () => order.push("second"),
  );
  await Promise.all([one, two]);
  expect(order).toEqual(["first", "second"]);
  expect(waitedFor).toEqual([process.pid]);
});

test("a dead holder is not waited for", async () => {
  await withLock(path, unexpected, async () => {});
  writeFileSync(path, `${deadPid()} ${deadPid()}`);
  expect(await withLock(path, unexpected, async () => "done")).toBe("done");
});

test("what a dead holder had started, and still lives, is waited for", async () => {
  const child = Bun.spawn([process.execPath, "-e", "setInterval(() => {}, 1e9)"]);
  await withLock(path, unexpected, async () => {});
  writeFileSync(path, `${deadPid()} ${child.pid}`);
  const waitedFor: number[] = [];
  const end = (holder: number) => {
    waitedFor.push(holder);
    child.kill("SIGKILL");
  };
  await withLock(path, end, async () => {});
  expect(waitedFor).toEqual([child.pid]);
});

test("an old lock does not hold, as its holder's number may be another's by now", async () => {
  await withLock(path, unexpected, async () => {});
  writeFileSync(path, String(process.pid));
  utimesSync(path, 0, 0);
  expect(await withLock(path, unexpected, async () => "done")).toBe("done");
});

test("of many processes that find a dead lock one at a time works", async () => {
  await withLock(path, unexpected, async () => {});
  writeFileSync(path, String(deadPid()));
  const shared = join(folder, "shared");
  // Whoever finds the file there is not alone.
  const worker = `
    import { withLock } from ${JSON.stringify(lockScript)};
    import { rmSync, writeFileSync } from "node:fs";
    await withLock(${JSON.stringify(path)}, () => {}, async () => {
      writeFileSync(${JSON.stringify(shared)}, "", { flag: "wx" });
      await Bun.sleep(20);
      rmSync(${JSON.stringify(shared)});
    });`;
  const workers = Array.from({ length: 6 }, () =>
    Bun.spawn([process.execPath, "-e", worker], { stderr: "inherit" }),
  );
  expect(await Promise.all(workers.map(({ exited }) => exited))).toEqual([0, 0, 0, 0, 0, 0]);
});
