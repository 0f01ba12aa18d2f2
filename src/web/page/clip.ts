/** Long texts are shown in part at first: laying one of 16 KiB out takes as long as a hundred. */

const LENGTH_MAX = 1_500;
const LINES_MAX = 24;

/** What stands before a place that is to be seen in its surroundings. */
const BEFORE = 100;

/** So little is not worth a click. */
const SLACK = 1.25;

/**
 * A part of the text, with an ellipsis where something is left out; the text itself where it is
 * short enough.
 * @param place that is to be in it
 */
export function clip(text: string, place = 0, lengthMax = LENGTH_MAX): string {
  const from = place + SLACK * BEFORE <= lengthMax ? 0 : place - BEFORE;
  let to = Math.min(text.length, from + lengthMax);
  if (text.length - from <= SLACK * lengthMax) to = text.length;
  const lineEnd = endOfLine(text, from, LINES_MAX);
  if (lineEnd < to && endOfLine(text, from, SLACK * LINES_MAX) < to) to = lineEnd;
  if (from === 0 && to === text.length) return text;
  // Of a pair of surrogates no half is left.
  const part = text.slice(from, to).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
  return `${from > 0 ? "…" : ""}${part}${to < text.length ? "…" : ""}`;
}

/** Where so many lines after the place end. */
function endOfLine(text: string, place: number, lines: number): number {
  let end = place - 1;
  for (let line = 0; line < lines; line++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return text.length;
  }
  return end;
}
