import { describe, expect, test } from "bun:test";

import { statusEvent } from "../../src/chat/json_lines.ts";
import type { RoomStatus } from "../../src/chat/room_status.ts";
import { wordsFor } from "../../src/chat/speech.ts";
import type { Language } from "../../src/cli/language.ts";
import { readStatus } from "../../src/cli/read_status.ts";
import { statusText } from "../../src/cli/status_text.ts";
import { memberContext, peer } from "../chat/members.ts";

const [bobby, donald, eddy] = [
  peer("bobby", "b0", 6001),
  peer("donald", "d0", 6002),
  peer("eddy", "ed", 6003),
];

const UP = { state: "up" } as const;

const waiting = 0;
const here = { room: "lobby", peers: [bobby, donald, eddy], guests: [] } as const;
const room = { ...here, reached: null, waiting } as const;
const hops = [
  { peer: donald, heldMs: 0.05, skewMs: 300_000 },
  { peer: eddy, heldMs: 0.07, skewMs: -300_001 },
];
const lap = { closed: true, lapMs: 4.2, hops } as const;
const ring: RoomStatus = { ...room, ...lap, kind: "ring", next: UP, previous: UP };
const retry = { state: "retry", attempt: 2, of: 3 } as const;
const mesh: RoomStatus = { ...room, ...lap, kind: "mesh", closed: false, links: [UP, retry] };

function text(status: RoomStatus, language: Language = "en"): string {
  return statusText(status, language, memberContext(bobby, wordsFor(language)), null);
}

describe("the text of a status", () => {
  test("has the ring in order, the slowest hop, and clocks that are more than 5 min off", () => {
    expect(text(ring).split("\n")).toEqual([
      "Ring of 3 in lobby, closed, last lap 4.2 ms",
      "  1. bobby (you)  127.0.0.1:6001  since 14:03  link to donald: up",
      "  2. donald       127.0.0.1:6002  since 14:03  link to eddy: up",
      expect.stringMatching(/^ {2}3\. eddy .* its clock is 5 min behind {2}link to bobby: up$/),
      "Slowest hop: eddy, which held the lap for 0.1 ms",
      "",
    ]);
  });

  test("has everybody in a mesh, with one's own link to each", () => {
    expect(text({ ...mesh, hops: [] }).split("\n")).toEqual([
      "Room lobby, 3 here, 1 not linked",
      "  bobby (you)  127.0.0.1:6001  since 14:03",
      "  donald       127.0.0.1:6002  since 14:03  up",
      "  eddy         127.0.0.1:6003  since 14:03  retry 2 of 3",
      "  Who is not linked has the messages from the others",
      "",
    ]);
  });

  test("names the last peer that was reached, and counts what waits", () => {
    const open = { ...ring, closed: false, lapMs: null, hops: [], waiting: 1 };
    expect(
      text({ ...open, reached: donald })
        .split("\n")
        .slice(4),
    ).toEqual([
      "  The last lap got as far as donald",
      "  Messages find their way round one gap",
      "One message of yours is on no other disk yet",
      "",
    ]);
    expect(text(open)).toContain("did not come home\n");
    expect(text({ ...mesh, waiting: 2 })).toEndWith(
      "\n2 messages of yours are on no other disk yet\n",
    );
  });

  test("tells peers of one name apart, and escapes what could steer a terminal", () => {
    const peers = [bobby, donald, { ...eddy, name: "donald" }];
    for (const status of [ring, mesh]) {
      const told = text({ ...status, room: "a\x1b[2J", peers });
      expect(told).toMatch(/donald·d0d0 [^]*donald·eded /);
      expect(told).not.toContain("\x1b");
    }
    expect(text({ ...ring, peers })).toContain("link to donald·d0d0: up\n");
  });

  test("is in Russian for whoever reads that", () => {
    for (const status of [ring, mesh]) {
      for (const line of text({ ...status, waiting: 3 }, "ru")
        .trimEnd()
        .split("\n")) {
        expect(line).toMatch(/[а-я]/);
      }
    }
  });
});

test("a status is read as it was written, and nothing else is", () => {
  const { id: _, ...guest } = { ...eddy, name: "zoe", via: donald };
  for (const status of [ring, mesh, { ...mesh, guests: [guest] }]) {
    const { event, ...fields } = statusEvent(status);
    expect(event).toBe("status");
    expect(readStatus({ event, ...fields })).toMatchObject(status);
    expect(readStatus(statusEvent(status, "r"))).toMatchObject(status);
    for (const other of [null, {}, { event: "bye" }, { event, ...fields, waiting: "1" }]) {
      expect(readStatus(other)).toBeNull();
    }
    expect(readStatus({ event, ...fields, kind: "star" })).toBeNull();
  }
});
