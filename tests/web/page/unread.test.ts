import { expect, test } from "bun:test";

import { titleOf, Unread } from "../../../src/web/page/unread.ts";
import { message } from "./said.ts";

test("what others say while nobody looks is unread until somebody does", () => {
  const unread = new Unread();
  expect(unread.take(message("1"), false)).toBeFalse();
  expect(unread.take(message("2", { own: true }), true)).toBeFalse();
  expect(unread.take(message("3", { backlog: true }), true)).toBeFalse();
  expect(unread.take(message("4"), true)).toBeTrue();
  expect(unread.count).toBe(1);
  unread.seen();
  expect(unread.count).toBe(0);
});

test("the title counts them, up to what a tab has room for", () => {
  expect(titleOf("lobby", "ann", 0)).toBe("lobby - ann");
  expect(titleOf("lobby", "ann", 3)).toBe("(3) lobby - ann");
  expect(titleOf("lobby", "ann", 6_000)).toBe("(999+) lobby - ann");
});
