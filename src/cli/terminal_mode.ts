import { wordsFor } from "../chat/speech.ts";
import { runSession } from "../terminal/session.ts";
import type { Mode } from "./mode.ts";
import { neighbourAddress } from "./own_addresses.ts";
import { wallClock } from "./wall_clock.ts";

/** A person at a terminal, or the same commands through a pipe. */
export function openTerminalMode(): Mode {
  return {
    diagnose: () => {},
    talk({ address, plan, room }) {
      const { around, language, settings } = plan.call;
      const words = wordsFor(language);
      if (plan.announce) {
        process.stdout.write(`${words.tellNeighbour(neighbourAddress(address))}\n`);
      }
      return runSession({
        room,
        input: process.stdin,
        output: process.stdout,
        interactive: atTerminal(),
        colour: atTerminal() && wantsColour(settings.noColor, around.env),
        words,
        level: settings.logLevel,
        now: wallClock(),
        ownName: plan.config.name,
        next: plan.config.next?.typed ?? null,
      });
    },
  };
}

/** Whether there is a person to ask. */
export function atTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** https://no-color.org: any value but the empty one says no. */
export function wantsColour(
  noColor: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return !noColor && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}
