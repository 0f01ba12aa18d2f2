import { expect, test } from "bun:test";

import { nearest } from "../../src/cli/nearest.ts";

const known = ["ring", "id", "--name", "--retries", "--retry-ms"];

test.each([
  ["rnig", "ring"],
  ["rign", "ring"],
  ["RING", "ring"],
  ["di", null],
  ["--nmae", "--name"],
  ["--names", "--name"],
  ["--retry-m", "--retry-ms"],
  ["hello", null],
  ["x", null],
  ["", null],
  ["r".repeat(10_000), null],
])("nearest takes %s for %s", (word, meant) => expect(nearest(word, known)).toBe(meant));
