import type { Epoch, PeerId } from "../lib/ids.ts";
import { runEntriesMax } from "../wire/limits.ts";

/**
 * The order of history: by (Lamport clock, author, epoch, seq). It is the same on every peer that
 * has the same runs, whenever and from whomever they came, and causes stand before effects.
 */

type Place = {
  readonly lamport: number;
  readonly author: { readonly id: PeerId };
  readonly epoch: Epoch;
  readonly seq: number;
};

/** Negative: `a` stands before `b`. */
export function compareInHistory(a: Place, b: Place): number {
  if (a.lamport !== b.lamport) return a.lamport - b.lamport;
  if (a.author.id !== b.author.id) return a.author.id < b.author.id ? -1 : 1;
  if (a.epoch !== b.epoch) return a.epoch < b.epoch ? -1 : 1;
  return a.seq - b.seq;
}

/** The arrival log, or its end: of each run its feed, and seq and clock of its last entry. */
export type LogColumns = {
  readonly length: number;
  readonly feed: Uint32Array;
  readonly last: Uint32Array;
  readonly lamport: Float64Array;
};

/**
 * A stretch of Lamport time: its entries are those with `from` <= clock < `before`, and all of them
 * are in `runs` (indices into the log), which may hold others too.
 */
export type Span = { readonly from: number; readonly before: number; readonly runs: number[] };

/**
 * The log cut into spans, in order: to sort one after another is to sort all, without ever holding
 * more than one. A span has about `entriesPerSpan` entries, or as many as share one clock; a run
 * that has entries in several is read for each of them.
 */
export function spansOf(
  log: LogColumns,
  includes: (index: number) => boolean,
  entriesPerSpan: number,
): Span[] {
  const { lamport } = log;
  const clockOf = (index: number): number => lamport[index] ?? 0;
  const order: number[] = [];
  for (let index = 0; index < log.length; index++) if (includes(index)) order.push(index);
  order.sort((a, b) => clockOf(a) - clockOf(b));

  const firsts = firstClocks(log);
  const bounds = order.length === 0 ? [] : [-Infinity];
  let entries = 0;
  for (const index of order) {
    const clock = clockOf(index);
    if (entries >= entriesPerSpan && clock !== bounds.at(-1)) {
      bounds.push(clock);
      entries = 0;
    }
    entries += clock - (firsts[index] ?? clock) + 1;
  }
  const spans: Span[] = [];
  let start = 0;
  for (const [i, from] of bounds.entries()) {
    const before = bounds[i + 1] ?? Infinity;
    while (start < order.length && clockOf(order[start] ?? 0) < from) start++;
    const runs: number[] = [];
    for (let at = start; at < order.length; at++) {
      const index = order[at] ?? 0;
      // No entry of a run is further behind its last one.
      if (clockOf(index) - runEntriesMax >= before) break;
      if ((firsts[index] ?? 0) < before) runs.push(index);
    }
    spans.push({ from, before, runs });
  }
  return spans;
}

/** The clock of each run's first entry, or less where the run before it is not in the log. */
function firstClocks(log: LogColumns): Float64Array {
  const firsts = new Float64Array(log.length);
  const lasts = new Map<number, number>();
  for (let index = 0; index < log.length; index++) {
    const feed = log.feed[index] ?? 0;
    const last = log.last[index] ?? 0;
    const count = Math.min(last - (lasts.get(feed) ?? 0), runEntriesMax);
    firsts[index] = (log.lamport[index] ?? 0) - count + 1;
    lasts.set(feed, last);
  }
  return firsts;
}
