/** The ways of the ring's links, and where on them something is. */
import { type Frame, GAP_PX, pointAt } from "./ring_frame.ts";
import { nearestTurn, type Point, TURN } from "./ring_geometry.ts";

/** Of a dent, in radiuses of a node. */
const DENT_REACH = 5;
const DENT_DEPTH = 1.9;

/** The way of a link: along the ring, or straight across. */
export type Curve = {
  readonly shape: "arc" | "chord";
  /** Angles of both ends. An arc goes clockwise, from an end to itself all the way round. */
  readonly from: number;
  readonly to: number;
  /** It passes by whoever is gone. */
  readonly isDented: boolean;
};

/** @param share 0 at the one end, 1 at the other */
export function pointOn(curve: Curve, share: number, frame: Frame): Point {
  if (curve.shape === "chord") {
    const [a, b] = [pointAt(frame, curve.from), pointAt(frame, curve.to)];
    return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
  }
  const angle = curve.from + sweepOf(curve) * share;
  return pointAt(frame, angle, curve.isDented ? -dentAt(frame, angle) : 0);
}

/** How far inside of the circle a link passes there. */
function dentAt({ dents, nodeRadius, radius, spacing }: Frame, angle: number): number {
  // It ends before the next node.
  const reach = Math.min(DENT_REACH * nodeRadius, 0.9 * spacing) / radius;
  const depths = dents.map((dent) => {
    const off = Math.abs(angle - nearestTurn(dent.angle, angle)) / reach;
    return off < 1 ? dent.depth * Math.cos((off * Math.PI) / 2) ** 2 : 0;
  });
  return DENT_DEPTH * nodeRadius * Math.max(0, ...depths);
}

/** How far round an arc goes: more than nothing, a whole turn at most. */
function sweepOf({ from, to }: Curve): number {
  const sweep = (((to - from) % TURN) + TURN) % TURN;
  return sweep < 1e-6 ? TURN : sweep;
}

export function lengthOf(curve: Curve, frame: Frame): number {
  if (curve.shape === "arc") return sweepOf(curve) * frame.radius;
  const [a, b] = [pointAt(frame, curve.from), pointAt(frame, curve.to)];
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** The share of a curve that a node at its end covers. */
export function coveredShare(curve: Curve, frame: Frame): number {
  return Math.min(0.4, (frame.nodeRadius + GAP_PX / 2) / lengthOf(curve, frame));
}

/** As the `d` of an SVG path. */
export function pathOf(curve: Curve, begin: number, end: number, frame: Frame): string {
  const stepPx = curve.shape === "chord" ? Infinity : Math.max(3, frame.radius / 24);
  const steps = Math.max(1, Math.ceil(((end - begin) * lengthOf(curve, frame)) / stepPx));
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const { x, y } = pointOn(curve, begin + ((end - begin) * step) / steps, frame);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

/** Which way it goes half-way, in degrees clockwise from rightward. */
export function headingOf(curve: Curve, frame: Frame): number {
  const [a, b] = [pointOn(curve, 0.49, frame), pointOn(curve, 0.51, frame)];
  return (Math.atan2(b.y - a.y, b.x - a.x) * 360) / TURN;
}
