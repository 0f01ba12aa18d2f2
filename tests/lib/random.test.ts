import { expect, test } from "bun:test";

import { seededRandom } from "../../src/lib/random.ts";

const draw = (seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: 20 }, () => random.next());
};

test("one seed gives one sequence, another seed another", () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(0)).not.toEqual(draw(1));
});

test("numbers lie in [0, 1) and their mean is about a half", () => {
  const random = seededRandom(1);
  let sum = 0;
  for (let i = 0; i < 10_000; i++) {
    const number = random.next();
    expect(number >= 0 && number < 1).toBeTrue();
    sum += number;
  }
  expect(Math.abs(sum / 10_000 - 0.5)).toBeLessThan(0.02);
});

test("hex gives as many bytes as asked for and does not repeat itself", () => {
  const random = seededRandom(3);
  for (const bytes of [0, 1, 4, 5, 32]) expect(random.hex(bytes)).toMatch(/^[0-9a-f]*$/);
  expect(random.hex(5)).toHaveLength(10);
  const seen = new Set(Array.from({ length: 1000 }, () => random.hex(8)));
  expect(seen.size).toBe(1000);
});
