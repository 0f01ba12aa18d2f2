/** What there is to draw: who is here, who was until just now, and what links them. */
import { linksOf, type RingLink } from "../../chat/ring_links.ts";
import type { Shown } from "../../chat/room.ts";
import type { RoomStatus } from "../../chat/room_status.ts";
import type { PeerId } from "../../lib/ids.ts";

type Present = RoomStatus["peers"][number];

/** `doubted`: in the ring no more, and nobody has said why yet. */
export type PlaceState = "here" | "doubted" | "lost" | "left";

/** A place on the circle, in ring order from oneself. */
export type Place = {
  readonly peer: Present;
  readonly state: PlaceState;
  /** No link leads there any more. */
  readonly isGone: boolean;
};

/** A link as it is drawn. `remains`: it led to a peer that is gone. */
export type Strand = {
  readonly key: string;
  readonly from: PeerId;
  readonly to: PeerId;
  readonly link: RingLink | { readonly state: "remains" };
  /** Along the ring, or straight across. */
  readonly shape: "arc" | "chord";
};

export type Scene = { readonly places: readonly Place[]; readonly strands: readonly Strand[] };

/** How long the place of a peer that is gone is kept, so that one sees what became of it. */
const STAYS_MS = { doubted: 4_000, lost: 10_000, left: 900 } as const;

/** A status that is on its way may be that much older than a notice. */
const STATUS_LATE_MS = 1_500;

/** Whole rooms may go at once; of more ghosts the oldest are dropped. */
const GHOSTS_MAX = 16;

type Ghost = { readonly peer: Present; readonly goneAtMs: number };
type Fate = { readonly state: "lost" | "left"; readonly atMs: number };

export function strandKey(from: PeerId, to: PeerId): string {
  return `${from} ${to}`;
}

/** All times are by one clock that never goes back. */
export class Scenery {
  #status: RoomStatus;
  /** Of all places, those that are kept for who is gone among them. */
  #order: readonly PeerId[];
  readonly #ghosts = new Map<PeerId, Ghost>();
  readonly #fates = new Map<PeerId, Fate>();

  constructor(status: RoomStatus) {
    this.#status = status;
    this.#order = idsOf(status);
  }

  take(status: RoomStatus, nowMs: number): void {
    const here = new Set(idsOf(status));
    for (const peer of this.#status.peers) {
      if (!here.has(peer.id)) this.#ghosts.set(peer.id, { peer, goneAtMs: nowMs });
    }
    for (const id of here) {
      this.#ghosts.delete(id);
      const fate = this.#fates.get(id);
      if (fate !== undefined && nowMs - fate.atMs > STATUS_LATE_MS) this.#fates.delete(id);
    }
    this.#status = status;
    this.#forget(nowMs);
    this.#order = withGhosts(idsOf(status), this.#order, this.#ghosts);
  }

  notice({ guest, kind, peer }: Extract<Shown, { show: "notice" }>, nowMs: number): void {
    if (guest !== undefined) return;
    if (kind === "joined" || kind === "back") this.#fates.delete(peer.id);
    const isGone = kind === "lost" || kind === "left";
    if (isGone && this.#order.includes(peer.id)) {
      this.#fates.set(peer.id, { state: kind, atMs: nowMs });
    }
  }

  /** When it is another scene though nothing new is told; null: never. */
  get dueAtMs(): number | null {
    const times = Array.from(this.#ghosts.values(), (ghost) => this.#endOf(ghost));
    return times.length === 0 ? null : Math.min(...times);
  }

  sceneAt(nowMs: number): Scene {
    this.#forget(nowMs);
    const here = new Map(this.#status.peers.map((peer) => [peer.id, peer]));
    const places = this.#order.flatMap((id): Place[] => {
      const peer = here.get(id) ?? this.#ghosts.get(id)?.peer;
      if (peer === undefined) return [];
      const isGone = !here.has(id);
      const state = this.#fates.get(id)?.state ?? (isGone ? "doubted" : "here");
      return [{ peer, state, isGone }];
    });
    const ids = places.map(({ peer }) => peer.id);
    const remains = remainsOf(this.#status.kind, ids, this.#ghosts);
    return { places, strands: [...remains, ...strandsOf(this.#status)] };
  }

  #endOf({ goneAtMs, peer }: Ghost): number {
    const fate = this.#fates.get(peer.id);
    return Math.max(goneAtMs, fate?.atMs ?? 0) + STAYS_MS[fate?.state ?? "doubted"];
  }

  #forget(nowMs: number): void {
    for (const ghost of this.#ghosts.values()) {
      if (this.#endOf(ghost) > nowMs && this.#ghosts.size <= GHOSTS_MAX) continue;
      this.#ghosts.delete(ghost.peer.id);
      this.#fates.delete(ghost.peer.id);
    }
  }
}

function idsOf({ peers }: RoomStatus): PeerId[] {
  return peers.map(({ id }) => id);
}

/** Each ghost stays behind the one whom it followed. */
function withGhosts(
  here: readonly PeerId[],
  before: readonly PeerId[],
  ghosts: ReadonlyMap<PeerId, Ghost>,
): readonly PeerId[] {
  const order = [...here];
  for (const [index, id] of before.entries()) {
    if (!ghosts.has(id)) continue;
    const followed = before.slice(0, index).findLast((each) => order.includes(each));
    order.splice(followed === undefined ? 1 : order.indexOf(followed) + 1, 0, id);
  }
  return order;
}

function strandsOf(status: RoomStatus): Strand[] {
  const ids = idsOf(status);
  const [self = ""] = ids;
  if (status.kind !== "ring") {
    return ids.slice(1).map((to, index): Strand => {
      const link = status.links[index] ?? { state: "down" };
      const from = status.kind === "star" ? hubTo(to, self, status.hubs) : self;
      return { key: strandKey(from, to), from, to, link, shape: "chord" };
    });
  }
  return linksOf(status).map((link, index): Strand => {
    const [from = self, to = self] = [ids[index], ids[index + 1]];
    return { key: strandKey(from, to), from, to, link, shape: "arc" };
  });
}

/** Between clients of a star there is no link: theirs lead to a hub. */
function hubTo(to: PeerId, self: PeerId, hubs: readonly PeerId[]): PeerId {
  return hubs.includes(self) || hubs.includes(to) ? self : (hubs[0] ?? self);
}

/** What is left of the links of who is gone. */
function remainsOf(
  kind: RoomStatus["kind"],
  places: readonly PeerId[],
  ghosts: ReadonlyMap<PeerId, Ghost>,
): Strand[] {
  const [self = ""] = places;
  return places.flatMap((place, index): Strand[] => {
    const from = kind === "ring" ? place : self;
    const to = kind === "ring" ? (places[index + 1] ?? self) : place;
    if (!ghosts.has(from) && !ghosts.has(to)) return [];
    const key = `remains ${strandKey(from, to)}`;
    const shape = kind === "ring" ? "arc" : "chord";
    return [{ key, from, to, link: { state: "remains" }, shape }];
  });
}
