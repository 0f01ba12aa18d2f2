import { wordsFor } from "../chat/speech.ts";
import { type AtServer, runSession } from "../terminal/session.ts";
import { atTerminal, wantsColour } from "./at_terminal.ts";
import type { Mode } from "./peer_plan.ts";
import { wallClock } from "./wall_clock.ts";

/** A person at a terminal, or the same commands through a pipe. */
export function openTerminalMode(atServer: AtServer | null = null): Mode {
  return {
    diagnose: () => {},
    talk({ address, plan, room }) {
      const { around, language, settings } = plan.call;
      const words = wordsFor(language);
      if (plan.announce) {
        process.stdout.write(`${words.tellNeighbour(address)}\n`);
      }
      if (plan.config.discovers) {
        process.stdout.write(`${words.lookingAround(address, plan.config.room)}\n`);
      }
      const link = room.pageLink();
      if (link !== null) process.stdout.write(`${words.page(link)}\n`);
      return runSession({
        room,
        kind: plan.config.kind,
        input: process.stdin,
        output: process.stdout,
        interactive: atTerminal(),
        colour: atTerminal() && wantsColour(settings.noColor, around.env),
        words,
        level: settings.logLevel,
        now: wallClock(),
        self: plan.config,
        next: plan.config.next?.typed ?? null,
        atServer,
      });
    },
  };
}
