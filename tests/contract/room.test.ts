/**
 * What every kind of room owes to the people in it, on real processes. What holds for one kind
 * alone is tested in tests/e2e/.
 */
import { describe, setDefaultTimeout, test } from "bun:test";

import type { RoomKind } from "../../src/wire/frame.ts";
import { authorsOrder, exactlyOnce, historyEqual, repliesAfter } from "./conversation.ts";
import { newcomersBacklog, receipts, restart, waitingMessages } from "./keeping.ts";
import { crash, freeze, join, joinOfMany, leave, returning, sameNameTwice } from "./presence.ts";
import { kinds } from "./room_kinds.ts";
import { hostileFrames, kindMismatch, roomMismatch } from "./strangers.ts";

const contract: readonly [title: string, holds: (kind: RoomKind) => Promise<void>][] = [
  ["join: who comes later is let in, and all learn of it", join],
  ["join at once by many: all of them are in, each told of once", joinOfMany],
  ["leave: last words, then the leave, and the others go on", leave],
  ["crash: who is killed is lost, and the others go on talking", crash],
  ["freeze: who is stopped is lost, and back with all that was said when it goes on", freeze],
  ["return: who left or died comes back, and has what was said meanwhile", returning],
  ["exactly once: each message at everyone, while one enters and one dies", exactlyOnce],
  ["author's order: each author's messages as said", authorsOrder],
  ["replies: never before what they answer", repliesAfter],
  ["history equal: what is exported is the same to the byte everywhere", historyEqual],
  [
    "newcomer's backlog: what was said before, in order, though its author has gone",
    newcomersBacklog,
  ],
  ["receipts: they count who has it on disk, up to all who are there", receipts],
  ["waiting messages: what was said alone goes out later, after a restart, too", waitingMessages],
  ["restart: all killed at once have kept what was acknowledged, and find each other", restart],
  ["same name twice: two peers, told apart by their ids", sameNameTwice],
  ["room mismatch: another room's peer is refused, and hears nothing", roomMismatch],
  ["kind mismatch: a peer of another kind of room is refused", kindMismatch],
  ["hostile frames: named, the one connection closed, and the room talks on", hostileFrames],
];

setDefaultTimeout(120_000);

describe.each([...kinds])("a room that is a %s", (kind) => {
  test.concurrent.each([...contract])("%s", async (_, holds) => await holds(kind));
});
