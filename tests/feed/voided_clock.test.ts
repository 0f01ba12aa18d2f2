import { expect, test } from "bun:test";

import { Feeds } from "../../src/feed/feeds.ts";
import { noHash } from "../../src/feed/run.ts";
import type { RunHeader } from "../../src/wire/frame.ts";

const cheat = "c".repeat(64);
const epoch = "0".repeat(16);
const plain = {
  type: "run",
  author: cheat,
  epoch,
  first: 1,
  count: 1,
  previous: noHash,
  after: [],
  lamport: 1,
  body: "1".repeat(64),
  signature: "S".repeat(86),
} satisfies RunHeader;

/** Feeds in which the cheat's is void, and a run of another that was said after it. */
function fitOf(lamport: number): string {
  const feeds = new Feeds("self");
  feeds.append(plain, "2".repeat(64));
  feeds.void({ type: "proof", one: plain, other: { ...plain, body: "3".repeat(64) } });
  const after: RunHeader["after"] = [[cheat, epoch, 1]];
  return feeds.fit({ ...plain, author: "b".repeat(64), after, lamport }).fit;
}

test("a clock taken from a voided feed may be ahead, for not everyone has every run of it", () => {
  expect(fitOf(1)).toBe("refused");
  expect(fitOf(2)).toBe("new");
  expect(fitOf(1_000)).toBe("new");
});

test("a voided feed is no licence to drive the room's clock to its end", () => {
  expect(fitOf(Number.MAX_SAFE_INTEGER)).toBe("refused");
  expect(fitOf(2 ** 33)).toBe("refused");
});
