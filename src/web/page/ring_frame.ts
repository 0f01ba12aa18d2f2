/** How large everything of the ring's picture is: as large as its place and the names let it. */
import { angleOf, between, type Point, type Size, TURN } from "./ring_geometry.ts";

/** How names stand: across beside their nodes, along the radius, or only when asked for. */
export type LabelStyle = "beside" | "along" | "none";

export type Frame = {
  readonly centre: Point;
  readonly radius: number;
  readonly nodeRadius: number;
  /** From one node to the next, as the crow flies. */
  readonly spacing: number;
  readonly fontPx: number;
  readonly labels: LabelStyle;
  /** Of names; smaller than `fontPx` where many stand along the radius. */
  readonly labelPx: number;
  /** A label at either side may be that wide. */
  readonly roomPx: number;
  /** Where links keep away from the circle: as far as is needed (1), or less. */
  readonly dents: readonly { readonly angle: number; readonly depth: number }[];
};

/** More names would overlap where they stand across. */
const BESIDE_MAX = 10;

/** Smaller letters are not read, so they are not drawn. */
const LABEL_MIN_PX = 8;

/** Between a node and its label, and around the picture. */
export const GAP_PX = 6;

/** Of a picture's width a name may take so much: the more, the smaller is the ring. */
const ROOM_SHARE = 0.18;

const RADIUS_MIN_PX = 20;

/** Of the way to the next node; what is left is the link. */
const NODE_SHARE = 0.3;

/** The sine of angles at which a name stands above or below its node. */
export const AT_END = 0.2;

/**
 * The largest ring that leaves room for the names.
 * @param widthsOf of all names in ring order, in letters of that size
 */
export function frameOf(
  count: number,
  size: Size,
  widthsOf: (fontPx: number) => readonly number[],
): Frame {
  const least = Math.min(size.width, size.height);
  const fontPx = between(11, Math.round(least / 25), 32);
  const nodePx = between(4, least / 16, 56);
  const widths = widthsOf(fontPx);
  const centre = { x: size.width / 2, y: size.height / 2 };
  const fits = { centre, fontPx, labelPx: fontPx, dents: [] };
  if (count <= BESIDE_MAX) {
    const roomPx = size.width * ROOM_SHARE;
    const radius = Math.max(RADIUS_MIN_PX, radiusBeside(widths, roomPx, size, nodePx, fontPx));
    const spacing = spacingOf(count, radius);
    const nodeRadius = Math.min(nodePx, NODE_SHARE * spacing);
    return { ...fits, radius, nodeRadius, spacing, labels: "beside", roomPx };
  }
  const roomPx = Math.min(Math.max(...widths), least * ROOM_SHARE);
  const bare = least / 2 - nodePx - GAP_PX;
  const named = Math.max(RADIUS_MIN_PX, bare - GAP_PX - roomPx);
  const labelPx = Math.min(fontPx, (0.8 * TURN * named) / count);
  const isNamed = labelPx >= LABEL_MIN_PX;
  const radius = isNamed ? named : Math.max(RADIUS_MIN_PX, bare);
  const spacing = spacingOf(count, radius);
  const nodeRadius = Math.min(nodePx, NODE_SHARE * spacing);
  const labels = isNamed ? "along" : "none";
  return { ...fits, radius, nodeRadius, spacing, labels, labelPx, roomPx };
}

/** Each name limits it by where it stands: those at the sides most, those at the top not at all. */
function radiusBeside(
  widths: readonly number[],
  roomPx: number,
  { height, width }: Size,
  nodePx: number,
  fontPx: number,
): number {
  const limits = widths.map((labelPx, index) => {
    const aside = Math.abs(Math.sin(angleOf(index, widths.length)));
    if (aside < AT_END) return Infinity;
    return (width / 2 - GAP_PX - Math.min(labelPx, roomPx)) / aside;
  });
  const across = Math.min(...limits, width / 2) - nodePx - GAP_PX;
  return Math.min(across, height / 2 - fontPx * 1.2 - nodePx - 2 * GAP_PX);
}

function spacingOf(count: number, radius: number): number {
  return count < 2 ? Infinity : 2 * radius * Math.sin(Math.PI / count);
}

export function pointAt({ centre, radius }: Frame, angle: number, outside = 0): Point {
  const distance = radius + outside;
  return { x: centre.x + distance * Math.sin(angle), y: centre.y - distance * Math.cos(angle) };
}
