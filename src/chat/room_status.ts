/** How a room is doing, as one of its peers knows: what `ringchat status` asks the running one. */
import type { HopView, RingView } from "../peer/shown.ts";

export type RoomStatus = RingView & {
  /** Own messages that are on no other disk yet. */
  readonly waiting: number;
};

/** The hop that held the lap longest; null when no lap came home. */
export function slowestHop({ hops }: RoomStatus): HopView | null {
  let slowest: HopView | null = null;
  for (const hop of hops) if (hop.heldMs > (slowest?.heldMs ?? -1)) slowest = hop;
  return slowest;
}
