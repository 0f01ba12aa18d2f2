/** Who comes, goes, dies, freezes and comes back, and what the others learn of it. */
import { expect } from "bun:test";

import type { RoomKind } from "../../src/wire/frame.ts";
import { isKind } from "../e2e/json_event.ts";
import type { JsonPeer } from "../e2e/json_peer.ts";
import { expectNoDuplicates } from "../e2e/talk.ts";
import { Room } from "./room_of_processes.ts";

/**
 * What this peer was told has become of the others of that name, in order. Of those who start at
 * once, some may find each other first and the rest then, as two rooms that become one.
 */
function noticesOf(name: string, peer: JsonPeer): string[] {
  const notices = peer.events.items.filter(isKind("notice"));
  const about = notices.filter((notice) => notice.peer.name === name);
  return about.map(({ kind }) => kind).filter((kind) => kind !== "merged");
}

export async function join(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert"]);
  const founders = room.peers;
  const cora = await room.enter("cora");
  await room.together();
  await Promise.all(founders.map((peer) => peer.notice("joined", "cora")));
  await room.talk("at last");
  for (const peer of founders) expect(noticesOf("cora", peer)).toEqual(["joined"]);
  expect(cora.messages).toHaveLength(3);
}

export async function joinOfMany(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert"]);
  const founders = room.peers;
  const crowd = ["cora", "dirk", "emma", "finn", "gaby", "hugo"];
  await Promise.all(crowd.map((name) => room.enter(name)));
  await room.together();
  await room.talk("all at once");
  expectNoDuplicates(room.peers);
  for (const peer of founders) {
    for (const name of crowd) {
      const joined = noticesOf(name, peer).filter((notice) => notice === "joined");
      expect([name, ...joined]).toEqual([name, "joined"]);
    }
  }
}

export async function leave(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora", "dirk"]);
  const staying = room.peers.slice(0, 3);
  const dirk = room.peers[3]!;
  dirk.say("last words");
  expect(await dirk.quit()).toBe(0);
  await Promise.all(staying.map((peer) => peer.notice("left", "dirk")));
  await room.together(staying);
  await room.talk("without dirk", staying);
  for (const peer of staying) {
    expect(noticesOf("dirk", peer)).not.toContain("lost");
    const told = peer.events.items.flatMap((event) => {
      if (event.event === "message" && event.author.name === "dirk") return [event.text];
      return event.event === "notice" && event.kind === "left" ? [event.kind] : [];
    });
    expect(told).toEqual(["last words", "left"]);
  }
}

export async function crash(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora", "dirk"]);
  const staying = room.peers.slice(0, 3);
  const dirk = room.peers[3]!;
  await room.talk("before");
  dirk.program.signal("SIGKILL");
  for (const peer of staying) peer.say(`${peer.name} right after`);
  const words = staying.map(({ name }) => `${name} right after`);
  await Promise.all(staying.flatMap((peer) => words.map((text) => peer.message(text))));
  await Promise.all(staying.map((peer) => peer.notice("lost", "dirk")));
  await room.together(staying);
  await room.talk("without dirk", staying);
  for (const peer of staying) {
    expect(noticesOf("dirk", peer).filter((notice) => notice !== "joined")).toEqual(["lost"]);
  }
  expectNoDuplicates(staying);
}

export async function freeze(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora", "dirk"]);
  const staying = room.peers.slice(0, 3);
  const dirk = room.peers[3]!;
  dirk.program.signal("SIGSTOP");
  dirk.say("typed while frozen");
  await Promise.all(staying.map((peer) => peer.notice("lost", "dirk")));
  await room.together(staying);
  await room.talk("meanwhile", staying);
  dirk.program.signal("SIGCONT");
  await Promise.all(staying.map((peer) => peer.notice("back", "dirk")));
  await room.together();
  await Promise.all([
    ...staying.map((peer) => peer.message("typed while frozen")),
    ...staying.map(({ name }) => dirk.message(`${name} meanwhile`)),
  ]);
  await room.talk("thawed");
  expectNoDuplicates(room.peers);
}

export async function returning(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert", "cora", "dirk"]);
  const [ann, bert, cora, dirk] = room.peers as [JsonPeer, JsonPeer, JsonPeer, JsonPeer];
  await room.talk("before");
  dirk.program.signal("SIGKILL");
  expect(await cora.quit()).toBe(0);
  await dirk.program.ended();
  const staying = [ann, bert];
  await Promise.all(staying.map((peer) => peer.notice("lost", "dirk")));
  await room.together(staying);
  await room.talk("meanwhile", staying);

  const returned = await Promise.all([cora, dirk].map((peer) => room.again(peer)));
  const everyone = [...staying, ...returned];
  await room.together(everyone);
  for (const { name } of returned) {
    await Promise.all(staying.map((peer) => peer.notice("back", name)));
  }
  for (const peer of returned) {
    await Promise.all(staying.map(({ name }) => peer.message(`${name} meanwhile`)));
    expect(peer.messages.map(({ text }) => text)).not.toContain("ann before");
  }
  await room.talk("again", everyone);
  expectNoDuplicates(everyone);
}

export async function sameNameTwice(kind: RoomKind): Promise<void> {
  await using room = await Room.of(kind, ["ann", "bert"]);
  const founders = room.peers;
  const namesakes = await Promise.all([room.enter("cora"), room.enter("cora")]);
  await room.together();
  const ids = await Promise.all(
    namesakes.map(async (peer, index) => {
      peer.say(`cora number ${index}`);
      return (await peer.message(`cora number ${index}`)).author.id;
    }),
  );
  expect(new Set(ids).size).toBe(2);
  for (const peer of room.peers) {
    const said = await Promise.all(ids.map((_, index) => peer.message(`cora number ${index}`)));
    expect(said.map(({ author }) => author)).toMatchObject(ids.map((id) => ({ id, name: "cora" })));
  }
  const [leaving, staying] = namesakes;
  expect(await leaving.quit()).toBe(0);
  const left = await Promise.all(founders.map((peer) => peer.notice("left", "cora")));
  expect(left.map(({ peer }) => peer.id)).toEqual(founders.map(() => ids[0]!));
  await room.together([...founders, staying]);
  await room.talk("one is left", [...founders, staying]);
}
