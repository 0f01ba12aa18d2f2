import { describe, expect, test } from "bun:test";

import { compareInHistory, type LogColumns, spansOf } from "../../src/feed/history_order.ts";
import { seededRandom } from "../../src/lib/random.ts";

/** Rows of feed, last seq, Lamport clock of the last entry. */
function logOf(rows: readonly (readonly [number, number, number])[]): LogColumns {
  return {
    length: rows.length,
    feed: Uint32Array.from(rows, ([feed]) => feed),
    last: Uint32Array.from(rows, ([, last]) => last),
    lamport: Float64Array.from(rows, ([, , lamport]) => lamport),
  };
}

describe("compareInHistory", () => {
  test("looks at clock, author, epoch and seq, in this order", () => {
    const place = (lamport: number, id: string, epoch: string, seq: number) => ({
      lamport,
      author: { id },
      epoch,
      seq,
    });
    const sorted = [
      place(1, "b", "2", 9),
      place(2, "a", "2", 9),
      place(2, "b", "1", 9),
      place(2, "b", "2", 1),
      place(2, "b", "2", 10),
    ];
    expect(sorted.toReversed().sort(compareInHistory)).toEqual(sorted);
  });
});

describe("spansOf", () => {
  test("gives no span for no runs", () => {
    expect(spansOf(logOf([]), () => true, 4)).toEqual([]);
    expect(spansOf(logOf([[0, 1, 1]]), () => false, 4)).toEqual([]);
  });

  test("puts a run into every span that one of its entries belongs to", () => {
    const long = [0, 10, 10] as const;
    const short = Array.from({ length: 8 }, (_, i) => [1, i + 1, i + 1] as const);
    const spans = spansOf(logOf([long, ...short]), () => true, 3);
    expect(spans.map(({ from, before }) => [from, before])).toEqual([
      [-Infinity, 4],
      [4, 7],
      [7, Infinity],
    ]);
    for (const { runs } of spans) expect(runs).toContain(0);
  });

  test("keeps runs of one clock together however many they are", () => {
    const rows = Array.from({ length: 9 }, (_, feed) => [feed, 1, 1] as const);
    const spans = spansOf(logOf(rows), () => true, 2);
    expect(spans.map(({ runs }) => runs.length)).toEqual([0, 9]);
  });

  test("covers each entry of random logs in exactly one span", () => {
    const random = seededRandom(7);
    const below = (bound: number): number => Math.floor(random.next() * bound);
    for (let round = 0; round < 50; round++) {
      const rows: [number, number, number][] = [];
      const seqs = [0, 0, 0];
      let clock = 0;
      const entries: { run: number; lamport: number }[] = [];
      for (let run = 0; run < 40; run++) {
        const feed = below(3);
        const count = 1 + below(below(4) === 0 ? 256 : 3);
        const first = Math.max(1, clock - below(20) + 1);
        const last = (seqs[feed] ?? 0) + count;
        seqs[feed] = last;
        rows.push([feed, last, first + count - 1]);
        for (let i = 0; i < count; i++) entries.push({ run, lamport: first + i });
        clock = Math.max(clock, first + count - 1);
      }
      const spans = spansOf(logOf(rows), () => true, 4);
      for (const { run, lamport } of entries) {
        const holders = spans.filter(
          (span) => lamport >= span.from && lamport < span.before && span.runs.includes(run),
        );
        expect(holders).toHaveLength(1);
      }
    }
  });
});
