import { lookOf } from "../lib/visible.ts";

/** Names in which the program itself speaks, and the one that nobody can see. */
const reserved = new Set(["", "_", "system"]);

/** A peer that bears a reserved name, or one that reads like it, could put words in its mouth. */
export function isReservedName(name: string): boolean {
  const bare = name
    .normalize("NFKC")
    .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "");
  return reserved.has(lookOf(bare.trim()));
}
