import { describe, expect, test } from "bun:test";

import {
  keptRows,
  newerRows,
  newestRows,
  olderRows,
  ROWS_MAX,
} from "../../../src/web/page/talk_window.ts";

const all = { from: -5_000, to: 5_000 };

describe("the window of rows", () => {
  test("has the newest, all of them while they are few", () => {
    expect(newestRows({ from: 0, to: 10 })).toEqual({ from: 0, to: 10 });
    expect(newestRows(all)).toEqual({ from: 5_000 - ROWS_MAX, to: 5_000 });
  });

  test("goes from end to end and back through all rows, never over its size", () => {
    let rows = newestRows(all);
    const seen = new Set<number>();
    const see = () => {
      expect(rows.to - rows.from).toBe(ROWS_MAX);
      for (let number = rows.from; number < rows.to; number++) seen.add(number);
    };
    see();
    while (rows.from > all.from) {
      rows = olderRows(rows, all);
      see();
    }
    expect(seen.size).toBe(10_000);
    while (rows.to < all.to) {
      rows = newerRows(rows, all);
      see();
    }
    expect(rows).toEqual(newestRows(all));
  });

  test("keeps some of the rows that are drawn when it moves: the reader's is among them", () => {
    const rows = newestRows(all);
    expect(olderRows(rows, all).to).toBeGreaterThan(rows.from + ROWS_MAX / 2);
  });

  test("gives up rows that are not held any more", () => {
    expect(keptRows({ from: 0, to: 300 }, { from: 100, to: 900 })).toEqual({ from: 100, to: 300 });
    expect(keptRows({ from: 0, to: 50 }, { from: 100, to: 900 })).toEqual({ from: 100, to: 400 });
  });
});
