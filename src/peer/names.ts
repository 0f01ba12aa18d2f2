import { lookOf, visibleName } from "../lib/visible.ts";
import { nameLengthMax } from "../wire/limits.ts";

/** Names in which the program itself speaks, and the one that nobody can see. */
const reserved = new Set(["", "_", "system"]);

/** A peer that bears a reserved name, or one that reads like it, could put words in its mouth. */
export function isReservedName(name: string): boolean {
  const bare = name
    .normalize("NFKC")
    .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "");
  return reserved.has(lookOf(bare.trim()));
}

/** What somebody without a key calls itself, as a name in the room; null when it is reserved. */
export function guestName(said: string): string | null {
  if (isReservedName(said)) return null;
  // A character may be many units, and half a surrogate pair is no text.
  return visibleName(said).slice(0, nameLengthMax).toWellFormed();
}
