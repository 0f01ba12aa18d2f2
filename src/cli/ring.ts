/** `ringchat ring`: a peer of a ring, with somebody who talks, until it is told to leave. */
import { openStateFolder } from "../store/state_folder.ts";
import { accountName } from "./account.ts";
import type { Call } from "./call.ts";
import { CommandFailed } from "./failure.ts";
import { loadMode } from "./mode.ts";
import { USUAL_ROOM } from "./options.ts";
import { livePeer } from "./peer_life.ts";

/** What other commands do beyond `ringchat ring`. */
export type More = {
  /** Say first what address the neighbour needs. */
  readonly announce?: boolean;
  /** What was answered is good: the peer listens. */
  readonly onListening?: () => void;
  /** Whoever was known is looked for when the next does not answer. */
  readonly seeks?: boolean;
};

/** Resolves with the exit code. Throws CommandFailed or StateError when it can't start. */
export async function ring(call: Call, more: More = {}): Promise<number> {
  const { around, settings } = call;
  const { advertise, discover, ephemeral, next, self, state } = settings;
  if (discover && next !== null) throw new CommandFailed({ why: "next-and-discover" });
  const name = settings.name ?? accountName();
  const room = settings.room ?? USUAL_ROOM;
  const folder = openStateFolder({ state, room, name, ephemeral }, around);
  const openMode = () => loadMode(settings);
  const place = { self, advertise, mayMoveUp: false, next };
  const overlay = { announce: false, kind: "ring", discovers: discover } as const;
  return livePeer({ ...overlay, ...more, call, folder, name, openMode, room, ...place });
}
