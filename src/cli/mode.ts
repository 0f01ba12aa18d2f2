/** Who talks in the room: a script, a person, or nobody. Only what that takes is loaded. */
import type { Room } from "../chat/room.ts";
import type { Address } from "../lib/ids.ts";
import type { DiagnosticRecord } from "../peer/ports.ts";
import type { Settings } from "./options.ts";
import type { PeerPlan } from "./run_peer.ts";

/** `interrupted`: it was Ctrl-C at a terminal. */
export type TalkEnd = "stopped" | "interrupted";

export type Talk = {
  readonly room: Room;
  readonly plan: PeerPlan;
  /** Where the peer listens. */
  readonly address: Address;
};

export interface Mode {
  /** Besides the log, which gets every record anyway. */
  diagnose(record: DiagnosticRecord): void;
  /** Resolves once `stopped` was shown and all output has left. */
  talk(talk: Talk): Promise<TalkEnd>;
}

export async function loadMode(settings: Settings): Promise<Mode> {
  if (settings.json) return (await import("./json_mode.ts")).openJsonMode(settings);
  if (settings.headless) return (await import("./headless_mode.ts")).openHeadlessMode();
  return (await import("./terminal_mode.ts")).openTerminalMode();
}
