import { describe, expect, test } from "bun:test";

import { seededRandom } from "../../src/lib/random.ts";
import { MemberTable, signedContent } from "../../src/members/member_table.ts";
import { membersMax } from "../../src/wire/limits.ts";
import {
  addressOf,
  contentOf,
  idOf,
  member,
  randomRecords,
  shuffled,
  tableOf,
} from "./sample_table.ts";

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

describe("merging", () => {
  test("equal sets of records give equal tables whatever the order in which they come", () => {
    for (const seed of seeds) {
      const records = randomRecords(seed, 12);
      const expected = contentOf(tableOf(records));
      const random = seededRandom(seed);
      for (let i = 0; i < 5; i++) {
        expect({ seed, table: contentOf(tableOf(shuffled(records, random))) }).toEqual({
          seed,
          table: expected,
        });
      }
    }
  });

  test("merging tables in groups gives what merging one by one gives", () => {
    for (const seed of seeds) {
      const records = randomRecords(seed, 12);
      const right = tableOf(records.slice(5)).all();
      const grouped = tableOf([...tableOf(records.slice(0, 5)).all(), ...right]);
      expect({ seed, table: contentOf(grouped) }).toEqual({
        seed,
        table: contentOf(tableOf(records)),
      });
    }
  });

  test("merging again what is there changes nothing and is no news", () => {
    for (const seed of seeds) {
      const records = randomRecords(seed, 12);
      const table = tableOf(records);
      const before = contentOf(table);
      for (const record of records) {
        expect(table.isNews(record)).toBeFalse();
        table.merge(record);
      }
      expect(contentOf(table)).toEqual(before);
    }
  });

  test("isNews is true exactly when merging changes the table", () => {
    for (const seed of seeds) {
      const records = randomRecords(seed, 10);
      const table = tableOf(records.slice(0, 5));
      for (const record of records.slice(5)) {
        const before = contentOf(table);
        const isNews = table.isNews(record);
        table.merge(record);
        expect(!Bun.deepEquals(contentOf(table), before)).toBe(isNews);
      }
    }
  });

  test("a higher incarnation wins and clears the down mark of a lower one", () => {
    const table = tableOf([member(1, 2, { down: true }), member(1, 3, { incarnation: 2 })]);
    expect(table.all()).toEqual([member(1, 3, { incarnation: 2 })]);
    table.merge(member(1, 2, { down: true }));
    expect(table.alive()).toHaveLength(1);
  });

  test("a down mark sticks to its incarnation", () => {
    const table = tableOf([member(1, 2, { down: true }), member(1, 2)]);
    expect(table.all()).toEqual([member(1, 2, { down: true })]);
    expect(table.alive()).toEqual([]);
  });

  test("one who left or is marked down is not alive", () => {
    const records = [member(1, 2), member(2, 3, { state: "left" }), member(3, 1, { down: true })];
    expect(tableOf(records).alive()).toEqual([member(1, 2)]);
  });
});

describe("addresses", () => {
  test("an address stands for the alive record that holds it, of several for the lowest id", () => {
    const address = addressOf(9);
    const dead = member(1, null, { address, down: true });
    const table = tableOf([dead, member(3, null, { address }), member(2, null, { address })]);
    expect(table.byAddress().get(address)?.peer).toBe(idOf(2));
    expect(tableOf([dead]).byAddress().get(address)?.peer).toBe(idOf(1));
  });
});

describe("the signed content", () => {
  test("it changes with the room and with every signed field, and not with the down mark", () => {
    const plain = member(1, 2);
    const seen = new Set([signedContent(plain, "lobby"), signedContent(plain, "other")]);
    const changes = [
      { peer: idOf(7) },
      { epoch: "0000000000000002" },
      { incarnation: 2 },
      { state: "left" },
      { address: addressOf(7) },
      { next: null },
      { next: addressOf(7) },
      { name: 'x","' },
    ] as const;
    for (const change of changes) seen.add(signedContent({ ...plain, ...change }, "lobby"));
    expect(seen.size).toBe(2 + changes.length);
    expect(signedContent(member(1, 2, { down: true }), "lobby")).toBe(
      signedContent(plain, "lobby"),
    );
  });
});

describe("the cap", () => {
  const full = Array.from({ length: membersMax }, (_, index) =>
    member(index + 1, null, { incarnation: 5 }),
  );
  const newcomer = member(5000, null);

  test("the table never holds more than its cap, and a newcomer always finds a place", () => {
    const table = tableOf(full);
    for (let i = 0; i < 50; i++) {
      table.merge(member(5000 + i, null));
      expect(table.all()).toHaveLength(membersMax);
      expect(table.get(idOf(5000 + i))).toBeDefined();
    }
  });

  test("a member that is held stays, however low its incarnation", () => {
    const table = new MemberTable((peer) => peer === idOf(9000));
    table.merge(member(9000, null));
    for (const record of full) table.merge(record);
    for (let i = 0; i < 50; i++) table.merge(member(5000 + i, null, { incarnation: 9 }));
    expect(table.get(idOf(9000))).toBeDefined();
    expect(table.all()).toHaveLength(membersMax);
  });

  test("a dead record whose address an alive one holds goes first", () => {
    const dead = member(77, null, { incarnation: 900, down: true, address: addressOf(1) });
    const table = tableOf([...full.with(76, dead), newcomer]);
    expect(table.get(idOf(77))).toBeUndefined();
    expect(table.get(idOf(1))).toBeDefined();
  });

  test("then the lowest incarnation goes, the dead at an address of their own like the others", () => {
    const low = member(500, null, { incarnation: 2 });
    const dead = member(501, null, { incarnation: 3, state: "left" });
    const table = tableOf([...full.with(499, low).with(500, dead), newcomer]);
    expect(table.get(idOf(500))).toBeUndefined();
    table.merge(member(5001, null, { incarnation: 9 }));
    expect(table.get(idOf(5000))).toBeUndefined();
    table.merge(member(5002, null, { incarnation: 9 }));
    expect(table.get(idOf(501))).toBeUndefined();
  });
});
