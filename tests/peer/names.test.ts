import { expect, test } from "bun:test";

import { guestName } from "../../src/peer/names.ts";

test("a guest's name is made one that the room may have", () => {
  expect(guestName("zoe")).toBe("zoe");
  expect(guestName(" zo\x1be: \u202e")).not.toMatch(/[\x1b:\u202e]/);
  const long = guestName("👨‍👩‍👧".repeat(40)) ?? "";
  expect(long.length).toBeLessThanOrEqual(64);
  expect(long.isWellFormed()).toBeTrue();
});

test("a guest bears no name in which the program itself speaks", () => {
  for (const name of ["system", "_", "", "\u200b", " SYSTEM "]) expect(guestName(name)).toBeNull();
});
