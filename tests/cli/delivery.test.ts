import { describe, expect, test } from "bun:test";

import { Delivery } from "../../src/cli/delivery.ts";

const said = (ref: string, id = "m1") => ({ event: "message", id, ref, text: "hello" });
const receipt = (seenBy: number, id = "m1") => ({ event: "receipt", id, seenBy, of: 3 });

function decide(...events: unknown[]) {
  const delivery = new Delivery();
  const ends = events.map((event) => delivery.take(event)).filter((end) => end !== null);
  return { ends, isKept: delivery.isKept };
}

describe("a delivery", () => {
  test("is done once a second peer has the message", () => {
    expect(decide(said("send"), receipt(1), receipt(2))).toEqual({
      ends: [{ end: "delivered", id: "m1", seenBy: 2, of: 3 }],
      isKept: true,
    });
  });

  test("is not decided by receipts of others, nor before it is said", () => {
    expect(decide(receipt(2), said("other"), receipt(3))).toEqual({ ends: [], isKept: false });
    expect(decide(said("send"), receipt(2, "m2"))).toEqual({ ends: [], isKept: true });
  });

  test("ends with the peer's sentence when it does not take the text", () => {
    const error = { event: "error", code: "too-long", message: "It is too long" };
    expect(decide(error)).toEqual({
      ends: [{ end: "refused", reason: "It is too long" }],
      isKept: false,
    });
    // Once it is kept, errors are about other things.
    expect(decide(said("send"), error).ends).toEqual([]);
  });

  test("lets pass what it does not know", () => {
    for (const event of [null, 7, "x", [], {}, { event: "message" }, { event: "receipt" }]) {
      expect(decide(said("send"), event)).toEqual({ ends: [], isKept: true });
    }
  });
});
