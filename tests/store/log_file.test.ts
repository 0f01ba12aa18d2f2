import { describe, expect, test } from "bun:test";
import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { type LogOptions, openLogFile } from "../../src/store/log_file.ts";
import type { StateError } from "../../src/store/state_error.ts";
import { tempFolder } from "./temp_folder.ts";
import { umask } from "./umask.ts";

/** Half a second before the last second of a year. */
const atMs = Date.UTC(2026, 11, 31, 23, 59, 58, 500);

function optionsFor(folder: string, warned: StateError[] = []): LogOptions {
  return { path: join(folder, "log"), now: () => atMs, warn: (error) => warned.push(error) };
}

function linesOf(path: string): unknown[] {
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line));
}

describe("the log", () => {
  test("is JSON lines with the time first, whatever is in the values", () => {
    using temp = tempFolder();
    const options = optionsFor(temp.path);
    const log = openLogFile(options);
    const reason = 'a\n{"event":"faked"}\u2028\x1b[2J\x9b\u202e';
    log.write({ level: "warn", event: "refused", reason, bytes: 3, byUs: true, link: null });
    log.close();
    expect(linesOf(options.path)).toEqual([
      {
        at: "2026-12-31T23:59:58.500Z",
        level: "warn",
        event: "refused",
        reason,
        bytes: 3,
        byUs: true,
        link: null,
      },
    ]);
    expect(readFileSync(options.path, "utf8")).toMatch(/^\{"at":[\x20-\x7e]+\}\n$/);
  });

  test("goes on where the last process ended", () => {
    using temp = tempFolder();
    for (const event of ["first", "second"]) {
      const log = openLogFile(optionsFor(temp.path));
      log.write({ event });
      log.close();
    }
    expect(linesOf(join(temp.path, "log"))).toMatchObject([
      { event: "first" },
      { event: "second" },
    ]);
  });

  test("opens no file before there is something to write", () => {
    using temp = tempFolder();
    const log = openLogFile(optionsFor(temp.path));
    log.write({ event: "start" });
    expect(readdirSync(temp.path)).toEqual([]);
    log.close();
    expect(readdirSync(temp.path)).toEqual(["log"]);
  });

  test("is written soon even if nobody closes it", async () => {
    using temp = tempFolder();
    const options = { ...optionsFor(temp.path), flushAfterMs: 1 };
    const log = openLogFile(options);
    log.write({ event: "start" });
    while (!existsSync(options.path) || statSync(options.path).size === 0) {
      await new Promise(setImmediate);
    }
    expect(linesOf(options.path)).toMatchObject([{ event: "start" }]);
    log.close();
  });

  test("is of mode 0600 whatever the umask", () => {
    using temp = tempFolder();
    using _ = umask(0);
    const log = openLogFile(optionsFor(temp.path));
    log.write({ event: "start" });
    log.close();
    expect(statSync(join(temp.path, "log")).mode & 0o777).toBe(0o600);
  });

  test("takes the place that it may take, and no more: the oldest goes first", () => {
    using temp = tempFolder();
    const limits = { fileBytesMax: 200, files: 3 };
    for (let start = 0; start < 20; start++) {
      const log = openLogFile({ ...optionsFor(temp.path), ...limits });
      log.write({ event: "start", start, filler: "x".repeat(50) });
      log.close();
    }
    expect(readdirSync(temp.path).toSorted()).toEqual(["log", "log.1", "log.2"]);
    const kept = ["log.2", "log.1", "log"].flatMap((name) => {
      expect(statSync(join(temp.path, name)).size).toBeLessThanOrEqual(limits.fileBytesMax);
      return linesOf(join(temp.path, name));
    });
    expect(kept).toEqual(
      kept.map((_, i) => expect.objectContaining({ start: 20 - kept.length + i })),
    );
    expect(kept.length).toBeGreaterThan(2);
  });

  test("counts what a slow disk makes it drop", () => {
    using temp = tempFolder();
    const options = optionsFor(temp.path);
    const log = openLogFile(options);
    for (let i = 0; i < 40; i++) log.write({ event: "frame", filler: "x".repeat(50_000) });
    log.close();
    const lines = linesOf(options.path);
    expect(lines.length).toBeLessThan(30);
    const dropped = { event: "log-dropped", records: 40 - (lines.length - 1) };
    expect(lines.at(-1)).toMatchObject({ at: expect.any(String), ...dropped });
  });
});

describe("a log that can't be written turns itself off with one warning", () => {
  test.each<[title: string, inTheWay: (path: string) => unknown]>([
    ["a symbolic link", (path) => symlinkSync(`${path}.elsewhere`, path)],
    ["a device", (path) => symlinkSync("/dev/full", path)],
    ["a pipe that nobody reads", (path) => Bun.spawnSync(["mkfifo", path])],
  ])("when %s is in the way", (_, inTheWay) => {
    using temp = tempFolder();
    const warned: StateError[] = [];
    const options = optionsFor(temp.path, warned);
    inTheWay(options.path);
    const log = openLogFile(options);
    log.write({ event: "start" });
    log.close();
    log.write({ event: "afterwards" });
    log.close();
    expect(warned.map(({ path }) => path)).toEqual([options.path]);
    expect(existsSync(`${options.path}.elsewhere`)).toBe(false);
  });

  test("even when it is written to afterwards", async () => {
    using temp = tempFolder();
    const warned: StateError[] = [];
    writeFileSync(join(temp.path, "file"), "");
    const log = openLogFile({ ...optionsFor(join(temp.path, "file"), warned), flushAfterMs: 1 });
    log.write({ event: "start" });
    while (warned.length === 0) await new Promise(setImmediate);
    log.write({ event: "afterwards" });
    log.close();
    expect(warned.map(({ problem }) => problem)).toEqual(["not-a-folder"]);
  });
});
