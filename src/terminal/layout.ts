/** Text laid out in rows of a terminal. Pure: the screen writes what comes out. */
import { CONTINUATION } from "../chat/lines.ts";
import { visibleText } from "../lib/visible.ts";

/** A question with the draft that answers it. */
export type Frame = {
  /** Ahead of the draft; may hold colours. */
  readonly label: string;
  /** Begins every row but the first. */
  readonly hang: string;
  readonly text: string;
  /** Offset into `text`. */
  readonly cursor: number;
};

export type Layout = {
  readonly rows: readonly string[];
  /** The row that the cursor is in, and what stands before it there. */
  readonly cursorRow: number;
  readonly beforeCursor: string;
};

const TAB = "    ";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The frame in rows of at most `columns`, as many of them around the cursor as `rowsMax` allows.
 * The cursor is given as the text before it: only the terminal knows how wide it makes an emoji.
 */
export function layOut(frame: Frame, columns: number, rowsMax: number): Layout {
  const rows = [frame.label];
  const hangWidth = Bun.stringWidth(frame.hang);
  let width = Bun.stringWidth(frame.label);
  // Too narrow for a label and a letter: rows are cut off, but still there and in their places.
  const limit = Math.max(columns, Math.max(width, hangWidth) + 2);
  let cursorRow = 0;
  let beforeCursor = "";
  const newRow = (): void => {
    rows.push(frame.hang);
    width = hangWidth;
  };
  const markCursor = (): void => {
    cursorRow = rows.length - 1;
    beforeCursor = rows.at(-1) ?? "";
  };
  for (const { segment, index } of graphemes.segment(frame.text)) {
    const shown = segment === "\t" ? TAB : visibleText(segment, { multiline: true });
    const shownWidth = widestOf(shown);
    if (width + shownWidth > limit) newRow();
    if (index <= frame.cursor) markCursor();
    if (shown === "\n") {
      newRow();
    } else {
      rows[rows.length - 1] += shown;
      width += shownWidth;
    }
  }
  if (frame.cursor >= frame.text.length) {
    if (width >= limit) newRow();
    markCursor();
  }
  const first = Math.max(0, Math.min(cursorRow - rowsMax + 1, rows.length - rowsMax));
  return {
    rows: rows.slice(first, first + rowsMax),
    cursorRow: cursorRow - first,
    beforeCursor,
  };
}

/**
 * A line of a message in rows: where the terminal itself would wrap it, a row could begin with
 * anything, even with what looks like a line of somebody else's.
 */
export function wrapBody(line: string, columns: number): readonly string[] {
  if (Bun.stringWidth(line) <= columns) return [line];
  const rows = [""];
  let width = 0;
  for (const { segment } of graphemes.segment(line)) {
    const segmentWidth = widestOf(segment);
    if (width + segmentWidth > columns) {
      rows.push(CONTINUATION);
      width = CONTINUATION.length;
    }
    rows[rows.length - 1] += segment;
    width += segmentWidth;
  }
  return rows;
}

/** Terminals disagree on joined emoji: one that does not join them needs the room of all parts. */
export function widestOf(text: string): number {
  if (text.length === 1) return Bun.stringWidth(text);
  let parts = 0;
  for (const part of text) parts += Bun.stringWidth(part);
  return Math.max(parts, Bun.stringWidth(text));
}
