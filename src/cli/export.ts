import { exportJsonLines, exportMarkdown } from "../chat/export.ts";
import { historyOf } from "../store/history.ts";
import type { Call } from "./call.ts";
import { readKept } from "./kept_history.ts";
import { print } from "./print.ts";

/** `ringchat export`: the whole history on stdout, the same on every peer to the byte. */
export function exportHistory(call: Call): Promise<number> {
  return readKept(call, ({ reader, room, onDamaged }) => {
    const history = historyOf(reader, { room, onDamaged });
    const isMarkdown = call.settings.format === "md" && !call.settings.json;
    return print(isMarkdown ? exportMarkdown(history, room) : exportJsonLines(history));
  });
}
