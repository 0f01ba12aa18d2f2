import { describe, expect, test } from "bun:test";

import { seededRandom } from "../../src/lib/random.ts";
import { tour, tourFrom } from "../../src/members/tour.ts";
import type { MemberRecord } from "../../src/wire/frame.ts";
import { idOf, member, randomRecords, shuffled, tableOf } from "./sample_table.ts";

/** The tour as member numbers. */
function ring(records: readonly MemberRecord[]): number[] {
  return tour(tableOf(records)).map((peer) => parseInt(peer, 16));
}

/** The tour turned to begin with its lowest member: rings are equal when these are. */
function turned(records: readonly MemberRecord[]): number[] {
  const order = ring(records);
  const at = order.indexOf(Math.min(...order));
  return [...order.slice(at), ...order.slice(0, at)];
}

const down = { down: true };

describe("whatever the table holds", () => {
  test("every alive member stands in the tour exactly once, and no other", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const table = tableOf(randomRecords(seed, 15));
      const alive = table.alive().map(({ peer }) => peer);
      expect({ seed, tour: tour(table).toSorted() }).toEqual({ seed, tour: alive.toSorted() });
    }
  });

  test("equal tables give equal tours, however they came to be", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const records = randomRecords(seed, 15);
      const other = shuffled([...records, ...records], seededRandom(seed));
      expect({ seed, ring: ring(other) }).toEqual({ seed, ring: ring(records) });
    }
  });

  test("two who alone name each other are next to each other", () => {
    expect(ring([member(1, 2), member(2, 1)])).toEqual([1, 2]);
    expect(ring([member(1, null)])).toEqual([1]);
    expect(ring([])).toEqual([]);
  });
});

describe("the configured order", () => {
  test("a ring that was configured is the tour, whatever the ids", () => {
    expect(turned([member(1, 3), member(3, 5), member(5, 2), member(2, 4), member(4, 1)])).toEqual([
      1, 3, 5, 2, 4,
    ]);
  });

  test("a line is closed from its end to its beginning", () => {
    expect(ring([member(3, 1), member(1, 2), member(2, null)])).toEqual([3, 1, 2]);
  });

  test("a dead member is stepped through, so that its predecessor leads to its successor", () => {
    for (const dead of [down, { state: "left" as const }]) {
      const records = [member(1, 4), member(4, 2, dead), member(2, 3), member(3, 1)];
      expect(turned(records)).toEqual([1, 2, 3]);
    }
    // Three stretches between three dead: each is joined to the next one as configured.
    const stretches = [member(5, 1), member(1, 7), member(4, 2), member(2, 8), member(6, 3)];
    const dead = [member(7, 4, down), member(8, 6, down), member(9, 5, down), member(3, 9)];
    expect(turned([...stretches, ...dead])).toEqual([1, 4, 2, 6, 3, 5]);
    const two = [member(1, 4), member(4, 5, down), member(5, 2, down), member(2, 3), member(3, 1)];
    expect(turned(two)).toEqual([1, 2, 3]);
  });

  test("dead members that name each other in a circle end the search", () => {
    const records = [member(1, 4), member(4, 5, down), member(5, 4, down), member(2, 1)];
    expect(turned(records)).toEqual([1, 2]);
  });

  test("whoever names itself or nobody known is led to by the others", () => {
    expect(turned([member(1, 1), member(2, 1), member(3, 99)])).toEqual([1, 3, 2]);
  });

  test("a newcomer that names a member of a closed ring stands right before it", () => {
    const closed = [member(1, 2), member(2, 3), member(3, 1)];
    for (const named of [1, 2, 3]) {
      for (const newcomer of [member(0, named), member(9, named)]) {
        const order = ring([...closed, newcomer]);
        const at = order.indexOf(parseInt(newcomer.peer, 16));
        expect(order[(at + 1) % order.length]).toBe(named);
      }
    }
  });

  test("a chain of newcomers stands in its order before the member that it leads to", () => {
    const records = [member(1, 2), member(2, 1), member(8, 9), member(9, 2)];
    expect(turned(records)).toEqual([1, 8, 9, 2]);
  });

  test("two rings become one when their tables merge, each with its order kept", () => {
    const one = [member(1, 5), member(5, 3), member(3, 1)];
    const other = [member(2, 6), member(6, 4), member(4, 2)];
    expect(turned([...one, ...other])).toEqual([1, 5, 3, 2, 6, 4]);
  });

  test("when a dead member comes back it stands where it stood", () => {
    const records = [member(1, 4), member(4, 2, down), member(2, 3), member(3, 1)];
    const back = member(4, 2, { incarnation: 2 });
    expect(turned([...records, back])).toEqual([1, 4, 2, 3]);
  });
});

test("tourFrom begins with oneself, and is empty for one who is not alive", () => {
  const table = tableOf([member(1, 2), member(2, 3), member(3, 1), member(4, 1, down)]);
  expect(tourFrom(table, idOf(2))).toEqual([idOf(2), idOf(3), idOf(1)]);
  expect(tourFrom(table, idOf(4))).toEqual([]);
});
