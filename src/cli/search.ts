import { join } from "node:path";

import { SEARCH_FILE, searchHistory } from "../store/search.ts";
import type { Call } from "./call.ts";
import { printEntries } from "./history_text.ts";
import { readKept } from "./kept_history.ts";

/** `ringchat search`: the newest messages in which each word begins a word. */
export function search(call: Call): Promise<number> {
  return readKept(call, ({ folder, reader, room }) => {
    const { limit } = call.settings;
    const found = searchHistory({
      source: reader,
      journal: reader.id ?? "",
      room,
      words: call.words.join(" "),
      limit,
      // Of a journal that can't be told from another nothing is kept.
      indexPath: reader.id === null ? null : join(folder, SEARCH_FILE),
    });
    return printEntries(found, folder, call);
  });
}
