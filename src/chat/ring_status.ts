/** How a ring is doing, as one of its peers knows: what `ringchat status` asks the running one. */
import * as v from "valibot";

import type { HopView, PeerView } from "../peer/shown.ts";

export type RingStatus = {
  readonly room: string;
  /** In ring order from oneself. */
  readonly peers: readonly PeerView[];
  /** The last lap came home through all of them, lately. */
  readonly closed: boolean;
  readonly lapMs: number | null;
  /** Whom that lap passed. */
  readonly hops: readonly HopView[];
  /** The last peer that a lap reached which did not come home; null when it did, or none knows. */
  readonly reached: PeerView | null;
  /** Own messages that are on no other disk yet. */
  readonly waiting: number;
};

const peer = v.object({ id: v.string(), name: v.string(), address: v.string() });

const statusEvent = v.object({
  event: v.literal("status"),
  room: v.string(),
  peers: v.array(peer),
  closed: v.boolean(),
  lapMs: v.nullable(v.number()),
  hops: v.array(v.object({ peer, heldMs: v.number(), skewMs: v.number() })),
  reached: v.nullable(peer),
  waiting: v.number(),
});

/** The status that an event of --json tells; null when it is another event. */
export function readStatus(event: unknown): RingStatus | null {
  const parsed = v.safeParse(statusEvent, event);
  return parsed.success ? parsed.output : null;
}

/** The hop that held the lap longest; null when no lap came home. */
export function slowestHop({ hops }: RingStatus): HopView | null {
  let slowest: HopView | null = null;
  for (const hop of hops) if (hop.heldMs > (slowest?.heldMs ?? -1)) slowest = hop;
  return slowest;
}
