import type { HistoryEntry } from "../chat/room.ts";
import type { HistoryPart } from "../web/page_room.ts";

/**
 * Of a history of long messages fewer are told at once. It must fit, escaped, into what may wait
 * for a page (web/page_server.ts).
 */
const PART_CHARACTERS_MAX = 1 << 20;

/**
 * The last `limit` messages or fewer long ones, and the notices between and after them.
 * @param entries with one message more, when there is one: that tells that there are older ones
 */
export function historyPart(entries: readonly HistoryEntry[], limit: number): HistoryPart {
  let messages = 0;
  let characters = 0;
  const last = entries.findLastIndex((entry) => {
    if (entry.kind !== "message") return false;
    messages += 1;
    characters += entry.text.length;
    return messages > limit || (messages > 1 && characters > PART_CHARACTERS_MAX);
  });
  return { ok: true, entries: entries.slice(last + 1), more: last >= 0 };
}
