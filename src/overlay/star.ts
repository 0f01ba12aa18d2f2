import { isHub } from "../members/member_table.ts";
import { tourFrom } from "../members/tour.ts";
import type { Overlay } from "./overlay.ts";

/**
 * A hub has a link to everyone, everyone else to the hubs alone. Clients dial, since many of them
 * can't be dialled; a hub does so only to find out who is gone.
 */
export const starOverlay: Overlay = (table, self) => {
  const others = tourFrom(table, self).slice(1);
  const hubs = new Set(
    table
      .alive()
      .filter(isHub)
      .map(({ peer }) => peer),
  );
  if (hubs.has(self)) {
    return {
      dial: others,
      instead: [],
      keep: others,
      isFull: false,
      dialler: "them",
      seeks: "all",
    };
  }
  const dial = others.filter((peer) => hubs.has(peer));
  return { dial, instead: [], keep: dial, isFull: false, dialler: "us", seeks: "hubs" };
};
