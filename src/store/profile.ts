/**
 * What a state folder was last used with, for commands that are told no more than the folder.
 */
import { join } from "node:path";

import * as v from "valibot";

import type { Address } from "../lib/ids.ts";
import { readPrivateFile, replacePrivateFile } from "./private_files.ts";

const FILE_NAME = "profile.json";
const FILE_BYTES_MAX = 4_096;

const profileFile = v.strictObject({
  version: v.literal(1),
  name: v.string(),
  room: v.string(),
  kind: v.optional(v.picklist(["ring", "mesh", "star"])),
  discovers: v.optional(v.boolean()),
  self: v.optional(v.string()),
  advertise: v.optional(v.string()),
  next: v.optional(v.string()),
});

export type Profile = {
  readonly name: string;
  readonly room: string;
  readonly kind: "ring" | "mesh" | "star";
  readonly discovers: boolean;
  /** As given; null: what a peer of that kind takes when nothing is given. */
  readonly self: Address | null;
  readonly advertise: Address | null;
  readonly next: Address | null;
};

/** null when there is none, or none that can be understood. Throws StateError. */
export function readProfile(folder: string): Profile | null {
  const text = readPrivateFile(join(folder, FILE_NAME), FILE_BYTES_MAX);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(profileFile, JSON.parse(text));
    if (!parsed.success) return null;
    const { name, room, kind = "ring", discovers = false } = parsed.output;
    const { self = null, advertise = null, next = null } = parsed.output;
    return { name, room, kind, discovers, self, advertise, next };
  } catch {
    return null;
  }
}

/** Throws StateError. */
export function writeProfile(folder: string, profile: Profile): void {
  const path = join(folder, FILE_NAME);
  const given = Object.entries(profile).filter(([, value]) => value !== null);
  const text = `${JSON.stringify({ version: 1, ...Object.fromEntries(given) })}\n`;
  if (readPrivateFile(path, FILE_BYTES_MAX) !== text) replacePrivateFile(path, text);
}
