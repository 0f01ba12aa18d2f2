import { expect, test } from "bun:test";

import type { Witness } from "../../src/sim/message_checker.ts";
import { SilenceChecker } from "../../src/sim/silence_checker.ts";

const ann: Witness = { tag: "ann", slot: 0, id: "a".repeat(64), name: "ann", feed: "a/0" };

test("the checker tells a link that is taken for silent too soon after bytes came", () => {
  const checker = new SilenceChecker();
  checker.begin(ann);
  checker.hears(ann, "d1", 1_000);
  expect(() => checker.hangsUp(ann, "d1", "silent for 3.5 s", 4_499)).toThrow("after bytes came");
});

test("the checker accepts the end of a silent link, and other reasons at any time", () => {
  const checker = new SilenceChecker();
  checker.begin(ann);
  for (const link of ["d1", "d2"]) checker.hears(ann, link, 1_000);
  checker.hangsUp(ann, "d1", "silent for 3.5 s", 4_500);
  checker.hangsUp(ann, "d2", "duplicate", 1_001);
  checker.hangsUp(ann, "d3", "silent for 3.5 s", 1_001);
});
