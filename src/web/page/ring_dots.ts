/** Messages on their way, as dots with a tail. */
import type { PeerId } from "../../lib/ids.ts";
import { hueOf } from "./person_hue.ts";
import type { Point } from "./ring_geometry.ts";
import { draw, set } from "./ring_svg.ts";
import { type Front, type Passage, spotAt } from "./ring_travel.ts";

/** Nobody could follow more. */
const PASSAGES_MAX = 12;

/** Frames that far apart: the computer has too much to do, and typing comes first. */
const LATE_FRAME_MS = 100;

/** Behind a dot, where it was that long ago. */
const TAIL_MS = [0, 30, 60, 90] as const;

type Dot = { readonly front: Front; readonly circles: readonly SVGCircleElement[] };

type Trip = {
  readonly root: SVGGElement;
  readonly passage: Passage;
  readonly sinceMs: number;
  readonly dots: readonly Dot[];
  /** Of its arrivals so many have been told. */
  arrived: number;
};

export class RingDots {
  readonly #parent: SVGGElement;
  readonly #trips = new Map<string, Trip>();
  #placedAtMs = 0;
  #frameMs = 0;

  constructor(parent: SVGGElement) {
    this.#parent = parent;
  }

  get isMoving(): boolean {
    return this.#trips.size > 0;
  }

  /** No more messages are drawn for now. */
  get isCrowded(): boolean {
    const { size } = this.#trips;
    return size >= PASSAGES_MAX || (size > 0 && this.#frameMs > LATE_FRAME_MS);
  }

  send(id: string, authorId: PeerId, passage: Passage, nowMs: number): void {
    if (this.#trips.has(id)) return;
    // Before it there were no frames to be late.
    if (!this.isMoving) this.#placedAtMs = nowMs;
    const root = draw(this.#parent, "g", { class: "ring-dot" });
    root.style.setProperty("--hue", String(hueOf(authorId)));
    const dots = passage.fronts.map((front): Dot => {
      // The dot itself is drawn above its tail.
      const circles = TAIL_MS.map((_, index) => {
        return draw(root, "circle", { opacity: 0.25 + 0.25 * index });
      });
      return { front, circles: circles.toReversed() };
    });
    this.#trips.set(id, { root, passage, sinceMs: nowMs, dots, arrived: 0 });
  }

  clear(): void {
    for (const { root } of this.#trips.values()) root.remove();
    this.#trips.clear();
  }

  /** @param pointOf null: that strand is gone */
  place(
    nowMs: number,
    radius: number,
    pointOf: (strand: string, share: number) => Point | null,
    arrived: (id: PeerId) => void,
  ): void {
    this.#frameMs = nowMs - this.#placedAtMs;
    this.#placedAtMs = nowMs;
    for (const [id, trip] of this.#trips) {
      const { dots, passage, root, sinceMs } = trip;
      const elapsedMs = nowMs - sinceMs;
      for (const arrival of passage.arrivals.slice(trip.arrived)) {
        if (arrival.atMs > elapsedMs) break;
        trip.arrived++;
        arrived(arrival.id);
      }
      if (elapsedMs > passage.endsMs + TAIL_MS[3]) {
        root.remove();
        this.#trips.delete(id);
      } else for (const dot of dots) placeDot(dot, elapsedMs, radius, pointOf);
    }
  }
}

function placeDot(
  { circles, front }: Dot,
  elapsedMs: number,
  radius: number,
  pointOf: (strand: string, share: number) => Point | null,
): void {
  for (const [index, circle] of circles.entries()) {
    const spot = spotAt(front, elapsedMs - (TAIL_MS[index] ?? 0));
    const point = spot === null ? null : pointOf(spot.strand, spot.share);
    set(circle, { visibility: point === null ? "hidden" : "visible" });
    if (point !== null) set(circle, { cx: point.x, cy: point.y, r: radius * (1 - index * 0.18) });
  }
}
