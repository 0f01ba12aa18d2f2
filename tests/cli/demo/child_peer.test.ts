import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { Program } from "../../e2e/program.ts";

setDefaultTimeout(20_000);

test("a child that is frozen ends all the same when its parent is killed", async () => {
  await using parent = new Program([
    process.execPath,
    join(import.meta.dir, "fixture_frozen_child.ts"),
  ]);
  const anything = (): boolean => true;
  const child = Number(await parent.err.first(anything, { what: "the child" }));
  expect(await parent.out.first(anything, { what: "its state" })).toBe("frozen");
  parent.signal("SIGKILL");
  try {
    // The child writes to the same stream, which so ends only with both.
    expect(await parent.ended(10_000)).toBe(137);
  } catch (error) {
    process.kill(child, "SIGKILL");
    throw error;
  }
});
