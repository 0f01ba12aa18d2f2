import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import { deadlineMs } from "./arrivals.ts";

const logRecord = v.looseObject({ at: v.pipe(v.string(), v.isoTimestamp()), event: v.string() });

export type LogRecord = v.InferOutput<typeof logRecord>;

/** What the log in a state folder tells, oldest first; what is just being written is left out. */
export function logRecords(state: string): LogRecord[] {
  const log = readFileSync(join(state, "ringchat.log"), "utf8");
  const lines = log.split("\n").slice(0, -1);
  return lines.map((line) => v.parse(logRecord, JSON.parse(line)));
}

/** Those that have all this in them. */
export function having(
  records: readonly LogRecord[],
  part: Readonly<Record<string, unknown>>,
): LogRecord[] {
  return records.filter((record) =>
    Object.entries(part).every(([key, value]) => record[key] === value),
  );
}

/** Resolves with the first that has all this, not older than `sinceMs`: they are written late. */
export async function recorded(
  state: string,
  part: Readonly<Record<string, unknown>>,
  sinceMs: number,
): Promise<LogRecord> {
  const untilMs = Date.now() + deadlineMs;
  for (;;) {
    const found = having(logRecords(state), part).find(({ at }) => Date.parse(at) >= sinceMs);
    if (found !== undefined) return found;
    if (Date.now() > untilMs) throw new Error(`no ${JSON.stringify(part)} in the log of ${state}`);
    await Bun.sleep(50);
  }
}

/**
 * From the first record to the last, by the clock of the process that wrote them: how late a busy
 * machine starts it, and wakes whoever looks on, is not counted.
 */
export function spanMs(records: readonly LogRecord[]): number {
  const times = records.map(({ at }) => Date.parse(at));
  return Math.max(...times) - Math.min(...times);
}
