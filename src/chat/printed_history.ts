import type { HistoryContext } from "./history_lines.ts";
import { linesOfText } from "./lines.ts";
import type { HistoryEntry } from "./room.ts";
import { speakerName } from "./speaker.ts";

/** The messages of a history as the fourth of the user's documents prints them. */
export function printedHistory(
  entries: readonly HistoryEntry[],
  context: HistoryContext,
): string[] {
  const lines = ["The history"];
  for (const entry of entries) {
    if (entry.kind !== "message") continue;
    const at = context.when(entry.atMs).replace(" ", "|");
    const who = speakerName(entry.author, entry.guest, context);
    lines.push(...linesOfText(`[${at}] From ${who} Message `, entry.text));
  }
  return lines;
}
