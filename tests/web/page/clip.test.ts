import { describe, expect, test } from "bun:test";

import { clip } from "../../../src/web/page/clip.ts";

describe("a text in part", () => {
  test("is the text itself while it is short, or little would be left out", () => {
    for (const text of ["", "hello", "two\nlines", "x".repeat(1_600), "\n".repeat(24)]) {
      expect(clip(text)).toBe(text);
    }
  });

  test("is its beginning, so many letters or so many lines of it", () => {
    expect(clip("x".repeat(16_384))).toBe(`${"x".repeat(1_500)}…`);
    expect(clip("line\n".repeat(1_000))).toBe(`${"line\n".repeat(24).trimEnd()}…`);
  });

  test("has in it what is looked for", () => {
    const text = `${"x".repeat(9_000)} here ${"y".repeat(9_000)}`;
    expect(clip(text, text.indexOf("here"))).toMatch(/^…x+ here y+…$/);
    expect(clip(`here ${"y".repeat(9_000)}`, 0)).toMatch(/^here y+…$/);
    expect(clip(text, text.length - 1)).toEndWith("y");
  });

  test("ends in no half of a character", () => {
    expect(clip(`x${"😀".repeat(9_000)}`).isWellFormed()).toBeTrue();
    expect(clip("😀".repeat(9_000), 5_001).isWellFormed()).toBeTrue();
  });
});
