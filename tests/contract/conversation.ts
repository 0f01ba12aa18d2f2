/** What was said in a room in which one enters and one is killed while all talk. */
import { expect } from "bun:test";

import type { RoomKind } from "../../src/wire/frame.ts";
import { deadlineMs } from "../e2e/arrivals.ts";
import { command } from "../e2e/command.ts";
import type { EventOf } from "../e2e/json_event.ts";
import type { JsonPeer } from "../e2e/json_peer.ts";
import { Room } from "./room_of_processes.ts";

const linesEach = 20;
const killedAfter = 10;
const answersDeep = 6;

type Conversation = {
  /** By those who were there at the end. */
  readonly read: ReadonlyMap<string, readonly EventOf<"message">[]>;
  /** By author, in order; the one who was killed need not have said all of it. */
  readonly said: ReadonlyMap<string, readonly string[]>;
  readonly killed: string;
  /** Each answers the one before. */
  readonly answers: readonly string[];
  /** What `ringchat export` prints at each. */
  readonly exports: readonly string[];
};

const held = new Map<RoomKind, Promise<Conversation>>();

/** One conversation a kind, however many look at it. */
function conversationIn(kind: RoomKind): Promise<Conversation> {
  const conversation = held.get(kind) ?? hold(kind);
  held.set(kind, conversation);
  return conversation;
}

async function hold(kind: RoomKind): Promise<Conversation> {
  await using room = await Room.of(kind, ["ann", "bert", "cora", "dirk"]);
  const talkers = room.peers;
  const staying = talkers.slice(0, 3);
  const dirk = talkers[3]!;
  const said = new Map(talkers.map(({ name }) => [name, linesOf(name)]));
  const answers = Array.from({ length: answersDeep }, (_, depth) => `answer ${depth}`);
  const entering = async (): Promise<JsonPeer> => {
    await dirk.message(`dirk says ${killedAfter / 2}`);
    return await room.enter("emma");
  };
  const [emma] = await Promise.all([
    entering(),
    sayAndDie(dirk, linesOf(dirk.name)),
    answerInTurn(staying, answers),
    ...staying.map((peer) => sayEach(peer, linesOf(peer.name))),
  ]);
  const present = [...staying, emma];
  const wanted = [...staying.flatMap(({ name }) => linesOf(name)), ...answers];
  await Promise.all(present.flatMap((peer) => wanted.map((text) => peer.message(text))));
  await room.together(present);
  const exports = await equalExports(present);
  const read = new Map(present.map(({ name, messages }) => [name, messages]));
  return { read, said, killed: dirk.name, answers, exports };
}

function linesOf(name: string): readonly string[] {
  return Array.from({ length: linesEach }, (_, index) => `${name} says ${index}`);
}

/** One after another, so that the others' words come in between. */
async function sayEach(peer: JsonPeer, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    peer.say(line);
    await peer.message(line);
  }
}

async function sayAndDie(peer: JsonPeer, lines: readonly string[]): Promise<void> {
  await sayEach(peer, lines.slice(0, killedAfter));
  for (const line of lines.slice(killedAfter)) peer.say(line);
  peer.program.signal("SIGKILL");
  await peer.program.ended();
}

/** Each waits for the words before, and then says the next. */
async function answerInTurn(peers: readonly JsonPeer[], answers: readonly string[]): Promise<void> {
  for (const [turn, answer] of answers.entries()) {
    const author = peers[turn % peers.length]!;
    if (turn > 0) await author.message(answers[turn - 1]!);
    author.say(answer);
  }
}

/** What `ringchat export` prints at each, once it is the same: what is shown is on disk soon. */
export async function equalExports(peers: readonly JsonPeer[]): Promise<readonly string[]> {
  const untilMs = Date.now() + deadlineMs;
  for (;;) {
    const exports = await Promise.all(
      peers.map(({ state }) => command(["export", "--format", "jsonl", "--state", state])),
    );
    const texts = exports.map(({ out }) => out);
    if (new Set(texts).size === 1 || Date.now() > untilMs) return texts;
  }
}

export async function exactlyOnce(kind: RoomKind): Promise<void> {
  const { read, said, killed, answers } = await conversationIn(kind);
  const complete = [...said].flatMap(([name, lines]) => (name === killed ? [] : lines));
  const ids = new Set<string>();
  for (const messages of read.values()) {
    const ofOthers = messages.filter(({ author }) => author.name !== killed);
    expect(ofOthers.map(({ text }) => text).sort()).toEqual([...complete, ...answers].sort());
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    for (const { id } of messages) ids.add(id);
  }
  for (const messages of read.values()) expect(messages).toHaveLength(ids.size);
}

export async function authorsOrder(kind: RoomKind): Promise<void> {
  const { read, said, killed, answers } = await conversationIn(kind);
  for (const messages of read.values()) {
    for (const [author, lines] of said) {
      const of = messages.filter((message) => message.author.name === author);
      const texts = of.map(({ text }) => text).filter((text) => !answers.includes(text));
      expect(texts).toEqual(lines.slice(0, author === killed ? texts.length : lines.length));
    }
  }
}

export async function repliesAfter(kind: RoomKind): Promise<void> {
  const { read, answers } = await conversationIn(kind);
  for (const messages of read.values()) {
    const texts = messages.map(({ text }) => text);
    expect(texts.filter((text) => answers.includes(text))).toEqual([...answers]);
  }
}

export async function historyEqual(kind: RoomKind): Promise<void> {
  const { exports, read } = await conversationIn(kind);
  const [first = "", ...others] = exports;
  for (const other of others) expect(other).toBe(first);
  const lines = first.trimEnd().split("\n");
  const kept = lines.map((line) => JSON.parse(line)).filter(({ kind: what }) => what === "message");
  for (const messages of read.values()) {
    expect(kept.map(({ id }) => id).sort()).toEqual(messages.map(({ id }) => id).sort());
  }
}
