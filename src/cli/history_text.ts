import { historyLines } from "../chat/history_lines.ts";
import { historyEvent } from "../chat/json_lines.ts";
import { NameBook } from "../chat/names.ts";
import type { HistoryEntry } from "../chat/room.ts";
import { wordsFor } from "../chat/speech.ts";
import { jsonLine } from "../lib/json_line.ts";
import { readIdentity } from "../store/identity.ts";
import { readProfile } from "../store/profile.ts";
import { StateError } from "../store/state_error.ts";
import { dateAndTime } from "../terminal/reporter.ts";
import type { Call } from "./call.ts";
import { print } from "./print.ts";

/** As one event for a script, or as lines for a person. */
export function printEntries(
  entries: readonly HistoryEntry[],
  folder: string,
  { language, settings }: Call,
): Promise<void> {
  if (settings.json) return print([`${jsonLine(historyEvent(entries))}\n`]);
  const names = new NameBook(selfOf(folder));
  const context = { names, words: wordsFor(language), when: dateAndTime };
  return print(entries.map((entry) => `${historyLines(entry, context).join("\n")}\n`));
}

/** Whose names need no tag. To read a history nothing of it has to be readable. */
function selfOf(folder: string): { readonly id: string; readonly name: string } {
  try {
    return { id: readIdentity(folder)?.id ?? "", name: readProfile(folder)?.name ?? "" };
  } catch (error) {
    if (error instanceof StateError) return { id: "", name: "" };
    throw error;
  }
}
