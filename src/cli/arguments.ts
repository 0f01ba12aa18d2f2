/** The words of a command line as named values. Nothing is checked yet but their shape. */
import { CommandFailed } from "./failure.ts";
import { nearest } from "./nearest.ts";
import { type OptionKey, optionName, OPTIONS, optionsOf } from "./options.ts";

const SHORT: Readonly<Record<string, string>> = { "-h": "--help", "-V": "--version" };

/**
 * `--name bobby`, `--name=bobby`, `--json` and `--json=false`; the last of several counts.
 * Throws CommandFailed for anything else.
 * @param command its options are the ones that are known; "" is ringchat alone
 */
export function readArguments(command: string, words: readonly string[]): Map<OptionKey, string> {
  const keys = new Map(optionsOf(command).map((key) => [`--${optionName(key)}`, key]));
  const values = new Map<OptionKey, string>();
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (!word.startsWith("-")) throw new CommandFailed({ why: "stray-word", word, command });
    const equals = word.indexOf("=");
    const typed = equals < 0 ? word : word.slice(0, equals);
    const name = SHORT[typed] ?? typed;
    const key = keys.get(name);
    if (key === undefined) {
      const guess = nearest(name, [...keys.keys()]);
      throw new CommandFailed({ why: "unknown-option", word: name, nearest: guess, command });
    }
    values.set(key, equals < 0 ? followingValue(key, queue) : word.slice(equals + 1));
  }
  return values;
}

function followingValue(key: OptionKey, queue: string[]): string {
  if (OPTIONS[key].kind === "flag") return "true";
  const next = queue[0];
  if (next === undefined || next.startsWith("--")) {
    const expects = OPTIONS[key].value ?? "";
    throw new CommandFailed({ why: "missing-value", option: `--${optionName(key)}`, expects });
  }
  queue.shift();
  return next;
}
