import { expect, test } from "bun:test";

import { hasCycle } from "../../src/sim/cycle.ts";

/** Peers by number, and between which of them there are links. */
function linked(count: number, ...links: readonly (readonly [number, number])[]): boolean {
  const neighbours = Array.from({ length: count }, () => new Set<number>());
  for (const [one, other] of links) {
    neighbours[one]?.add(other);
    neighbours[other]?.add(one);
  }
  return hasCycle(neighbours);
}

test("one alone is a ring, two are with one link", () => {
  expect(linked(1)).toBe(true);
  expect(linked(2, [0, 1])).toBe(true);
  expect(linked(2)).toBe(false);
});

test("a ring is found among links more, in whatever order", () => {
  expect(linked(4, [0, 2], [2, 1], [1, 3], [3, 0], [0, 1])).toBe(true);
});

test("a line, two rings and a ring with a spur are no ring through all", () => {
  expect(linked(3, [0, 1], [1, 2])).toBe(false);
  expect(linked(6, [0, 1], [1, 2], [2, 0], [3, 4], [4, 5], [5, 3])).toBe(false);
  expect(linked(5, [0, 1], [1, 2], [2, 0], [2, 3], [3, 4], [4, 2])).toBe(false);
  expect(linked(4, [0, 1], [1, 2], [2, 0], [0, 3])).toBe(false);
});
