/** `ringchat` alone: the first time it asks, afterwards it knows. */
import { wordsFor } from "../chat/speech.ts";
import { accountName } from "./account.ts";
import type { Call } from "./commands.ts";
import { configPath, rememberInConfig } from "./config_file.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed } from "./failure.ts";
import { ownHosts } from "./own_addresses.ts";
import { ring } from "./ring.ts";

/** Resolves with the exit code. */
export async function firstRun(call: Call): Promise<number> {
  const { around, settings } = call;
  const known = settings.name !== null && settings.self !== null;
  if (known || settings.json || settings.headless) return ring(call, true);
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new CommandFailed({ why: "no-terminal" });
  const { askFirstRun } = await import("../terminal/first_run.ts");
  const answers = await askFirstRun({
    input: process.stdin,
    output: process.stdout,
    words: wordsFor(call.language),
    hosts: ownHosts(),
    name: settings.name ?? accountName(),
  });
  if (answers === null) return EXIT.interrupted;
  const path = configPath(around);
  if (path !== null && !settings.ephemeral) {
    const { name, next, self } = answers;
    rememberInConfig(path, next === null ? { name, self } : { name, self, next });
  }
  return ring({ ...call, settings: { ...settings, ...answers } }, true);
}
