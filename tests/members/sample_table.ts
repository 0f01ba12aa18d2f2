import type { Address, PeerId } from "../../src/lib/ids.ts";
import { type Random, seededRandom } from "../../src/lib/random.ts";
import { MemberTable } from "../../src/members/member_table.ts";
import type { MemberRecord } from "../../src/wire/frame.ts";

export function idOf(number: number): PeerId {
  return number.toString(16).padStart(64, "0");
}

export function addressOf(number: number): Address {
  return `127.0.0.1:${6000 + number}`;
}

/** Member `number`, which names member `next` as its configured next. */
export function member(
  number: number,
  next: number | null,
  change: Partial<MemberRecord> = {},
): MemberRecord {
  return {
    peer: idOf(number),
    epoch: "0000000000000001",
    incarnation: 1,
    state: "alive",
    address: addressOf(number),
    next: next === null ? null : addressOf(next),
    name: `m${number}`,
    signature: "S".repeat(86),
    down: false,
    ...change,
  };
}

export function tableOf(records: readonly MemberRecord[]): MemberTable {
  const table = new MemberTable();
  for (const record of records) table.merge(record);
  return table;
}

/** The table's records in one order, to be compared. */
export function contentOf(table: MemberTable): MemberRecord[] {
  return table.all().toSorted((a, b) => (a.peer < b.peer ? -1 : 1));
}

export function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Records of few members in many states, so that most of them compete with each other. */
export function randomRecords(seed: number, count: number): MemberRecord[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random.next() * limit);
  return Array.from({ length: count }, () =>
    member(1 + below(6), below(3) === 0 ? null : 1 + below(8), {
      incarnation: 1 + below(3),
      state: below(4) === 0 ? "left" : "alive",
      address: addressOf(1 + below(8)),
      down: below(3) === 0,
      name: `n${below(3)}`,
    }),
  );
}
