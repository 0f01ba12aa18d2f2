/** Peers, messages and notices as a page is told of them. */
import type { HistoryEntry } from "../../../src/chat/room.ts";
import type { Message, Notice } from "../../../src/web/page/talk.ts";

export function peer(name: string) {
  return { id: name.padEnd(64, "0"), name, address: `${name}:6001` };
}

export const ann = peer("ann");
export const bob = peer("bob");

/** What bob said, unless told otherwise. */
export function message(id: string, more: Partial<Message> = {}): Message {
  const said = { author: bob, text: `text of ${id}`, atMs: 1_000, own: false, backlog: false };
  return { show: "message", id, ...said, ...more };
}

export function notice(kind: Notice["kind"], about = bob, atMs = 1_000): Notice {
  return { show: "notice", kind, peer: about, atMs };
}

export function entry(id: string, author = bob): HistoryEntry {
  const place = { id, author, epoch: "e", seq: 1, lamport: 1, atMs: 1_000 };
  return { kind: "message", ...place, text: `text of ${id}` };
}

export function entries(from: number, to: number): HistoryEntry[] {
  return Array.from({ length: to - from }, (_, index) => entry(`m${from + index}`));
}
