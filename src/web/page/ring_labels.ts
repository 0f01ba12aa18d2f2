/** Where the names of the ring's nodes stand, and how much of them. */
import { AT_END, type Frame, GAP_PX, pointAt } from "./ring_frame.ts";
import { type Point, TURN } from "./ring_geometry.ts";

export type Anchor = "start" | "middle" | "end";

export type Label = {
  readonly at: Point;
  readonly anchor: Anchor;
  /** Degrees clockwise about `at`. */
  readonly turned: number;
};

/** Outside of the node at that angle; `at` is on the base line of the text. */
export function labelAt(frame: Frame, angle: number): Label {
  const at = pointAt(frame, angle, frame.nodeRadius + GAP_PX);
  const [right, up] = [Math.sin(angle), Math.cos(angle)];
  if (frame.labels === "along") {
    const isLeft = right < -1e-6;
    const degrees = (angle * 360) / TURN - (isLeft ? -90 : 90);
    const down = { x: up * 0.35 * frame.labelPx, y: right * 0.35 * frame.labelPx };
    const sign = isLeft ? -1 : 1;
    const base = { x: at.x + sign * down.x, y: at.y + sign * down.y };
    return { at: base, anchor: isLeft ? "end" : "start", turned: degrees };
  }
  const anchor = Math.abs(right) < AT_END ? "middle" : right > 0 ? "start" : "end";
  // At the top is oneself, with one more circle around.
  const around = Math.max(0, up) * 0.2 * frame.nodeRadius;
  const y = at.y + frame.labelPx * (0.35 - 0.5 * up) - around;
  return { at: { x: at.x, y }, anchor, turned: 0 };
}

/** How wide a label at that angle may be, with those of its neighbours beside it. */
export function labelRoom(frame: Frame, angle: number, count: number): number {
  if (frame.labels !== "beside") return frame.roomPx;
  const { centre, fontPx, nodeRadius, radius } = frame;
  if (count <= 2) return 2 * (centre.x - GAP_PX);
  const aside = Math.abs(Math.sin(angle));
  if (aside >= AT_END) return centre.x - GAP_PX - (radius + nodeRadius + GAP_PX) * aside;
  const lower = radius * (1 - Math.cos(TURN / count));
  if (lower > nodeRadius + 2 * fontPx) return 2 * (centre.x - GAP_PX);
  return 2 * (radius * Math.sin(TURN / count) - GAP_PX);
}

/** As much of a text as fits, with an ellipsis where something is missing; `ending` is kept. */
export function cutToFit(
  text: string,
  ending: string,
  roomPx: number,
  widthOf: (text: string) => number,
): string {
  if (widthOf(text + ending) <= roomPx) return text + ending;
  const letters = lettersOf(text);
  const cut = () => `${letters.join("").trimEnd()}…${ending}`;
  while (letters.length > 1 && widthOf(cut()) > roomPx) letters.pop();
  return cut();
}

/** Latin and Cyrillic without combining marks, as nearly all names are: a letter each. */
const SIMPLE = /^[ -~\u00c0-\u024f\u0400-\u0481\u048a-\u052f]*$/;

/** What a reader takes for one letter each. */
export function lettersOf(text: string): string[] {
  if (SIMPLE.test(text)) return [...text];
  // Costs many milliseconds the first time, as the page begins.
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;
