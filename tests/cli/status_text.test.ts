import { describe, expect, test } from "bun:test";

import { statusEvent } from "../../src/chat/json_lines.ts";
import { readStatus, type RingStatus } from "../../src/chat/ring_status.ts";
import { statusText } from "../../src/cli/status_text.ts";
import type { PeerView } from "../../src/peer/shown.ts";

const peer = (name: string, digit: string): PeerView => ({
  id: digit.repeat(64),
  name,
  address: `127.0.0.1:600${digit}`,
});
const [bobby, donald, eddy] = [peer("bobby", "1"), peer("donald", "2"), peer("eddy", "3")];

const closed: RingStatus = {
  room: "lobby",
  peers: [bobby, donald, eddy],
  closed: true,
  lapMs: 4.2,
  hops: [
    { peer: donald, heldMs: 0.5, skewMs: 300_000 },
    { peer: eddy, heldMs: 1.25, skewMs: -300_001 },
  ],
  reached: null,
  waiting: 0,
};

describe("the text of a status", () => {
  test("has the ring in order, the slowest hop, and clocks that are more than 5 min off", () => {
    expect(statusText(closed, "en")).toBe(
      [
        "Ring of 3 in lobby, closed, last lap 4.2 ms",
        "  1. bobby   127.0.0.1:6001  (you)",
        "  2. donald  127.0.0.1:6002",
        "  3. eddy    127.0.0.1:6003",
        "Slowest hop: eddy, which held the lap for 1.3 ms",
        "The clock of eddy is 5 min behind",
        "",
      ].join("\n"),
    );
  });

  test("names the last peer that was reached, and counts what waits", () => {
    const open = { ...closed, closed: false, lapMs: null, hops: [], reached: donald, waiting: 1 };
    expect(statusText(open, "en").split("\n").slice(4)).toEqual([
      "The last lap did not come home; the last peer that it reached is donald",
      "One message of yours is on no other disk yet",
      "",
    ]);
    expect(statusText({ ...open, reached: null }, "en")).toContain("did not come home\n");
  });

  test("tells peers of one name apart, and escapes what could steer a terminal", () => {
    const peers = [bobby, peer("donald", "2"), peer("donald", "3")];
    const text = statusText({ ...closed, room: "a\x1b[2J", peers, hops: [] }, "en");
    expect(text).toContain("donald·3333");
    expect(text).not.toContain("\x1b");
  });

  test("is in Russian for whoever reads that", () => {
    for (const line of statusText({ ...closed, waiting: 3 }, "ru")
      .trimEnd()
      .split("\n")) {
      expect(line).toMatch(/[а-я]|^ {2}\d\. \w+ +127/);
    }
  });
});

test("a status is read as it was written, and nothing else is", () => {
  const { event, ...fields } = statusEvent(closed);
  expect(event).toBe("status");
  expect(readStatus({ event, ...fields })).toMatchObject(closed);
  expect(readStatus(statusEvent(closed, "r"))).toMatchObject(closed);
  for (const other of [null, {}, { event: "bye" }, { event, ...fields, waiting: "1" }]) {
    expect(readStatus(other)).toBeNull();
  }
});
