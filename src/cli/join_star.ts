/** A client of a relay: somebody who is asked for a nickname and then talks, or a script. */
import { connectedLine } from "../chat/companions.ts";
import { wordsFor } from "../chat/speech.ts";
import type { Address } from "../lib/ids.ts";
import { openStateFolder } from "../store/state_folder.ts";
import { accountName } from "./account.ts";
import { atTerminal, wantsColour } from "./at_terminal.ts";
import type { Call } from "./call.ts";
import { EXIT } from "./exit_codes.ts";
import { loadMode } from "./mode.ts";
import { USUAL_ROOM } from "./options.ts";
import { livePeer } from "./peer_life.ts";

/** Any port: a relay's own is for relays, and nobody dials a client but to see whether it lives. */
const USUAL_SELF = "0.0.0.0:0";

/**
 * Resolves with the exit code. Throws CommandFailed or StateError when it can't start.
 * @param isThere the relay has answered a moment ago
 */
export async function joinStar(call: Call, server: Address, isThere: boolean): Promise<number> {
  const { around, settings } = call;
  const { advertise, ephemeral, headless, json, self, state } = settings;
  const isPerson = !json && !headless;
  if (isPerson) greet(server, isThere);
  const name = settings.name ?? (isPerson ? await askNickname(call) : accountName());
  if (name === null) return EXIT.interrupted;
  const room = settings.room ?? USUAL_ROOM;
  const folder = openStateFolder({ state, room, name, ephemeral }, around);
  return livePeer({
    call,
    folder,
    name,
    room,
    kind: "star",
    discovers: false,
    self: self ?? USUAL_SELF,
    advertise,
    mayMoveUp: false,
    seeks: true,
    next: server,
    announce: false,
    openMode: async () => {
      if (!isPerson) return loadMode(settings);
      const { openTerminalMode } = await import("./terminal_mode.ts");
      return openTerminalMode({ server, isToldConnected: isThere });
    },
  });
}

function greet(server: Address, isThere: boolean): void {
  const connected = isThere ? `${connectedLine(server)}\n` : "";
  process.stdout.write(`${connected}Type /exit to quit\n\n`);
}

async function askNickname({ around, language, settings }: Call): Promise<string | null> {
  const { askNickname: ask } = await import("../terminal/nickname.ts");
  const { stdin: input, stdout: output } = process;
  const colour = atTerminal() && wantsColour(settings.noColor, around.env);
  return ask({ input, output, colour, words: wordsFor(language) });
}
