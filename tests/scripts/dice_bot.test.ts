import { expect, setDefaultTimeout, test } from "bun:test";
import { resolve } from "node:path";

import { begin, first } from "../api/peers.ts";

setDefaultTimeout(60_000);

const script = resolve(import.meta.dir, "../../scripts/bots/dice.ts");

test("the dice bot throws what it is asked to, and leaves when it is ended", async () => {
  await using bobby = await begin({ name: "bobby" });
  const dice = Bun.spawn([process.execPath, script, bobby.self.address], { stdout: "inherit" });
  await first(bobby, "notice", ({ kind, peer }) => kind === "joined" && peer.name === "dice");
  for (const text of ["roll 0d6", "roll", "roll 2d6"]) await bobby.send(text);
  const answer = await first(bobby, "message", ({ own }) => !own);
  const [, one = 0, other = 0, sum] = /^bobby: (\d) \+ (\d) = (\d+)$/.exec(answer.text) ?? [];
  expect(Number(one) + Number(other)).toBe(Number(sum));
  dice.kill("SIGTERM");
  await first(bobby, "notice", ({ kind, peer }) => kind === "left" && peer.name === "dice");
  expect(await dice.exited).toBe(0);
});
