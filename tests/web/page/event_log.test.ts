import { expect, test } from "bun:test";

import { EventLog, LINES_MAX } from "../../../src/web/page/event_log.ts";

test("a level shows itself and the graver ones, and the filter looks into all of a line", () => {
  const log = new EventLog();
  log.add(1, { level: "info", head: "Incoming message", body: ["   bob: Hello", "   | there"] });
  log.add(2, { level: "debug", head: "retry", body: [] });
  log.add(3, { level: "error", head: "", body: ["   _: hello"] });
  const texts = (level: "error" | "info" | "debug", text = "") =>
    log.matching(level, text).map((line) => line.text);
  expect(texts("error")).toEqual(["_: hello"]);
  expect(texts("info")).toEqual(["Incoming message\nbob: Hello\n| there", "_: hello"]);
  expect(texts("debug", " HELLO ")).toEqual(texts("info"));
  expect(texts("info", "retry")).toEqual([]);
});

test("only the newest lines are kept, and those after one can be asked for", () => {
  const log = new EventLog();
  for (let at = 0; at < 5 * LINES_MAX; at++) {
    log.add(at, { level: "info", head: `line ${at}`, body: [] });
  }
  const lines = log.matching("trace", "");
  expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
  expect(lines.length).toBeGreaterThan(LINES_MAX / 2);
  expect(lines.at(-1)?.text).toBe(`line ${5 * LINES_MAX - 1}`);
  expect(log.matching("trace", "", lines.at(-3)?.number).map(({ text }) => text)).toEqual([
    `line ${5 * LINES_MAX - 2}`,
    `line ${5 * LINES_MAX - 1}`,
  ]);
});

test("of what is long a line has the beginning", () => {
  const log = new EventLog();
  log.add(1, { level: "info", head: "Incoming message", body: [`   bob: ${"x".repeat(16_384)}`] });
  expect(log.matching("info", "")[0]?.text).toMatch(/^Incoming message\nbob: x{270,290}…$/);
});
