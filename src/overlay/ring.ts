import { tourFrom } from "../members/tour.ts";
import type { Overlay } from "./overlay.ts";

/** Dial the successor in the tour, keep the predecessor. In a ring of two both are one link. */
export const ringOverlay: Overlay = (table, self) => {
  const order = tourFrom(table, self);
  const successor = order[1];
  const predecessor = order.at(-1);
  if (successor === undefined || predecessor === undefined) return { dial: [], keep: [] };
  return { dial: [successor], keep: [...new Set([successor, predecessor])] };
};
