/** Rooms to draw. */
import type { RoomStatus } from "../../../src/chat/room_status.ts";
import type { PeerView, PresentView, Shown } from "../../../src/peer/shown.ts";
import { peer } from "../../chat/members.ts";
import { type ShownMesh, shownMesh, type ShownRing, shownRing } from "../../peer/shown_ring.ts";

export const bobby = peer("bobby", "b0", 6001);
export const donald = peer("donald", "d0", 6002);
export const eddy = peer("eddy", "ed", 6003);
export const frank = peer("frank", "f0", 6004);

type Ring = Extract<RoomStatus, { kind: "ring" }>;
type Mesh = Extract<RoomStatus, { kind: "mesh" }>;

export function ringOf(
  peers: readonly PresentView[],
  more: Partial<Omit<ShownRing, "peers">> = {},
): Ring {
  return { ...shownRing({ peers, ...more }), waiting: 0 };
}

export function meshOf(
  peers: readonly PresentView[],
  more: Partial<Omit<ShownMesh, "peers">> = {},
): Mesh {
  return { ...shownMesh({ peers, ...more }), waiting: 0 };
}

type Notice = Extract<Shown, { show: "notice" }>;

export function notice(kind: Notice["kind"], about: PeerView): Notice {
  return { show: "notice", kind, peer: about, atMs: 0 };
}
