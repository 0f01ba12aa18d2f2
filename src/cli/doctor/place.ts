/** Where doctor looks: in whose place, and for whom. */
import { randomBytes } from "node:crypto";

import { resolveHost } from "../../net/addresses.ts";
import { readIdentity } from "../../store/identity.ts";
import { openJournalToRead } from "../../store/journal_reader.ts";
import { readProfile } from "../../store/profile.ts";
import { StateError } from "../../store/state_error.ts";
import type { RoomKind } from "../../wire/frame.ts";
import { accountName } from "../account.ts";
import type { Call } from "../call.ts";
import { chosenFolder } from "../chosen_folder.ts";
import { CommandFailed } from "../failure.ts";
import { USUAL_ROOM } from "../options.ts";
import { USUAL_PLACE } from "../peer_life.ts";
import type { Other } from "./finding.ts";

/** Members of earlier times that are dialled; more would only take longer to be told of. */
const membersMax = 8;

export type Place = {
  /** For this look alone. There is no key to it: as a member it could never be. */
  readonly id: string;
  readonly name: string;
  readonly room: string;
  readonly kind: RoomKind;
  readonly self: string | null;
  readonly port: number;
  readonly members: readonly Other[];
};

/** As the options say, else as the state folder was used last, else as `ringchat lan` begins. */
export async function placeOf(call: Call): Promise<Place> {
  const { name, port, room, selfHost } = call.settings;
  const folder = chosenFolder(call);
  const profile = folder === null ? null : quietly(() => readProfile(folder));
  const kind = profile?.kind === "ring" && profile.discovers ? "ring" : "mesh";
  return {
    id: randomBytes(32).toString("hex"),
    name: name ?? profile?.name ?? accountName(),
    room: room ?? profile?.room ?? USUAL_ROOM,
    kind,
    self: selfHost === null ? null : await ipOf(selfHost),
    port: port ?? USUAL_PLACE[kind].port,
    members: folder === null ? [] : membersOf(folder),
  };
}

async function ipOf(value: string): Promise<string> {
  const found = await resolveHost(value);
  if (found.ok) return found.ip;
  throw new CommandFailed({ why: "unknown-host", source: "--self", value, reason: found.reason });
}

/** Those who have not left, as the journal has them. A folder that can't be read knows nobody. */
function membersOf(folder: string): Place["members"] {
  const own = quietly(() => readIdentity(folder))?.id;
  const reader = quietly(() => openJournalToRead(folder));
  if (reader === null) return [];
  try {
    return (quietly(() => reader.load()) ?? { members: [] }).members
      .filter(({ peer, state }) => state === "alive" && peer !== own)
      .toSorted((a, b) => Number(a.down) - Number(b.down))
      .slice(0, membersMax)
      .map(({ address, name }) => ({ address, name }));
  } finally {
    reader.close();
  }
}

function quietly<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof StateError) return null;
    throw error;
  }
}
