/** Where words about a link that is missing stand, and how many of them. */
import { type Curve, headingOf, lengthOf, pointOn } from "./ring_curves.ts";
import type { Frame } from "./ring_frame.ts";
import { between, isClear, type Point, type Size } from "./ring_geometry.ts";

export type Pill = {
  readonly words: string;
  readonly box: Size;
  readonly middle: Point;
  /** So much of the link is left out, in the middle of it. */
  readonly gapPx: number;
};

/**
 * The middle of the ring is for the lap: of its radius so much is not for words about links. What
 * stands above or below may come nearer than what stands beside.
 */
const BESIDE_SHARE = 0.45;
const ABOVE_SHARE = 0.3;

/** Between words and what is beside them. */
const GAP_PX = 3;

/**
 * In the gap as many words as have room between the nodes, else as many as have room inside of the
 * ring, else a sign alone; null when there is nothing to tell.
 * @param told from all words to the sign
 */
export function pillFor(
  curve: Curve,
  told: readonly string[],
  frame: Frame,
  widthOf: (text: string, fontPx: number) => number,
): Pill | null {
  const sign = told.at(-1);
  if (sign === undefined) return null;
  const { fontPx, nodeRadius } = frame;
  const height = fontPx * 1.6;
  const boxed = told.map((words) => {
    const padding = words === sign ? 0 : height * 0.9;
    return { words, box: { width: Math.max(height, widthOf(words, fontPx) + padding), height } };
  });
  const halfWay = pointOn(curve, 0.5, frame);
  for (const { box, words } of boxed) {
    const middle = within(halfWay, box, frame);
    const gapPx = throughBox(box, curve, frame);
    if (isFree(curve, middle, box, frame)) return { words, box, middle, gapPx };
  }
  const side = Math.max(6, lengthOf(curve, frame) - 2 * nodeRadius);
  if (curve.shape === "arc") {
    for (const { box, words } of boxed.slice(0, -1)) {
      const middle = insideOf(halfWay, box, frame);
      if (middle !== null) return { words, box, middle, gapPx: side / 2 };
    }
  }
  return { words: sign, box: { width: side, height: side }, middle: halfWay, gapPx: side };
}

/** Clear of the nodes at both ends, and of the middle of the ring. */
function isFree(curve: Curve, middle: Point, box: Size, frame: Frame): boolean {
  const ends = [pointOn(curve, 0, frame), pointOn(curve, 1, frame)];
  if (!ends.every((end) => isClear(middle, box, end, frame.nodeRadius + GAP_PX))) return false;
  if (curve.shape === "chord") return true;
  return isClear(middle, box, frame.centre, frame.radius * BESIDE_SHARE);
}

/** As near to there as a box may stand without being cut. */
function within({ x, y }: Point, { width }: Size, { centre }: Frame): Point {
  const room = Math.max(0, centre.x - width / 2 - GAP_PX);
  return { x: between(centre.x - room, x, centre.x + room), y };
}

/** How much of a curve a box covers that it goes through. */
function throughBox({ height, width }: Size, curve: Curve, frame: Frame): number {
  const heading = (headingOf(curve, frame) * Math.PI) / 180;
  const [right, down] = [Math.abs(Math.cos(heading)), Math.abs(Math.sin(heading))];
  return 2 * GAP_PX + Math.min(width / Math.max(right, 1e-6), height / Math.max(down, 1e-6));
}

/** As near to there as a box may stand inside of all nodes; null when there is no such place. */
function insideOf(point: Point, box: Size, frame: Frame): Point | null {
  const { centre, nodeRadius, radius } = frame;
  const [right, down] = [point.x - centre.x, point.y - centre.y];
  // The links before and after oneself are both at the top: words about them keep to their sides.
  const aside = Math.sign(right) * (box.width / 2 + GAP_PX);
  for (let share = 1; share > 0; share -= 0.05) {
    const x = Math.abs(right * share) < Math.abs(aside) ? aside : right * share;
    const farthest = Math.hypot(
      Math.abs(x) + box.width / 2,
      Math.abs(down * share) + box.height / 2,
    );
    if (farthest > radius - nodeRadius - GAP_PX) continue;
    const middle = { x: centre.x + x, y: centre.y + down * share };
    return isClear(middle, box, centre, radius * ABOVE_SHARE) ? middle : null;
  }
  return null;
}
