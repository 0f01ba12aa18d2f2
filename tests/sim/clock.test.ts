import { expect, test } from "bun:test";

import { seededRandom } from "../../src/lib/random.ts";
import { Clock } from "../../src/sim/clock.ts";

test("the clock does things in order of time, and what is due at once in the order asked for", () => {
  const clock = new Clock();
  const random = seededRandom(1);
  const asked: { atMs: number; order: number }[] = [];
  const done: { atMs: number; order: number }[] = [];
  for (let order = 0; order < 500; order++) {
    const due = { atMs: Math.floor(random.next() * 50), order };
    asked.push(due);
    clock.at(due.atMs, () => done.push(due));
  }
  clock.runUntil(50);
  expect(done).toEqual(asked.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order));
});

test("the clock stands where it was run to, and leaves what is due later", () => {
  const clock = new Clock();
  const heard: number[] = [];
  clock.after(10, () => {
    heard.push(clock.nowMs);
    clock.after(10, () => heard.push(clock.nowMs));
  });
  clock.runUntil(19);
  expect([heard, clock.nowMs]).toEqual([[10], 19]);
  clock.runUntil(20);
  expect(heard).toEqual([10, 20]);
});
