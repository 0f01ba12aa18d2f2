/** What is kept for whoever was not there when it was said. */
import { expect } from "bun:test";

import type { RoomKind } from "../../src/wire/frame.ts";
import { isKind } from "../e2e/json_event.ts";
import type { JsonPeer } from "../e2e/json_peer.ts";
import { equalExports } from "./conversation.ts";
import { Room } from "./room_of_processes.ts";

const textsOf = (messages: readonly { readonly text: string }[]): string[] =>
  messages.map(({ text }) => text);

/** Says it and waits until all present have it on disk. */
async function sayToAll(author: JsonPeer, text: string, present: number): Promise<string> {
  author.say(text);
  const { id } = await author.message(text);
  await author.receipt(id, present, present);
  return id;
}

export async function newcomersBacklog(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora"]);
  const [ann, bert, cora] = room.peers as [JsonPeer, JsonPeer, JsonPeer];
  const before = ["one", "two", "three", "four", "five", "six"];
  for (const [index, text] of before.entries()) await sayToAll(room.peers[index % 3]!, text, 3);
  expect(await cora.quit()).toBe(0);
  const staying = [ann, bert];
  await Promise.all(staying.map((peer) => peer.notice("left", "cora")));

  const dirk = await room.enter("dirk");
  await dirk.message("six");
  expect(textsOf(dirk.messages)).toEqual(before);
  expect(dirk.messages.map(({ backlog, own }) => [backlog, own])).toEqual(
    before.map(() => [true, false]),
  );
  expect(dirk.messages[2]!.author).toMatchObject({ name: "cora", address: await cora.address() });
  // All links are greeted: none begins with what is said from here on.
  await room.together([...staying, dirk]);
  await sayToAll(bert, "welcome", 3);
  expect(await dirk.message("welcome")).toMatchObject({ backlog: false });
  const histories = await Promise.all([...staying, dirk].map((peer) => peer.history()));
  for (const { messages } of histories) expect(messages).toEqual(histories[0]!.messages);
  expect(textsOf(histories[0]!.messages)).toEqual([...before, "welcome"]);
}

export async function receipts(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora"]);
  const [ann, , cora] = room.peers as [JsonPeer, JsonPeer, JsonPeer];
  cora.program.signal("SIGSTOP");
  ann.say("not there yet");
  const { id } = await ann.message("not there yet");
  await ann.receipt(id, 2, 3);
  cora.program.signal("SIGCONT");
  await ann.receipt(id, 3, 3);
  const told = ann.events.items.filter(isKind("receipt")).filter((one) => one.id === id);
  const counts = told.map(({ seenBy }) => seenBy);
  expect(counts).toEqual([...new Set(counts)].sort());
  await cora.message("not there yet");
}

export async function waitingMessages(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann"]);
  const ann = room.peers[0]!;
  await sayToAll(ann, "to nobody", 1);
  expect(await ann.quit()).toBe(0);
  const restarted = await room.again(ann);
  await sayToAll(restarted, "still to nobody", 1);
  const waiting = (await restarted.history()).messages;
  expect(textsOf(waiting)).toEqual(["to nobody", "still to nobody"]);

  const bert = await room.enter("bert");
  for (const { id, text } of waiting) {
    expect(await bert.message(text)).toMatchObject({ id, backlog: true });
    await restarted.receipt(id, 2, 2);
  }
  expect(textsOf(bert.messages)).toEqual(textsOf(waiting));
  expect(await bert.quit()).toBe(0);
  await restarted.notice("left", "bert");
  const id = await sayToAll(restarted, "alone again", 1);
  const returned = await room.again(bert);
  expect(await returned.message("alone again")).toMatchObject({ id, backlog: true });
  await restarted.receipt(id, 2, 2);
}

export async function restart(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora"]);
  const before = room.peers;
  await room.talk("before the power failed");
  const ids = before[0]!.messages.map(({ id }) => id).sort();
  for (const { program } of before) program.signal("SIGKILL");
  await Promise.all(before.map(({ program }) => program.ended()));

  const after = await Promise.all(before.map((peer) => room.again(peer)));
  await room.together(after);
  for (const peer of after) {
    expect((await peer.history()).messages.map(({ id }) => id).sort()).toEqual(ids);
  }
  await room.talk("after", after);
  for (const peer of after) {
    expect(textsOf(peer.messages).sort()).toEqual(["ann after", "bert after", "cora after"]);
  }
  expect(new Set(await equalExports(after)).size).toBe(1);
}
