import type { Entry } from "../wire/frame.ts";

/** What an entry says to everybody; `guest`: who said it, when not the author itself. */
export type SaidText = {
  readonly text: string;
  readonly guest?: { readonly name: string; readonly address: string };
};

/** null for an entry that says no text. */
export function saidIn(entry: Exclude<Entry, { kind: "system" }>): SaidText;
export function saidIn(entry: Entry): SaidText | null;
export function saidIn(entry: Entry): SaidText | null {
  if (entry.kind === "text") return { text: entry.body };
  if (entry.kind === "system") return null;
  const { address, name, text } = entry.body;
  return { text, guest: { name, address } };
}
