import { expect, test } from "bun:test";

import { jsonLine } from "../../src/lib/json_line.ts";

/** Ends a line for some reader, steers a terminal, or hides or turns what stands beside it. */
const unsafe = [
  ...["\n", "\r", "\x1b", "\x7f", "\x85", "\x9b", "\u200b", "\u200e", "\u202e", "\u2066"],
  ...["\u2028", "\u2029", "\u00ad", "\ufeff", "\u{e0041}"],
];

test.each(unsafe)("jsonLine writes %j as an escape, and nothing is lost", (character) => {
  const value = { text: `a${character}b`, [`k${character}`]: 1 };
  const line = jsonLine(value);
  expect(line).not.toContain(character);
  expect(line).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(line)).toEqual(value);
});

test("jsonLine leaves what people read as it is", () => {
  expect(jsonLine({ text: "Привет, 世界 🙂 é" })).toBe('{"text":"Привет, 世界 🙂 é"}');
});
