import { expect, test } from "bun:test";

import { report, shortfalls } from "../../src/sim/report.ts";
import type { SeedResult } from "../../src/sim/run_seed.ts";
import { shortSize } from "../../src/sim/schedule.ts";

function resultOf(part: Partial<SeedResult> = {}): SeedResult {
  return {
    seed: 1,
    size: shortSize,
    shape: "ring",
    peers: 3,
    faults: 90,
    messages: 10,
    simulatedMs: 60_000,
    tookMs: 1_000,
    hash: "",
    rooms: 1,
    ringAfterMs: 1_000,
    historiesAfterMs: 500,
    failure: null,
    ...part,
  };
}

function many(count: number, part: Partial<SeedResult> = {}): SeedResult[] {
  return Array.from({ length: count }, () => resultOf(part));
}

test("of a hundred schedules half close the ring within 2 s, and 99 within 20 s", () => {
  const half = many(50);
  expect(
    shortfalls([...half, ...many(49, { ringAfterMs: 20_000 }), ...many(1, { ringAfterMs: null })]),
  ).toEqual([]);
  expect(shortfalls([...half, ...many(50, { ringAfterMs: 20_100 })])).toEqual([
    "Less than 99 % of the rings closed within 20.0 s.",
  ]);
  expect(shortfalls(many(100, { ringAfterMs: 2_100 }))).toEqual([
    "Less than 50 % of the rings closed within 2.0 s.",
  ]);
});

test("fewer schedules than a hundred show no percentiles to hold anybody to", () => {
  expect(shortfalls(many(99, { ringAfterMs: 60_000 }))).toEqual([]);
});

test("the report tells the speed by the number of peers, and the faults of a schedule", () => {
  const large = { ...shortSize, peers: { min: 9, max: 16 } };
  const results = [...many(3), ...many(1, { size: large, tookMs: 4_000, faults: 200, rooms: 2 })];
  const text = report(results, 7_000, 2);
  expect(text).toContain("1.0 at 2 to 8 peers (3 schedules), 0.3 at 9 to 16 peers (1 schedules)");
  expect(text).toContain("90, 90, 200 faults");
  expect(text).toContain("In 1 some peers never heard of the others");
});
