import { accountName } from "../cli/account.ts";
import type { Call } from "../cli/call.ts";
import { CommandFailed, type Failure } from "../cli/failure.ts";
import { failureSentence } from "../cli/failure_sentences.ts";
import { USUAL_ROOM } from "../cli/options.ts";
import { livePeer } from "../cli/peer_life.ts";
import type { Mode } from "../cli/peer_plan.ts";
import { surroundings } from "../cli/surroundings.ts";
import { NO_LOG } from "../store/log_file.ts";
import type { StateError } from "../store/state_error.ts";
import { openStateFolder } from "../store/state_folder.ts";
import { startError } from "./ringchat_error.ts";
import type { RingchatPeer } from "./ringchat_peer.ts";
import { RunningPeer } from "./running_peer.ts";
import { settingsOf, type StartOptions } from "./start_options.ts";

/**
 * Starts a peer in this process. Resolves once it listens; the others are linked by and by.
 * Rejects with RingchatError when it can't. It installs no signal handler: `leave` is the caller's.
 */
export async function start(options: StartOptions = {}): Promise<RingchatPeer> {
  const started = Promise.withResolvers<RingchatPeer>();
  const mode: Mode = {
    diagnose: () => {},
    async talk(talk) {
      const peer = new RunningPeer(talk, over);
      const stopped = new Promise<void>((resolve) => {
        talk.room.subscribe(({ show }) => show === "stopped" && resolve());
      });
      started.resolve(peer);
      await stopped;
      return "stopped";
    },
  };
  const over = live(options, mode).catch((error: unknown) => {
    throw startError(error) ?? error;
  });
  over.catch(started.reject);
  return await started.promise;
}

/** Resolves once the peer has ended. Throws CommandFailed or StateError when it can't start. */
async function live(options: StartOptions, mode: Mode): Promise<void> {
  const settings = settingsOf(options);
  const { kind = "ring" } = options;
  const { advertise, ephemeral, next, self, state } = settings;
  const discovers = options.discover ?? kind === "mesh";
  if (kind === "ring" && discovers && next !== null) {
    throw new CommandFailed({ why: "next-and-discover" });
  }
  const name = settings.name ?? accountName();
  const room = settings.room ?? USUAL_ROOM;
  const around = surroundings();
  const folder = openStateFolder({ state, room, name, ephemeral }, around);
  const faults: Call["faults"] = { log: NO_LOG, logPath: null, warn, warnOfLog };
  const call: Call = {
    settings,
    words: [],
    language: "en",
    around,
    faults,
    ownsProcess: false,
  };
  const place = { self, advertise, mayMoveUp: false, next };
  const life = { announce: false, kind, discovers, call, folder, name, room, ...place };
  try {
    await livePeer({ ...life, openMode: () => Promise.resolve(mode) });
  } finally {
    faults.log.close();
  }
}

/** Whoever runs the process decides where warnings go: to stderr unless it says otherwise. */
function warn(failure: Failure): void {
  process.emitWarning(failureSentence(failure, "en"), "RingchatWarning");
}

function warnOfLog({ path, problem }: StateError): void {
  warn({ why: "log-off", problem, path });
}
