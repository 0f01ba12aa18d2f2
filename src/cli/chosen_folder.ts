import type { Address } from "../lib/ids.ts";
import { readProfile } from "../store/profile.ts";
import { lastFolder, stateFolderPath } from "../store/state_folder.ts";
import { accountName } from "./account.ts";
import type { Call } from "./call.ts";
import { USUAL_ROOM } from "./options.ts";

/**
 * The state folder that a command looks at which need not begin one: as --state, --room and --name
 * say, else the one used last; null when none was.
 */
export function chosenFolder(call: Call): string | null {
  const { around, settings } = call;
  const { name, room, state } = settings;
  if (usesLastFolder(call)) return lastFolder(around);
  const choice = { state, room: room ?? USUAL_ROOM, name: name ?? accountName() };
  return stateFolderPath({ ...choice, ephemeral: false }, around);
}

/** Nothing says which one. */
export function usesLastFolder({ settings: { name, room, state } }: Call): boolean {
  return state === null && room === null && name === null;
}

/** The command that starts a peer on the folder as the last one there was started. */
export function startCommand(folder: string): string {
  const profile = readProfile(folder);
  if (profile?.kind === "mesh") return "ringchat lan";
  if (profile?.kind === "star") return starCommand(profile.next);
  return profile?.discovers === true ? "ringchat ring --discover" : "ringchat ring";
}

function starCommand(hub: Address | null): string {
  return hub === null ? "ringchat relay" : `ringchat join ${hub}`;
}
