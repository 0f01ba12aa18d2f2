import { describe, expect, test } from "bun:test";

import {
  keptRows,
  newerRows,
  newestRows,
  olderRows,
  WINDOW,
} from "../../../src/web/page/talk_window.ts";

const short = () => 20;
const long = () => 2_000;

const all = { from: -5_000, to: 5_000 };

describe("the window of rows", () => {
  test("has the newest, all of them while they are few", () => {
    expect(newestRows({ from: 0, to: 10 }, short)).toEqual({ from: 0, to: 10 });
    expect(newestRows(all, short)).toEqual({ from: 5_000 - WINDOW.rows, to: 5_000 });
  });

  test("goes from end to end and back through all rows, never over its size", () => {
    let rows = newestRows(all, short);
    const seen = new Set<number>();
    const see = () => {
      expect(rows.to - rows.from).toBe(WINDOW.rows);
      for (let number = rows.from; number < rows.to; number++) seen.add(number);
    };
    see();
    while (rows.from > all.from) {
      rows = olderRows(rows, all, short);
      see();
    }
    expect(seen.size).toBe(10_000);
    while (rows.to < all.to) {
      rows = newerRows(rows, all, short);
      see();
    }
    expect(rows).toEqual(newestRows(all, short));
  });

  test("keeps some of the rows that are drawn when it moves: the reader's is among them", () => {
    const rows = newestRows(all, short);
    expect(olderRows(rows, all, short).to).toBeGreaterThan(rows.from + WINDOW.rows / 2);
  });

  test("gives up rows that are not held any more", () => {
    expect(keptRows({ from: 0, to: 300 }, { from: 100, to: 900 }, short)).toEqual({
      from: 100,
      to: 300,
    });
    expect(keptRows({ from: 0, to: 50 }, { from: 100, to: 900 }, short)).toEqual({
      from: 100,
      to: 400,
    });
  });

  test("has fewer rows where they are long, and still gets from end to end", () => {
    let rows = newestRows(all, long);
    let steps = 0;
    while (rows.from > all.from) {
      rows = olderRows(rows, all, long);
      expect((rows.to - rows.from) * long()).toBeLessThanOrEqual(WINDOW.textLength);
      steps++;
    }
    while (rows.to < all.to) rows = newerRows(rows, all, long);
    expect(rows).toEqual(newestRows(all, long));
    expect(steps).toBe((all.to - all.from - WINDOW.textLength / long()) / 10);
  });
});
