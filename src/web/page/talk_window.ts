/** Which rows of the talk are drawn: so many that no screen shows all, and never more. */
import type { Span } from "./talk.ts";

/** What drawn rows may come to: laying them out costs time whenever one comes or goes. */
export type Extent = { readonly rows: number; readonly textLength: number };

export const WINDOW: Extent = { rows: 300, textLength: 60_000 };

/** So many come and go at once while one scrolls; long rows are fewer. */
const STEP: Extent = { rows: 100, textLength: 20_000 };

/** How much text a row shows, by its number. */
type LengthOf = (row: number) => number;

export function newestRows(all: Span, lengthOf: LengthOf): Span {
  return { from: back(all.to, all, WINDOW, lengthOf), to: all.to };
}

export function olderRows(rows: Span, all: Span, lengthOf: LengthOf): Span {
  const from = back(rows.from, all, STEP, lengthOf);
  return { from, to: Math.min(rows.to, ahead(from, all, WINDOW, lengthOf)) };
}

export function newerRows(rows: Span, all: Span, lengthOf: LengthOf): Span {
  const to = ahead(rows.to, all, STEP, lengthOf);
  return { from: Math.max(rows.from, back(to, all, WINDOW, lengthOf)), to };
}

/** The same rows, as far as they are there still. */
export function keptRows(rows: Span, all: Span, lengthOf: LengthOf): Span {
  const from = Math.max(rows.from, all.from);
  const to = Math.min(rows.to, all.to);
  return from < to ? { from, to } : { from: all.from, to: ahead(all.from, all, WINDOW, lengthOf) };
}

/** The first of the rows of that extent that end before `to`. */
function back(to: number, all: Span, extent: Extent, lengthOf: LengthOf): number {
  let from = to;
  let textLength = 0;
  while (from > all.from && to - from < extent.rows && textLength < extent.textLength) {
    textLength += lengthOf(--from);
  }
  return from;
}

/** The end of the rows of that extent that begin with `from`. */
function ahead(from: number, all: Span, extent: Extent, lengthOf: LengthOf): number {
  let to = from;
  let textLength = 0;
  while (to < all.to && to - from < extent.rows && textLength < extent.textLength) {
    textLength += lengthOf(to++);
  }
  return to;
}
