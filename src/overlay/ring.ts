import { tourFrom } from "../members/tour.ts";
import type { Overlay } from "./overlay.ts";

/**
 * Dial the successor in the tour, past it those behind it; keep the predecessor. In a ring of two
 * both are one link.
 */
export const ringOverlay: Overlay = (table, self) => {
  const order = tourFrom(table, self);
  const [, successor, ...instead] = order;
  const predecessor = order.at(-1);
  if (successor === undefined || predecessor === undefined) {
    return { dial: [], instead: [], keep: [], isFull: false };
  }
  const keep = [...new Set([successor, predecessor])];
  return { dial: [successor], instead, keep, isFull: false };
};
