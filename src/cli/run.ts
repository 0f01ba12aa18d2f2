/** One command, from the words of the command line to an exit code. */
import { languageFrom } from "../chat/speech.ts";
import { readArguments } from "./arguments.ts";
import { type Command, COMMANDS } from "./commands.ts";
import { configPath } from "./config_file.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed, exitCodeOf, failureOf } from "./failure.ts";
import { FaultReport } from "./fault_report.ts";
import { provisionalLanguage } from "./language.ts";
import { nearest } from "./nearest.ts";
import { readSettings } from "./settings.ts";
import { surroundings } from "./surroundings.ts";

/** @param words the command line without the program */
export async function run(words: readonly string[]): Promise<number> {
  const { env } = process;
  const json = words.includes("--json") || /^(true|yes|1)$/i.test(env["RINGCHAT_JSON"] ?? "");
  const faults = new FaultReport(json, provisionalLanguage(words, env));
  faults.watch();
  try {
    return await runCommand(words, faults);
  } catch (error) {
    const failure = failureOf(error) ?? faults.faultOf(error);
    faults.say(failure);
    return exitCodeOf(failure);
  } finally {
    faults.log.close();
  }
}

async function runCommand(words: readonly string[], faults: FaultReport): Promise<number> {
  const command = commandNamed(words[0] ?? "");
  const given = command.name === "" ? words : words.slice(1);
  const { flags, words: besides } = readArguments(command, given);
  if (flags.get("help") === "true") {
    const { helpText } = await import("./help.ts");
    return print(helpText(command, faults.language));
  }
  if (flags.get("version") === "true") {
    const { VERSION } = await import("./version.ts");
    return print(`ringchat ${VERSION}\n`);
  }
  const around = surroundings();
  const path = configPath(around);
  const settings = readSettings(command.name, flags, around.env, path, faults.language);
  const language = languageFrom(settings.lang ?? undefined, around.env);
  faults.json = settings.json;
  faults.language = language;
  const start = await command.load();
  return start({ settings, words: besides, language, around, faults, ownsProcess: true });
}

function commandNamed(word: string): Command {
  const name = word.startsWith("-") ? "" : word;
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = COMMANDS.map((command) => command.name).filter((known) => known !== "");
  throw new CommandFailed({ why: "unknown-command", word, nearest: nearest(word, names) });
}

async function print(text: string): Promise<number> {
  await Bun.write(Bun.stdout, text);
  return EXIT.done;
}
