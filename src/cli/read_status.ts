import * as v from "valibot";

import type { RoomStatus } from "../chat/room_status.ts";

const plainPeer = { id: v.string(), name: v.string(), address: v.string() };
const peer = v.object(plainPeer);

const since = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse));

const present = v.pipe(
  v.object({ ...plainPeer, since }),
  v.transform(({ since, ...more }) => ({ ...more, sinceMs: since })),
);

const guest = v.pipe(
  v.object({ name: v.string(), address: v.string(), via: peer, since }),
  v.transform(({ since, ...more }) => ({ ...more, sinceMs: since })),
);

const link = v.variant("state", [
  v.object({ state: v.picklist(["up", "down"]) }),
  v.object({ state: v.literal("retry"), attempt: v.number(), of: v.number() }),
]);

const status = {
  event: v.literal("status"),
  room: v.string(),
  peers: v.array(present),
  guests: v.optional(v.array(guest), []),
  closed: v.boolean(),
  lapMs: v.nullable(v.number()),
  hops: v.array(v.object({ peer, heldMs: v.number(), skewMs: v.number() })),
  reached: v.nullable(peer),
  waiting: v.number(),
};

const statusEvent = v.variant("kind", [
  v.object({ ...status, kind: v.literal("ring"), next: link, previous: link }),
  v.object({ ...status, kind: v.literal("mesh"), links: v.array(link) }),
  v.object({
    ...status,
    kind: v.literal("star"),
    links: v.array(link),
    hubs: v.array(v.string()),
  }),
]);

/** The status that an event of --json tells; null when it is another event. */
export function readStatus(event: unknown): RoomStatus | null {
  const parsed = v.safeParse(statusEvent, event);
  return parsed.success ? parsed.output : null;
}
