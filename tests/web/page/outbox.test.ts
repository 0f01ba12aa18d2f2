import { expect, test } from "bun:test";

import { Outbox } from "../../../src/web/page/outbox.ts";
import { message } from "./said.ts";

test("what is accepted is gone from the outbox, what is rejected comes back once", () => {
  const outbox = new Outbox("a");
  const [hello, long] = [outbox.add("hello", 0), outbox.add("long", 0)];
  expect(outbox.texts).toEqual(["hello", "long"]);
  expect(outbox.accepted(hello)).toBeTrue();
  expect(outbox.rejected(long)).toBe("long");
  expect(outbox.rejected(long)).toBeNull();
  expect(outbox.texts).toEqual([]);
});

test("another page's references are not its own", () => {
  const outbox = new Outbox("a");
  outbox.add("hello", 0);
  expect(outbox.accepted(new Outbox("b").add("hello", 0))).toBeFalse();
});

test("after a broken connection what was not said comes back, and what was said does not", () => {
  const outbox = new Outbox("a");
  for (const text of ["one", "two", "two"]) outbox.add(text, 50_000);
  const own = { own: true, atMs: 50_010 };
  const said = [
    message("1", { ...own, text: "one" }),
    message("2", { ...own, text: "two" }),
    message("3", { text: "two", atMs: 50_010 }),
  ];
  expect(outbox.settle(said)).toEqual(["two"]);
  expect(outbox.settle(said)).toEqual([]);
});

test("the same words of long ago do not count as said", () => {
  const outbox = new Outbox("a");
  outbox.add("ok", 50_000);
  expect(outbox.settle([message("1", { own: true, atMs: 10, text: "ok" })])).toEqual(["ok"]);
});
