import { expect, test } from "bun:test";

import { checkEntry, checkFrame } from "../../src/wire/frame.ts";

const latest = 8_640_000_000_000_000;

test("a wall clock that no Date can show is refused, for printing it would throw", () => {
  expect(new Date(latest).toISOString()).toStartWith("+275760");
  for (const [clock, isTaken] of [
    [latest, true],
    [latest + 1, false],
  ] as const) {
    const id = "a".repeat(64);
    const hops = [{ peer: id, clock, heldMs: 0, committed: 0 }];
    const lap = { type: "lap", origin: id, epoch: "1".repeat(16), number: 1, broken: false, hops };
    expect(checkEntry({ at: clock, kind: "text", body: "x" }).ok).toBe(isTaken);
    expect(checkFrame(lap).ok).toBe(isTaken);
  }
});
