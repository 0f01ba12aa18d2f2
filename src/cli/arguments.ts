/** The words of a command line as named values. Nothing is checked yet but their shape. */
import { CommandFailed } from "./failure.ts";
import { nearest } from "./nearest.ts";
import { type OptionKey, optionName, OPTIONS, optionsOf } from "./options.ts";

/** What has to be known of a command to read its arguments. */
export type CommandShape = {
  /** Its options are the ones that are known; "" is ringchat alone. */
  readonly name: string;
  /** What the words besides its options are, as --help has it, in brackets what may be left out;
   * null when it takes none. */
  readonly takes: string | null;
};

const SHORT: Readonly<Record<string, string>> = { "-h": "--help", "-V": "--version" };

export type Arguments = {
  readonly flags: ReadonlyMap<OptionKey, string>;
  /** What belongs to no option; none for a command that takes none. */
  readonly words: readonly string[];
};

/**
 * `--name bobby`, `--name=bobby`, `--json` and `--json=false`, `--web` with a value or without; the
 * last of several counts. After
 * `--` nothing is an option any more. Throws CommandFailed for anything else.
 */
export function readArguments(command: CommandShape, given: readonly string[]): Arguments {
  const { name: commandName, takes } = command;
  const keys = new Map(optionsOf(commandName).map((key) => [`--${optionName(key)}`, key]));
  const values = new Map<OptionKey, string>();
  const words: string[] = [];
  const queue = [...given];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (takes !== null && word === "--") {
      words.push(...queue.splice(0));
      break;
    }
    if (!word.startsWith("-") || (takes !== null && word === "-")) {
      if (takes === null) {
        throw new CommandFailed({ why: "stray-word", word, command: commandName });
      }
      words.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const typed = equals < 0 ? word : word.slice(0, equals);
    const name = SHORT[typed] ?? typed;
    const key = keys.get(name);
    if (key === undefined) {
      const guess = nearest(name, [...keys.keys()]);
      throw new CommandFailed({
        why: "unknown-option",
        word: name,
        nearest: guess,
        command: commandName,
      });
    }
    values.set(key, equals < 0 ? followingValue(key, queue) : word.slice(equals + 1));
  }
  const isNeeded = takes !== null && !takes.startsWith("[");
  if (isNeeded && words.length === 0 && !values.has("help")) {
    throw new CommandFailed({ why: "missing-words", takes, command: commandName });
  }
  return { flags: values, words };
}

function followingValue(key: OptionKey, queue: string[]): string {
  const { kind } = OPTIONS[key];
  if (kind === "flag") return "true";
  const next = queue[0];
  if (next === undefined || next.startsWith("--")) {
    if (kind === "flag-or-text") return "true";
    const expects = OPTIONS[key].value ?? "";
    throw new CommandFailed({ why: "missing-value", option: `--${optionName(key)}`, expects });
  }
  queue.shift();
  return next;
}
