import { tourFrom } from "../members/tour.ts";
import type { Overlay } from "./overlay.ts";

/** A link to everyone who is alive, so that a message takes one hop. */
export const meshOverlay: Overlay = (table, self) => {
  const others = tourFrom(table, self).slice(1);
  return { dial: others, instead: [], keep: others, isFull: true, dialler: "either", seeks: "all" };
};
