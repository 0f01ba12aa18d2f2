/** Who must not get in, and what must not get through. */
import { expect } from "bun:test";

import type { RoomKind } from "../../src/wire/frame.ts";
import { HandWrittenPeer } from "../e2e/hand_written_peer.ts";
import type { JsonEvent } from "../e2e/json_event.ts";
import type { JsonPeer } from "../e2e/json_peer.ts";
import { RawLink } from "../e2e/raw_link.ts";
import { hostileLines } from "./hostile_lines.ts";
import { misdeeds } from "./misdeeds.ts";
import { Room } from "./room_of_processes.ts";

const residentGrowthMax = 32 * 1024 * 1024;
const otherKinds: Readonly<Record<RoomKind, RoomKind>> = {
  ring: "mesh",
  mesh: "star",
  star: "ring",
};

type Guise = { readonly room: string; readonly kind: RoomKind };

/** Resolves once a stranger who greets like that was told why not, and its connection closed. */
async function expectRefused(victim: JsonPeer, guise: Guise, code: string, says: string) {
  using stranger = await HandWrittenPeer.connect(await victim.address(), guise);
  await stranger.link.send(stranger.line(stranger.hello));
  const error = await stranger.link.error();
  expect(error).toMatchObject({ code, message: expect.stringContaining(says) });
  await stranger.link.closed;
  await victim.error(code);
  await victim.logged(error.message);
}

export async function roomMismatch(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert"]);
  const members = room.peers;
  const attic = await room.enter("mallory", ["--room", "attic"]);
  attic.say("in the attic");
  await attic.message("in the attic");
  await expectRefused(members[0]!, { kind, room: "attic" }, "room", 'in room "attic"');
  await expectRefused(attic, { kind, room: room.name }, "room", 'this is room "attic"');
  await room.together(members);
  await room.talk("among ourselves", members);
  await attic.closedAmong(["mallory"]);
  for (const peer of members) expect(peer.messages).toHaveLength(2);
  expect(attic.messages.map(({ text }) => text)).toEqual(["in the attic"]);
}

export async function kindMismatch(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert"]);
  const other = otherKinds[kind];
  const says = `this room is a ${kind}, the other end's is a ${other}`;
  await expectRefused(room.peers[0]!, { kind: other, room: room.name }, "kind", says);
  await room.together();
  await room.talk("among ourselves");
}

export async function hostileFrames(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora"]);
  const victim = room.peers[1]!;
  const address = await victim.address();
  await room.talk("before");
  const residentBefore = victim.program.residentBytes;
  const reasons: string[] = [];
  /** The victim says what was wrong, to both sides, and closes. */
  const answered = async (link: RawLink, title: string, code: string, says: string) => {
    const error = await link.error();
    expect({ title, ...error }).toMatchObject({ title, code });
    expect(error.message).toContain(says);
    await link.closed;
    const isTold = (event: JsonEvent): boolean =>
      event.event === "error" && event.code === code && event.message.endsWith(error.message);
    await victim.events.first(isTold, { what: error.message });
    reasons.push(error.message);
  };
  for (const [title, sent, code, says] of hostileLines(room.name, kind)) {
    using link = await RawLink.open(address);
    await link.send(sent);
    await answered(link, title, code, says);
  }
  for (const [title, send, code, says] of misdeeds) {
    using peer = await HandWrittenPeer.greet(address, { kind, room: room.name });
    await peer.link.send(peer.joined() + send(peer));
    await answered(peer.link, title, code, says);
  }
  await victim.logged(...reasons);
  await room.together();
  await room.talk("after");
  for (const { messages } of room.peers) expect(messages).toHaveLength(6);
  expect(victim.program.residentBytes - residentBefore).toBeLessThan(residentGrowthMax);
}
