import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { jsonOf, missedOf, type Rounds, tableOf } from "../../scripts/bench/report.ts";
import { yardstickCommand } from "../../scripts/bench/rings.ts";
import { measureRound, type Measures } from "../../scripts/bench/round.ts";
import { isSettled, percentile } from "../../scripts/bench/statistics.ts";

setDefaultTimeout(60_000);

const scripts = resolve(import.meta.dir, "../../scripts/bench");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ringchat-bench-"));
});

afterEach(() => rm(folder, { recursive: true }));

test.each(["bare", "checked"])("each message comes to every peer of the %s ring", async (kind) => {
  const command = yardstickCommand([process.execPath, join(scripts, `${kind}_peer.ts`)]);
  const own = join(folder, kind);
  const measures = await measureRound({ peers: 3, command, folder: own, measuredMs: 300 });
  const { messagesPerSecond, lonelyMs, pacedMs, startMs } = measures;
  for (const value of [messagesPerSecond, lonelyMs, pacedMs, startMs]) {
    expect(value).toBeGreaterThan(0);
  }
  expect(await Array.fromAsync(new Bun.Glob("*").scan({ cwd: folder }))).toEqual([]);
});

const measures: Measures = {
  messagesPerSecond: 1_000,
  lonelyMs: 1,
  pacedMs: 1,
  pacedP99Ms: 1,
  cpuUs: 1,
  memoryMiB: 50,
  peakMiB: 60,
  wireBytes: null,
  startMs: 10,
  benchCores: 0.1,
};

/** The second round was twice as slow for everyone. */
function roundsWith(ringchat: Partial<Measures>): Rounds {
  const slow = { ...measures, messagesPerSecond: 500 };
  const ours = { ...measures, ...ringchat };
  const oursSlow = { ...ours, messagesPerSecond: (ours.messagesPerSecond ?? 0) / 2 };
  return { ringchat: [ours, oursSlow], checked: [measures, slow], bare: [measures, slow] };
}

test("rounds are compared in pairs, so that a slow one changes no ratio", () => {
  const [ours] = jsonOf(3, roundsWith({ messagesPerSecond: 700 }));
  expect(ours).toMatchObject({
    ring: "ringchat",
    peers: 3,
    rounds: 2,
    messagesPerSecond: 525,
    toChecked: { messagesPerSecond: 0.7, wireBytes: null },
  });
});

test("what falls short is marked in the table and named in a sentence", () => {
  const rounds = roundsWith({ messagesPerSecond: 590 });
  expect(tableOf(3, rounds)).toContain("0.59 !!");
  expect(missedOf(3, rounds)).toEqual([
    "3 peers, messages/s that all have, 256 in flight: 0.59 of checked, wanted at least 0.6",
  ]);
  expect(missedOf(3, roundsWith({ messagesPerSecond: 600 }))).toEqual([]);
});

test("a percentile lies between the values around it", () => {
  expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
  expect(percentile([4, 1, 3], 100)).toBe(4);
  expect(percentile([], 50)).toBeNull();
});

test("a ring is warm once three windows bring no more than the three before", () => {
  expect(isSettled([100, 100, 100])).toBeFalse();
  expect(isSettled([10, 50, 70, 80, 90, 95])).toBeFalse();
  expect(isSettled([10, 50, 70, 90, 95, 93, 96, 90, 94])).toBeTrue();
});
