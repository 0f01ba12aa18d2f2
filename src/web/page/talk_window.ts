/** Which rows of the talk are drawn: so many that no screen shows all, and never more. */
import type { Span } from "./talk.ts";

/** Each drawn row costs layout whenever one comes or goes. */
export const ROWS_MAX = 300;

/** So many come and go at once while one scrolls. */
const STEP = 100;

export function newestRows({ from, to }: Span): Span {
  return { from: Math.max(from, to - ROWS_MAX), to };
}

export function olderRows(rows: Span, all: Span): Span {
  const from = Math.max(all.from, rows.from - STEP);
  return { from, to: Math.min(rows.to, from + ROWS_MAX) };
}

export function newerRows(rows: Span, all: Span): Span {
  const to = Math.min(all.to, rows.to + STEP);
  return { from: Math.max(rows.from, to - ROWS_MAX), to };
}

/** The same rows, as far as they are there still. */
export function keptRows(rows: Span, all: Span): Span {
  const from = Math.max(rows.from, all.from);
  const to = Math.min(rows.to, all.to);
  return from < to ? { from, to } : { from: all.from, to: Math.min(all.to, all.from + ROWS_MAX) };
}
