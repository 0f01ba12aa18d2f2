import { expect, test } from "bun:test";

import type { HistoryEntry } from "../../src/chat/room.ts";
import { historyPart } from "../../src/cli/history_part.ts";

const author = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };

function place(n: number) {
  return { id: `m${n}`, author, epoch: "6921ab3c00000001", seq: n, lamport: n, atMs: n };
}

function message(n: number, text = "hello"): HistoryEntry {
  return { ...place(n), kind: "message", text };
}

function notice(n: number): HistoryEntry {
  return { ...place(n), kind: "joined", peer: author };
}

function idsOf(entries: readonly HistoryEntry[], limit: number): readonly [string, boolean] {
  const part = historyPart(entries, limit);
  return part.ok ? [part.entries.map(({ id }) => id).join(" "), part.more] : ["", false];
}

test("all is told when there are no more messages than asked for", () => {
  expect(idsOf([], 2)).toEqual(["", false]);
  expect(idsOf([notice(1), message(2), message(3)], 2)).toEqual(["m1 m2 m3", false]);
});

test("the message more that was read only tells that there are older ones", () => {
  const entries = [message(1), notice(2), message(3), message(4), notice(5)];
  expect(idsOf(entries, 2)).toEqual(["m2 m3 m4 m5", true]);
});

test("of long messages fewer are told at once, but always one", () => {
  const long = "x".repeat(16_384);
  const entries = Array.from({ length: 200 }, (_, n) => message(n, long));
  const part = historyPart(entries, 200);
  expect(part).toMatchObject({ ok: true, more: true });
  expect(JSON.stringify(part).length).toBeLessThan(1.1 * 2 ** 20);
  expect(idsOf([message(1), message(2, "x".repeat(2 ** 21))], 2)).toEqual(["m2", true]);
});
