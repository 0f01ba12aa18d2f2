/** What a sentence about a finding is made of, in any language. */
import { visibleName } from "../../lib/visible.ts";
import type { Details, Other } from "./finding.ts";

const namedMax = 8;

/** What was found, and what to do about it where something is to be done. */
export type Phrase = readonly [message: string, advice?: string];

export type Sentences = {
  readonly [W in keyof Details]: (details: Details[W], platform: string) => Phrase;
};

export function because(reason: string): string {
  return reason === "" ? "" : ` (${reason})`;
}

export function list(others: readonly Other[]): string {
  return named(others.map(one));
}

/** Of a crowd the first few. */
export function named(all: readonly string[]): string {
  const rest = all.length - namedMax;
  return `${all.slice(0, namedMax).join(", ")}${rest > 0 ? ` (+${rest})` : ""}`;
}

export function one({ address, name }: Other): string {
  return `${visibleName(name)} (${address})`;
}

/** Whether it can be typed in any shell as it is: what others are called must not become a trap. */
export function isPlain(word: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(word);
}
