import { type FeedKey, feedKey } from "../feed/feed.ts";
import type { PeerId } from "../lib/ids.ts";
import { isHub } from "../members/member_table.ts";
import type { Hop, Lap, MemberRecord } from "../wire/frame.ts";
import { hopsMax } from "../wire/limits.ts";
import type { Core } from "./core.ts";
import type { LinkView, OwnLinks } from "./shown.ts";

/**
 * A lap in a star goes from a client to a hub and straight back. The hub is its last hop; those
 * before it are whom it is linked with, told from what they said to have on disk: asked each time,
 * the slowest would answer for all.
 */
export function answeredLap(core: Core, lap: Lap): Lap {
  const feed = feedKey(lap.origin, lap.epoch);
  const hops = new Map<PeerId, Hop>();
  for (const { hello, sync } of core.liveLinks()) {
    if (hello === null || hello.peer === lap.origin || hops.size >= hopsMax - 1) continue;
    const committed = sync?.acknowledged(feed) ?? 0;
    hops.set(hello.peer, hopOf(core, hello.peer, committed));
  }
  const own = hopOf(core, core.config.id, committedOf(core, feed));
  return { ...lap, hops: [...hops.values(), own] };
}

function committedOf({ feeds }: Core, feed: FeedKey): number {
  return feeds.get(feed)?.committed.seq ?? 0;
}

function hopOf({ atMs: clock }: Core, peer: PeerId, committed: number): Hop {
  return { peer, clock, heldMs: 0, committed };
}

/**
 * A hub's own links to all; elsewhere one's own to the hubs, and to the others whatever the hub
 * that the last lap `passed` has.
 */
export function starLinks(
  order: readonly MemberRecord[],
  passed: readonly PeerId[],
  linkTo: (peer: PeerId) => LinkView,
): OwnLinks {
  const hubs = order.filter(isHub).map(({ peer }) => peer);
  const [self = "", ...others] = order.map(({ peer }) => peer);
  const links = others.map((peer): LinkView => {
    const isOwn = hubs.includes(self) || hubs.includes(peer);
    return isOwn ? linkTo(peer) : { state: passed.includes(peer) ? "up" : "down" };
  });
  return { kind: "star", links, hubs };
}
