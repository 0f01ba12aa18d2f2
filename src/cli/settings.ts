/** Puts together what is in force: a flag wins over a variable, a variable over the file. */
import * as v from "valibot";

import { type Config, readConfig } from "./config_file.ts";
import { CommandFailed } from "./failure.ts";
import type { Language } from "./language.ts";
import {
  OPTION_KEYS,
  type OptionKey,
  optionName,
  OPTIONS,
  optionsOf,
  type Settings,
  variableName,
} from "./options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a value was found, as a person knows that place. */
type Found = {
  readonly source: string;
  readonly value: unknown;
  /** The value as it stands there. */
  readonly text: string;
};

/**
 * Every option of the command, checked; the rest at their fallbacks.
 * Throws CommandFailed, which names the flag, variable, or file and field at fault.
 * @param flags from readArguments
 * @param configPath the file that may be there
 */
export function readSettings(
  command: string,
  flags: ReadonlyMap<OptionKey, string>,
  env: Environment,
  configPath: string | null,
  language: Language,
): Settings {
  const config = readConfig(configPath);
  const known = optionsOf(command);
  const values = OPTION_KEYS.map((key): [OptionKey, unknown] => {
    const found = known.includes(key) ? find(key, flags, env, config) : null;
    return [key, found === null ? OPTIONS[key].fallback : checked(key, found, language)];
  });
  // The one place where the types have to be told: each value passed the schema of its own key.
  return Object.fromEntries(values) as Settings;
}

function find(
  key: OptionKey,
  flags: ReadonlyMap<OptionKey, string>,
  env: Environment,
  config: Config | null,
): Found | null {
  const flag = flags.get(key);
  if (flag !== undefined) return said(`--${optionName(key)}`, key, flag);
  const variable = variableName(key);
  if (variable === null) return null;
  const text = env[variable] ?? "";
  if (text !== "" && !isForOthers(key, text)) return said(`$${variable}`, key, text);
  const value = config?.fields.get(optionName(key));
  if (config === null || value === undefined || isForOthers(key, value)) return null;
  const source = `${config.path}: ${optionName(key)}`;
  return { source, value, text: typeof value === "string" ? value : JSON.stringify(value) };
}

/** A ring peer's address, kept where `lan` looks as well, says nothing of `lan`. */
function isForOthers(key: OptionKey, value: unknown): boolean {
  return key === "selfHost" && v.is(OPTIONS.self.schema, value);
}

function said(source: string, key: OptionKey, text: string): Found {
  return { source, value: typed(key, text), text };
}

/** Text as the kind of value that it is meant as; the schema refuses what it can't be. */
function typed(key: OptionKey, text: string): unknown {
  const { kind } = OPTIONS[key];
  if (kind === "number") return /^-?\d+$/.test(text) ? Number(text) : text;
  if (kind === "flag" || kind === "flag-or-text") return YES_OR_NO.get(text.toLowerCase()) ?? text;
  return text;
}

const YES_OR_NO = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);

function checked(key: OptionKey, found: Found, language: Language): unknown {
  const result = v.safeParse(OPTIONS[key].schema, found.value, { lang: language });
  if (result.success) return result.output;
  throw new CommandFailed({
    why: "bad-value",
    source: found.source,
    value: found.text,
    expects: result.issues[0].message,
  });
}
