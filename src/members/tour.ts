import type { PeerId } from "../lib/ids.ts";
import type { MemberRecord } from "../wire/frame.ts";
import { isAlive, type MemberTable } from "./member_table.ts";

/**
 * The ring, as a pure function of the member table: the ids of all alive members in ring order.
 * Equal tables give exactly one ring. The configured `next` edges are followed *through* the
 * records of dead members, so that the configured order survives deaths.
 *
 * Walks start at members that nobody alive leads to, in ascending order of id, then at whoever is
 * left. So a newcomer that names a member of a closed ring stands right before it.
 */
export function tour(table: MemberTable): PeerId[] {
  const alive = table.alive().toSorted((a, b) => (a.peer < b.peer ? -1 : 1));
  const edges = configuredEdges(table, alive);
  const led = new Set(edges.values());
  const order = new Set<PeerId>();
  const walk = (start: PeerId): void => {
    let at: PeerId | undefined = start;
    while (at !== undefined && !order.has(at)) {
      order.add(at);
      at = edges.get(at);
    }
  };
  for (const { peer } of alive) if (!led.has(peer)) walk(peer);
  for (const { peer } of alive) walk(peer);
  return [...order];
}

/** From each alive member to the alive one that its configured next leads to. */
function configuredEdges(table: MemberTable, alive: readonly MemberRecord[]): Map<PeerId, PeerId> {
  const byAddress = table.byAddress();
  const edges = new Map<PeerId, PeerId>();
  for (const record of alive) {
    const passed = new Set<PeerId>();
    let at = record.next === null ? undefined : byAddress.get(record.next);
    while (at !== undefined && !isAlive(at) && !passed.has(at.peer)) {
      passed.add(at.peer);
      at = at.next === null ? undefined : byAddress.get(at.next);
    }
    if (at !== undefined && isAlive(at) && at.peer !== record.peer) edges.set(record.peer, at.peer);
  }
  return edges;
}

/** The tour turned so that it begins with `self`; empty when `self` is not in it. */
export function tourFrom(table: MemberTable, self: PeerId): PeerId[] {
  const order = tour(table);
  const at = order.indexOf(self);
  return at === -1 ? [] : [...order.slice(at), ...order.slice(0, at)];
}
