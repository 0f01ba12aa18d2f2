import { expect, test } from "bun:test";

import { readIncoming } from "../../../src/web/page/incoming.ts";

test("a list of what a page is told is read, and only what is of no known kind is left out", () => {
  const trouble = { tell: "trouble", reason: "no" };
  const { faults, told } = readIncoming(
    JSON.stringify([trouble, { tell: "new" }, null, 1, { tell: "status" }, trouble]),
  );
  expect(told).toEqual([
    { tell: "trouble", reason: "no" },
    { tell: "trouble", reason: "no" },
  ]);
  expect(faults).toEqual(["4 of its 6 parts are of no known kind"]);
});

for (const nonsense of ["", "nonsense", "{}", "null", "3", new Blob(["[]"])]) {
  test(`what is no list is a fault: ${String(nonsense)}`, () => {
    const { faults, told } = readIncoming(nonsense);
    expect(told).toEqual([]);
    expect(faults).toHaveLength(1);
  });
}
