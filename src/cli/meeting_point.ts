/** A peer that others come to, at a place that is typed as words, and that nobody need sit at. */
import { joinAddress } from "../lib/ids.ts";
import { openStateFolder } from "../store/state_folder.ts";
import type { Call } from "./call.ts";
import { USUAL_ROOM } from "./options.ts";
import { livePeer, USUAL_PLACE } from "./peer_life.ts";
import type { Mode } from "./peer_plan.ts";
import { readPlace } from "./place_words.ts";

export type MeetingPoint = {
  readonly kind: "ring" | "star";
  /** The command, and what the others read where nobody gave it a name. */
  readonly name: "directory" | "relay";
  /** @param host where it listens, as it was typed */
  readonly openMode: (host: string) => Promise<Mode>;
};

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export async function holdPlace(call: Call, point: MeetingPoint): Promise<number> {
  const { around, settings } = call;
  const { advertise, ephemeral, state } = settings;
  const { kind } = point;
  const name = settings.name ?? point.name;
  const room = settings.room ?? USUAL_ROOM;
  const given = readPlace(call, point.name);
  const { host = USUAL_PLACE[kind].host, port = USUAL_PLACE[kind].port } = given;
  const folder = openStateFolder({ state, room, name, ephemeral }, around);
  return livePeer({
    call,
    folder,
    name,
    room,
    kind,
    discovers: false,
    self: joinAddress(host, port),
    advertise,
    mayMoveUp: given.port === undefined,
    next: null,
    seeks: true,
    announce: false,
    openMode: () => point.openMode(host),
  });
}
