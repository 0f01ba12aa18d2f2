import { expect, test } from "bun:test";

import { historyFaults, KillLedger, Life } from "../../scripts/storm/kill_ledger.ts";
import { newcomerFaults, NewcomerRecord } from "../../scripts/storm/newcomer_record.ts";
import { sizeTable } from "../../scripts/storm/size_table.ts";
import type { MessageEvent } from "../../scripts/storm/storm_event.ts";
import { firstDifference } from "../../scripts/storm/storm_ring.ts";

function message(text: string, id = `id of ${text}`): MessageEvent {
  const [name = ""] = text.split(" ");
  return { event: "message", id, author: { id: name, name }, text, own: true, backlog: false };
}

/** p0 has said 1 to 3 and died; it saw the first two committed, and the second with somebody. */
function ledgerOfThree(): KillLedger {
  const ledger = new KillLedger();
  for (const text of ["p0 1", "p0 2", "p0 3"]) expect(ledger.next("p0")).toBe(text);
  ledger.commit("id of p0 1", "p0 1");
  ledger.commit("id of p0 2", "p0 2");
  ledger.receipt("id of p0 2", 2);
  ledger.died("p0");
  return ledger;
}

test("what a dead process had not shown may be missing, or may be there", () => {
  const ledger = ledgerOfThree();
  expect(ledger).toMatchObject({ said: 2, lost: 1 });
  expect(historyFaults(ledger, [message("p0 1"), message("p0 2")])).toEqual([]);
  const all = [message("p0 1"), message("p0 2"), message("p0 3")];
  expect(historyFaults(ledger, all)).toEqual([]);
});

test.each([
  [["p0 1"], '"p0 2" is missing, which its author saw receipted'],
  [["p0 2"], '"p0 1" is missing, which its author saw committed'],
  [["p0 2", "p0 1"], '"p0 1" comes after number 2'],
  [["p0 1", "p0 2", "p0 4"], 'nobody said "p0 4" as p0'],
])("a history of %p is wrong: %s", (texts, fault) => {
  const history = texts.map((text) => message(text));
  expect(historyFaults(ledgerOfThree(), history)).toContain(fault);
});

test("a history that holds a text under two ids is wrong", () => {
  const history = [message("p0 1"), message("p0 2"), message("p0 2", "another id")];
  expect(historyFaults(ledgerOfThree(), history)).toContain('"p0 2" is there twice');
});

test("what was receipted must be there, even if its author never saw it committed", () => {
  const ledger = ledgerOfThree();
  ledger.receipt("id of p0 3", 2);
  expect(historyFaults(ledger, [message("p0 1"), message("p0 2")])).toEqual([
    "id of p0 3 is missing, which its author saw receipted",
  ]);
});

test("one process shows a message once, and each author's in order", () => {
  const life = new Life();
  expect(life.show(message("p0 2"))).toBeNull();
  expect(life.show(message("p1 1"))).toBeNull();
  expect(life.show(message("p0 2"))).toBe('"p0 2" was shown twice');
  expect(life.show(message("p0 1"))).toBe('"p0 1" was shown after number 2');
});

test("the newcomer's messages are counted wherever their bytes were cut", () => {
  const lines = [
    { event: "listening", address: "127.0.0.1:1" },
    message("p0 1"),
    { event: "receipt", id: "x", seenBy: 1, of: 1 },
    message("p0 2"),
  ];
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const record = new NewcomerRecord();
  for (const byte of bytes) record.take(Uint8Array.of(byte));
  expect(record.messages).toBe(2);
  expect(record.read().map(({ text }) => text)).toEqual(["p0 1", "p0 2"]);
});

test("a newcomer must have everything, in order, and the old as backlog", () => {
  const old = new Map([["p0", 1]]);
  const last = new Map([["p0", 2]]);
  const first = { text: "p0 1 x", backlog: true };
  const second = { text: "p0 2 x", backlog: false };
  expect(newcomerFaults([first, second], old, last)).toEqual([]);
  expect(newcomerFaults([second], old, last)).toEqual(["p0 2 came after 0"]);
  expect(newcomerFaults([first], old, last)).toEqual(["of p0 it has 1, not 2"]);
  expect(newcomerFaults([{ ...first, backlog: false }, second], old, last)).toEqual([
    "p0 1 was old, but not marked as backlog",
  ]);
});

test("the first difference of texts is told with both lines", () => {
  expect(firstDifference({ p0: "a\nb\n", p1: "a\nb\n" })).toBeNull();
  expect(firstDifference({ p0: "a\nb", p1: "a\nb", p2: "a" })).toBe(
    "line 2\n    of p0: b\n    of p2: nothing more",
  );
});

test("the table of sizes tells how much more the largest ring takes than the smallest", () => {
  const figures = {
    joinMs: 100,
    leaveMs: 10,
    lapMs: 2,
    messageMs: 4,
    cpuShare: 0.01,
    memoryMiB: 50,
  };
  const table = sizeTable([
    { ...figures, size: 3, startMs: 1_000, deathMs: null },
    { ...figures, size: 8, startMs: 2_500, deathMs: 10_000 },
    { ...figures, size: 16, startMs: 4_000, deathMs: 12_000 },
  ]);
  expect(table.split("\n").slice(0, 6)).toEqual([
    "| peers | 3 | 8 | 16 | grows by |",
    "| --- | ---: | ---: | ---: | ---: |",
    "| all start at once: ms until one ring | 1000 | 2500 | 4000 | x 4.0 |",
    "| one more joins: ms from its start | 100 | 100 | 100 | x 1.0 |",
    "| it leaves: ms until closed | 10 | 10 | 10 | x 1.0 |",
    "| five neighbours die: ms until closed |  | 10000 | 12000 | x 1.2 |",
  ]);
});
