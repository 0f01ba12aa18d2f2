/** $XDG_CONFIG_HOME/ringchat/config.json: what one does not want to type each time. */
import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

import { makePrivateFolder, replacePrivateFile } from "../store/private_files.ts";
import { codeOf } from "../store/state_error.ts";
import type { Surroundings } from "../store/state_folder.ts";
import { CommandFailed } from "./failure.ts";
import { nearest } from "./nearest.ts";
import { OPTION_KEYS, type OptionKey, optionName, variableName } from "./options.ts";

/** The file's fields, each the name of an option; their values are not checked yet. */
export type Config = { readonly path: string; readonly fields: ReadonlyMap<string, unknown> };

/** null when there is no home folder to hold one. */
export function configPath(around: Surroundings): string | null {
  const base = around.platform === "win32" ? "APPDATA" : "XDG_CONFIG_HOME";
  const given = around.env[base] ?? "";
  if (isAbsolute(given)) return join(given, "ringchat", "config.json");
  return isAbsolute(around.home) ? join(around.home, ".config", "ringchat", "config.json") : null;
}

/** null when there is no such file. Throws CommandFailed for one that makes no sense. */
export function readConfig(path: string | null): Config | null {
  const text = path === null ? null : readText(path);
  if (path === null || text === null) return null;
  const fields = Object.entries(parseObject(path, text));
  for (const [field] of fields) {
    if (FIELDS.has(field)) continue;
    const guess = nearest(field, [...FIELDS]);
    throw new CommandFailed({ why: "config-field", path, field, nearest: guess });
  }
  return { path, fields: new Map(fields) };
}

/** Adds the answers to what the file holds. Throws StateError, or CommandFailed as readConfig. */
export function rememberInConfig(
  path: string,
  answers: Readonly<Partial<Record<OptionKey, string>>>,
): void {
  const kept = readConfig(path)?.fields ?? [];
  const all = { ...Object.fromEntries(kept), ...answers };
  makePrivateFolder(dirname(path));
  replacePrivateFile(path, `${JSON.stringify(all, null, 2)}\n`);
}

const FIELDS: ReadonlySet<string> = new Set(
  OPTION_KEYS.filter((key) => variableName(key) !== null).map(optionName),
);

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    throw new CommandFailed({ why: "config-unreadable", path, reason: codeOf(error) });
  }
}

function parseObject(path: string, text: string): object {
  let reason = "it is not a JSON object";
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new CommandFailed({ why: "config-unreadable", path, reason });
}
