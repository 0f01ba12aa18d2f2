import { tourFrom } from "../members/tour.ts";
import type { Overlay } from "./overlay.ts";

const shape = { isFull: false, dialler: "us", seeks: "all" } as const;

/**
 * Dial the successor in the tour, past it those behind it; keep the predecessor. In a ring of two
 * both are one link.
 */
export const ringOverlay: Overlay = (table, self) => {
  const order = tourFrom(table, self);
  const [, successor, ...instead] = order;
  const predecessor = order.at(-1);
  if (successor === undefined || predecessor === undefined) {
    return { dial: [], instead: [], keep: [], ...shape };
  }
  const keep = [...new Set([successor, predecessor])];
  return { dial: [successor], instead, keep, ...shape };
};
