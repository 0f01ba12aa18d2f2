import { lastOfHistory } from "../store/history.ts";
import type { Call } from "./call.ts";
import { printEntries } from "./history_text.ts";
import { readKept } from "./kept_history.ts";

/** `ringchat history`: the last messages and what happened among them. */
export function printHistory(call: Call): Promise<number> {
  return readKept(call, (kept) => {
    const { onDamaged, reader, room } = kept;
    const { limit } = call.settings;
    return printEntries(lastOfHistory(reader, { room, limit, onDamaged }), kept.folder, call);
  });
}
