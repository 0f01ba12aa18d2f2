/** `ringchat` alone: the first time it asks, afterwards it knows. */
import { wordsFor } from "../chat/speech.ts";
import { ownHosts } from "../net/addresses.ts";
import { accountName } from "./account.ts";
import { atTerminal, wantsColour } from "./at_terminal.ts";
import type { Call } from "./call.ts";
import { configPath, rememberInConfig } from "./config_file.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { USUAL_PLACE } from "./peer_life.ts";
import { ring } from "./ring.ts";

/** Resolves with the exit code. */
export async function firstRun(call: Call): Promise<number> {
  const { around, settings } = call;
  const known = settings.name !== null && settings.self !== null;
  if (known || settings.json || settings.headless) {
    return ring(call, { announce: true, onListening: () => {} });
  }
  if (!atTerminal()) throw new CommandFailed({ why: "no-terminal" });
  const { askFirstRun } = await import("../terminal/first_run.ts");
  const answers = await askFirstRun({
    input: process.stdin,
    output: process.stdout,
    colour: wantsColour(settings.noColor, around.env),
    words: wordsFor(call.language),
    suggestedName: settings.name ?? accountName(),
    interfaces: ownHosts().map(({ name, host }) => ({ label: name, address: host })),
    defaultPort: USUAL_PLACE.ring.port,
  });
  if (answers === null) return EXIT.interrupted;
  // Only once the peer listens: a wrong answer, remembered, would fail again without being asked.
  const onListening = (): void => {
    const path = configPath(around);
    if (path === null || settings.ephemeral) return;
    const { name, next, self } = answers;
    rememberInConfig(path, next === null ? { name, self } : { name, self, next });
  };
  return ring({ ...call, settings: { ...settings, ...answers } }, { announce: true, onListening });
}
