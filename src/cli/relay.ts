/** `ringchat relay`: the hub of a star, which others join; nobody need sit at it. */
import { joinAddress } from "../lib/ids.ts";
import { openStateFolder } from "../store/state_folder.ts";
import type { Call } from "./call.ts";
import { loadMode } from "./mode.ts";
import { USUAL_ROOM } from "./options.ts";
import { livePeer, USUAL_PLACE } from "./peer_life.ts";
import { readPlace } from "./place_words.ts";

/** What the others read where nobody gave it a name. */
const USUAL_NAME = "relay";

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export async function relay(call: Call): Promise<number> {
  const { around, settings } = call;
  const { advertise, ephemeral, state } = settings;
  const usual = USUAL_PLACE.star;
  const { host, port } = readPlace(call, "relay");
  const name = settings.name ?? USUAL_NAME;
  const room = settings.room ?? USUAL_ROOM;
  const folder = openStateFolder({ state, room, name, ephemeral }, around);
  return livePeer({
    call,
    folder,
    name,
    room,
    kind: "star",
    discovers: false,
    self: joinAddress(host ?? usual.host, port ?? usual.port),
    advertise,
    mayMoveUp: port === null,
    next: null,
    announce: false,
    openMode: async () => {
      if (settings.json) return loadMode(settings);
      return (await import("./relay_mode.ts")).openRelayMode(host ?? usual.host);
    },
  });
}
