import { OPTION_KEYS, type OptionKey, type Settings } from "../cli/options.ts";
import { readSettings } from "../cli/settings.ts";
import type { RoomKind } from "../wire/frame.ts";

/** What a peer is started with. Nothing is read from the command line, a variable or a file. */
export type StartOptions = {
  /** Who it is to the others; else the name of the account. */
  readonly name?: string;
  /** `lobby` unless given. Peers of other rooms are refused. */
  readonly room?: string;
  /**
   * Which links its peers keep: `ring` unless given; each to every other, `mesh`; all to one,
   * `star`, which is whoever names no next.
   */
  readonly kind?: RoomKind;
  /**
   * `HOST:PORT` to listen at; port 0 takes any. Else all addresses, at 6001 for a ring, 6010 for a
   * mesh, 8888 for a star, or the next free port.
   */
  readonly self?: string;
  /** `HOST:PORT` where others reach it, when that is not where it listens. */
  readonly advertise?: string;
  /** `HOST:PORT` of somebody in the room, who need not be there yet. */
  readonly next?: string;
  /** Finds those near by broadcast: true for a mesh unless given, false for a ring. */
  readonly discover?: boolean;
  /** The folder of identity, history and log; else one for each room and name. */
  readonly state?: string;
  /** Leaves nothing behind: a new identity, no history, no log. */
  readonly ephemeral?: boolean;
  /** Begins with an empty history; the old one is kept aside. */
  readonly fresh?: boolean;
  /** Takes a new identity; the old one is kept aside. */
  readonly newIdentity?: boolean;
  /** How often a peer that does not answer is dialled: 10, or 3 in a mesh. */
  readonly retries?: number;
  /** Milliseconds between two tries: 1000. */
  readonly retryMs?: number;
};

/** What is in force. Throws CommandFailed, which names the option at fault. */
export function settingsOf(options: StartOptions): Settings {
  const flags = new Map<OptionKey, string>();
  for (const [key, value] of Object.entries(options)) {
    const option = OPTION_KEYS.find((known) => known === key);
    if (option !== undefined && value !== undefined) flags.set(option, String(value));
  }
  // There is nobody to be asked anything.
  flags.set("headless", "true");
  return readSettings("ring", flags, {}, null, "en");
}
