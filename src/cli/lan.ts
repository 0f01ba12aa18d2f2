/** `ringchat lan`: a peer that is linked with everyone near, found without an address typed. */
import { joinAddress } from "../lib/ids.ts";
import { beaconPort } from "../net/vicinity.ts";
import { openStateFolder } from "../store/state_folder.ts";
import { accountName } from "./account.ts";
import type { Call } from "./call.ts";
import { loadMode } from "./mode.ts";
import { USUAL_ROOM } from "./options.ts";
import { livePeer } from "./peer_life.ts";

/**
 * Resolves with the exit code. Throws CommandFailed or StateError when it can't start.
 * @param onListening called once the peer listens
 */
export async function lan(call: Call, onListening = () => {}): Promise<number> {
  const { around, settings } = call;
  const { ephemeral, next, port, selfHost, state } = settings;
  const name = settings.name ?? accountName();
  const room = settings.room ?? USUAL_ROOM;
  const folder = openStateFolder({ state, room, name, ephemeral }, around);
  const isUsual = selfHost === null && port === null;
  const self = isUsual ? null : joinAddress(selfHost ?? "0.0.0.0", port ?? beaconPort);
  return livePeer({
    call,
    folder,
    name,
    room,
    kind: "mesh",
    discovers: true,
    self,
    advertise: null,
    mayMoveUp: port === null,
    next,
    announce: false,
    onListening,
    openMode: () => loadMode(settings),
  });
}
