import { expect, test } from "bun:test";

import { Turns } from "../../src/sim/turns.ts";

function frozen() {
  const turns = new Turns();
  const done: string[] = [];
  turns.freeze();
  turns.tick(() => done.push("tick"));
  turns.run(() => done.push("one"));
  turns.tick(() => done.push("tick"));
  turns.run(() => done.push("two"));
  return { turns, done };
}

test("a frozen process does what it missed once it thaws, its tick once, first or last", () => {
  const one = frozen();
  expect(one.done).toEqual([]);
  one.turns.thaw(true);
  const other = frozen();
  other.turns.thaw(false);
  expect([one.done, other.done]).toEqual([
    ["tick", "one", "two"],
    ["one", "two", "tick"],
  ]);
});

test("a dead process does nothing any more", () => {
  const { turns, done } = frozen();
  turns.kill();
  turns.thaw(true);
  turns.run(() => done.push("late"));
  turns.tick(() => done.push("late"));
  expect([turns.isDead, done]).toEqual([true, []]);
});
