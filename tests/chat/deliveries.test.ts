import { expect, test } from "bun:test";

import { Deliveries } from "../../src/chat/deliveries.ts";

function after(...receipts: [id: string, seenBy: number, of: number][]): Deliveries {
  const deliveries = new Deliveries();
  for (const [id, seenBy, of] of receipts) deliveries.take({ show: "receipt", id, seenBy, of });
  return deliveries;
}

test("nothing said, nothing to tell", () => {
  expect(after().state).toBeNull();
});

test("alone a message is kept, with others it is on its way until all have it", () => {
  expect(after(["a", 1, 1]).state).toMatchObject({ stage: "kept", messages: 1 });
  const going = after(["a", 1, 1], ["a", 1, 3], ["a", 2, 3]);
  expect(going.state).toEqual({ stage: "on-its-way", messages: 1, seenBy: 2, of: 3 });
  going.take({ show: "receipt", id: "a", seenBy: 3, of: 3 });
  expect(going.state).toEqual({ stage: "on-disk", messages: 1, seenBy: 3, of: 3 });
});

test("of several the oldest that is not everywhere is told of", () => {
  const several = after(["a", 3, 3], ["b", 2, 3], ["c", 1, 3]);
  expect(several.state).toEqual({ stage: "on-its-way", messages: 2, seenBy: 2, of: 3 });
});

test("messages that arrived are counted together, and once", () => {
  const burst = after(["a", 3, 3], ["b", 3, 3], ["c", 3, 3]);
  expect(burst.state).toEqual({ stage: "on-disk", messages: 3, seenBy: 3, of: 3 });
  burst.forgetDone();
  expect(burst.state).toBeNull();
});

test("a message whose end is never told does not stay for ever", () => {
  const forgotten = new Deliveries();
  for (let id = 0; id < 5_000; id++) {
    forgotten.take({ show: "receipt", id: String(id), seenBy: 1, of: 2 });
  }
  expect(forgotten.state?.messages).toBe(4_096);
});
