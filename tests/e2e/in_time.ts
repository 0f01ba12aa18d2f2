import { expect } from "bun:test";

import { command } from "./command.ts";

/** How long anybody waits for a program to end: two seconds. */
const endMs = 2_000;
/** What an ending costs beyond its deadlines, in starts and ends of a program that does nothing. */
const smallestsPerEnd = 3;

/**
 * Expects `end` to be over within two seconds, and what a machine that is busy adds to that: some
 * times as long as the smallest thing that the program can do takes there and then.
 */
export async function expectToEndInTime(end: () => Promise<void>): Promise<void> {
  const before = await smallestMs();
  const beganMs = performance.now();
  await end();
  const tookMs = performance.now() - beganMs;
  const roomMs = smallestsPerEnd * Math.max(before, await smallestMs());
  expect(tookMs).toBeLessThan(endMs + roomMs);
}

async function smallestMs(): Promise<number> {
  const beganMs = performance.now();
  await command(["--version"]);
  return performance.now() - beganMs;
}
