import { jsonLine } from "../lib/json_line.ts";
import { visibleText } from "../lib/visible.ts";
import { readIdentity } from "../store/identity.ts";
import { readProfile } from "../store/profile.ts";
import type { Call } from "./call.ts";
import { chosenFolder } from "./chosen_folder.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";

/** `ringchat id`: what a state folder says about its peer. It changes nothing. */
export async function printIdentity(call: Call): Promise<number> {
  const folder = chosenFolder(call);
  const identity = folder === null ? null : readIdentity(folder);
  if (folder === null || identity === null) {
    throw new CommandFailed({ why: "no-peer-yet", path: folder });
  }
  const profile = readProfile(folder);
  const found = {
    id: identity.id,
    name: profile?.name ?? null,
    room: profile?.room ?? null,
    folder,
  };
  await Bun.write(Bun.stdout, call.settings.json ? `${jsonLine(found)}\n` : table(found));
  return EXIT.done;
}

function table(found: Readonly<Record<string, string | null>>): string {
  return Object.entries(found)
    .map(([field, value]) => `${field.padEnd(6)}  ${visibleText(value ?? "-")}\n`)
    .join("");
}
