import { expect, setDefaultTimeout, test } from "bun:test";

import { freePort } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { having, logRecords } from "./log_records.ts";
import { RawLink } from "./raw_link.ts";

setDefaultTimeout(60_000);

test("the log tells alone what happened: links, frames, refusals, and no words of people", async () => {
  const next = `127.0.0.1:${freePort()}`;
  await using bobby = await JsonPeer.start({
    name: "bobby",
    next,
    extra: ["--log-level=error"],
  });
  await bobby.error("gave-up");
  await using donald = await JsonPeer.start({ name: "donald", self: next });
  await bobby.closedRing(["bobby", "donald"]);
  donald.say("a secret");
  await bobby.message("a secret");
  using stranger = await RawLink.open(await bobby.address());
  await stranger.send("nonsense\n");
  await stranger.closed;
  expect(await donald.quit()).toBe(0);
  await bobby.link("down", "next");
  expect(await bobby.quit()).toBe(0);

  const records = logRecords(bobby.state);
  expect(records[0]).toMatchObject({ event: "start", name: "bobby", room: "lobby" });
  expect(records.at(-1)).toMatchObject({ event: "stopped" });
  expect(having(records, { event: "retry", address: next })).toHaveLength(10);
  expect(having(records, { event: "gave-up", address: next })).toHaveLength(1);
  expect(
    having(records, { event: "link", state: "up", side: "next", name: "donald" }),
  ).toHaveLength(1);
  expect(
    having(records, { event: "link", state: "down", side: "next", name: "donald" }),
  ).toHaveLength(1);
  expect(
    having(records, { event: "refused", code: "frame", reason: "a line is not JSON" }),
  ).toHaveLength(1);
  expect(having(records, { event: "notice", kind: "left", name: "donald" })).toHaveLength(1);
  for (const direction of ["in", "out"]) {
    for (const type of ["hello", "auth", "members", "have", "run", "lap"]) {
      const frames = having(records, { event: "frame", direction, type });
      expect([direction, type, frames.length > 0]).toEqual([direction, type, true]);
      for (const { link, bytes } of frames) {
        expect(link).toMatch(/^[ad]\d+$/);
        expect(bytes).toBeGreaterThan(30);
      }
    }
  }
  expect(having(records, { event: "frame", type: "ping" })).toEqual([]);
  expect(JSON.stringify(records)).not.toContain("a secret");
});
