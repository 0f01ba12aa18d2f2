/**
 * The name and room that a state folder was last used with, for commands that only look at it.
 */
import { join } from "node:path";

import * as v from "valibot";

import { readPrivateFile, replacePrivateFile } from "./private_files.ts";

const FILE_NAME = "profile.json";
const FILE_BYTES_MAX = 4_096;

const profileFile = v.strictObject({ version: v.literal(1), name: v.string(), room: v.string() });

export type Profile = { readonly name: string; readonly room: string };

/** null when there is none, or none that can be understood. Throws StateError. */
export function readProfile(folder: string): Profile | null {
  const text = readPrivateFile(join(folder, FILE_NAME), FILE_BYTES_MAX);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(profileFile, JSON.parse(text));
    return parsed.success ? { name: parsed.output.name, room: parsed.output.room } : null;
  } catch {
    return null;
  }
}

/** Throws StateError. */
export function writeProfile(folder: string, profile: Profile): void {
  const kept = readProfile(folder);
  if (kept?.name === profile.name && kept.room === profile.room) return;
  const { name, room } = profile;
  replacePrivateFile(join(folder, FILE_NAME), `${JSON.stringify({ version: 1, name, room })}\n`);
}
