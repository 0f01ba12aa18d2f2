import { expect, test } from "bun:test";

import { isoTime } from "../../src/lib/utc.ts";

test("isoTime writes what Date writes, for every day that Date knows", () => {
  for (let atMs = 0; atMs < 8.64e15; atMs = atMs * 1.003 + 86_400_001) {
    const whole = Math.floor(atMs);
    expect(isoTime(whole)).toBe(new Date(whole).toISOString());
  }
});

test("isoTime knows leap days and the last millisecond of a year", () => {
  for (const time of ["2000-02-29T00:00:00.000Z", "2100-02-28T23:59:59.999Z"]) {
    expect(isoTime(Date.parse(time))).toBe(time);
    expect(isoTime(Date.parse(time) + 1)).toBe(new Date(Date.parse(time) + 1).toISOString());
  }
  expect(isoTime(Date.parse("2026-12-31T23:59:59.999Z"))).toBe("2026-12-31T23:59:59.999Z");
});

test("isoTime takes times that Date refuses", () => {
  expect(isoTime(Number.MAX_SAFE_INTEGER)).toBe("+287396-10-12T08:59:00.991Z");
});
