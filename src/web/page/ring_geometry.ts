/** Pixels, and angles clockwise from the top. */

export const TURN = 2 * Math.PI;

export type Point = { readonly x: number; readonly y: number };

export type Size = { readonly width: number; readonly height: number };

export function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Clockwise, the first at the top. */
export function angleOf(index: number, count: number): number {
  return (TURN * index) / count;
}

/** The same direction as `angle`, by the shorter way from `from`. */
export function nearestTurn(angle: number, from: number): number {
  return angle + TURN * Math.round((from - angle) / TURN);
}

/** Whether a box is clear of what is that far around a point. */
export function isClear(middle: Point, box: Size, point: Point, radius: number): boolean {
  const dx = Math.max(0, Math.abs(point.x - middle.x) - box.width / 2);
  const dy = Math.max(0, Math.abs(point.y - middle.y) - box.height / 2);
  return Math.hypot(dx, dy) >= radius;
}
