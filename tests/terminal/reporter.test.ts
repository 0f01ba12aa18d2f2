import { expect, test } from "bun:test";

import type { LogLevel } from "../../src/chat/lines.ts";
import { createLog, timeOfDay } from "../../src/terminal/reporter.ts";

const AT_MS = new Date(2024, 4, 1, 15, 58, 43, 214).getTime() + 0.573;

function written(level: LogLevel, colour: boolean, heads: [LogLevel, string][]): string[] {
  const lines: string[] = [];
  const write = (head: string, body: readonly string[]): void => void lines.push(head, ...body);
  const log = createLog({ level, colour, now: () => AT_MS, write });
  for (const [at, head] of heads) log({ level: at, head, body: ["   beneath"] });
  return lines;
}

test("a line has the local time to the microsecond, its level and its body beneath", () => {
  expect(written("info", false, [["info", "Server listening at 127.0.0.1:6001"]])).toEqual([
    "15:58:43.214573 INF ~ Server listening at 127.0.0.1:6001",
    "   beneath",
  ]);
});

test("an empty head leaves no space at the end of the line", () => {
  expect(written("info", false, [["info", ""]])[0]).toBe("15:58:43.214573 INF ~");
});

test("the level shows itself and the graver ones", () => {
  const all: [LogLevel, string][] = ["error", "warn", "info", "debug", "trace"].map((level) => [
    level as LogLevel,
    "x",
  ]);
  const tags = written("debug", false, all).flatMap((line) => /\b[A-Z]{3}\b/.exec(line) ?? []);
  expect(tags).toEqual(["ERR", "WRN", "INF", "DBG"]);
});

test("what repeats is written each time", () => {
  const many = Array.from({ length: 50 }, (): [LogLevel, string] => ["info", "ok"]);
  expect(written("info", false, many)).toHaveLength(100);
});

test("colour is an escape sequence only where it is wanted", () => {
  expect(written("info", true, [["info", "x"]])[0]).toContain("\x1b[");
  expect(written("info", false, [["info", "x"]])[0]).not.toContain("\x1b");
});

test("times have two and six digits", () => {
  expect(timeOfDay(new Date(2024, 0, 1, 1, 2, 3, 4).getTime())).toBe("01:02:03.004000");
});
