import { describe, expect, test } from "bun:test";

import { pointOn } from "../../../src/web/page/ring_curves.ts";
import { type Frame, frameOf } from "../../../src/web/page/ring_frame.ts";
import { TURN } from "../../../src/web/page/ring_geometry.ts";
import { RingLayout } from "../../../src/web/page/ring_layout.ts";
import { type Scene, Scenery, type Strand } from "../../../src/web/page/ring_scene.ts";
import { bobby, donald, eddy, frank, notice, ringOf } from "./ring_rooms.ts";

const SIZE = { width: 400, height: 400 };

function frameFor({ places }: Scene): Frame {
  return frameOf(places.length, SIZE, () => places.map(() => 40));
}

function laidOut(scene: Scene): RingLayout {
  const layout = new RingLayout(frameFor(scene));
  layout.arrange(scene, frameFor(scene), true, 0);
  return layout;
}

/** The share of a turn at which somebody stands, from 0 to before 1. */
function turnOf(layout: RingLayout, { id }: { readonly id: string }, nowMs: number): number {
  return (layout.angleAt(id, nowMs) / TURN + 1) % 1;
}

/** How far from the circle the middle of that link is. */
function inside(layout: RingLayout, strand: Strand | undefined, nowMs: number): number {
  if (strand === undefined) throw new Error("no such link");
  const frame = layout.frameAt(nowMs);
  const { x, y } = pointOn(layout.curveAt(strand, nowMs), 0.5, frame);
  return frame.radius - Math.hypot(x - frame.centre.x, y - frame.centre.y);
}

describe("where a ring's parts are", () => {
  test("is in ring order clockwise, oneself at the top", () => {
    const layout = laidOut(new Scenery(ringOf([bobby, donald, eddy, frank])).sceneAt(0));
    const angles = [bobby, donald, eddy, frank].map((peer) => turnOf(layout, peer, 0));
    expect(angles).toEqual([0, 0.25, 0.5, 0.75]);
    expect(layout.isMoving(0)).toBe(false);
  });

  test("changes by and by when somebody comes, by the shorter way", () => {
    const scenery = new Scenery(ringOf([bobby, donald, frank]));
    const layout = laidOut(scenery.sceneAt(0));
    scenery.take(ringOf([bobby, donald, eddy, frank]), 1_000);
    const scene = scenery.sceneAt(1_000);
    layout.arrange(scene, frameFor(scene), false, 1_000);
    const angles = [1_000, 1_350, 1_700].map((atMs) => turnOf(layout, frank, atMs));
    expect(angles[0]).toBeCloseTo(2 / 3);
    expect(angles[1]).toBeWithin(0.67, 0.75);
    expect(angles[2]).toBeCloseTo(0.75);
    expect(layout.isMoving(1_350)).toBe(true);
    expect(layout.isMoving(1_700)).toBe(false);
    // Nobody was there before: it need not come from anywhere.
    expect(turnOf(layout, eddy, 1_000)).toBe(0.5);
  });

  test("is what it is to be at once for who asks for no movement", () => {
    const scenery = new Scenery(ringOf([bobby, donald]));
    const layout = laidOut(scenery.sceneAt(0));
    scenery.take(ringOf([bobby, frank, donald]), 1_000);
    const scene = scenery.sceneAt(1_000);
    layout.arrange(scene, frameFor(scene), true, 1_000);
    expect(turnOf(layout, donald, 1_000)).toBeCloseTo(2 / 3);
    expect(layout.isMoving(1_000)).toBe(false);
  });

  test("never goes further than half-way round", () => {
    const scenery = new Scenery(ringOf([bobby, donald, eddy, frank]));
    const layout = laidOut(scenery.sceneAt(0));
    const before = layout.angleAt(frank.id, 1_000);
    scenery.take(ringOf([bobby, frank, donald, eddy]), 1_000);
    const scene = scenery.sceneAt(1_000);
    layout.arrange(scene, frameFor(scene), false, 1_000);
    expect(turnOf(layout, frank, 2_000)).toBeCloseTo(0.25);
    expect(Math.abs(layout.angleAt(frank.id, 2_000) - before) / TURN).toBeLessThanOrEqual(0.5);
  });

  test("is apart from the place of who is lost, until that is closed", () => {
    const scenery = new Scenery(ringOf([bobby, donald, eddy]));
    const layout = laidOut(scenery.sceneAt(0));
    scenery.take(ringOf([bobby, eddy]), 1_000);
    scenery.notice(notice("lost", donald), 1_000);
    const gone = scenery.sceneAt(1_000);
    layout.arrange(gone, frameFor(gone), false, 1_000);
    const healed = gone.strands.find(({ from, to }) => from === bobby.id && to === eddy.id);
    expect(inside(layout, healed, 1_000)).toBeCloseTo(0);
    expect(inside(layout, healed, 2_000)).toBeGreaterThan(frameFor(gone).nodeRadius);
    const remains = gone.strands.find(({ link }) => link.state === "remains");
    expect(inside(layout, remains, 2_000)).toBeCloseTo(0);
    const closed = scenery.sceneAt(20_000);
    layout.arrange(closed, frameFor(closed), false, 20_000);
    expect(inside(layout, healed, 20_000)).toBeGreaterThan(0);
    layout.arrange(closed, frameFor(closed), false, 21_000);
    expect(inside(layout, healed, 21_000)).toBeCloseTo(0);
    expect(layout.isMoving(21_000)).toBe(false);
  });
});
