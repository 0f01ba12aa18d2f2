/**
 * Full text of the messages, in a file of its own that is only brought up to date when somebody
 * searches, so that talking pays nothing for it. It can always be made again.
 */
import { Database } from "bun:sqlite";
import { rmSync } from "node:fs";

import type { HistoryEntry } from "../peer/history.ts";
import { type HistorySource, lastOfHistory } from "./history.ts";
import { journalError } from "./journal_error.ts";
import { createPrivateFile, kindAt } from "./private_files.ts";
import { type FoundPlaces, SearchTable } from "./search_table.ts";
import { StateError } from "./state_error.ts";

export const SEARCH_FILE = "search.db";

export type Search = {
  readonly source: HistorySource;
  /** Whose messages the index is made of: the id of the journal. */
  readonly journal: string;
  readonly room: string;
  /** What to search for: a message matches when each word begins a word of it. */
  readonly words: string;
  readonly limit: number;
  /** Where the index is kept; null: it is made in memory, for this search alone. */
  readonly indexPath: string | null;
};

/** Long enough for another search to bring the index up to date. */
const PATIENCE_MS = 10_000;

/** The newest messages that match, oldest first. Upper and lower case, е and ё are alike. */
export function searchHistory(search: Search): HistoryEntry[] {
  const places = findPlaces(search, PATIENCE_MS);
  for (;;) {
    const step = places.next();
    if (step.done === true) return entriesAt(step.value, search);
  }
}

/** The same in a process that has other things to do meanwhile, and waits for nobody. */
export async function searchInTurns(search: Search): Promise<HistoryEntry[]> {
  const places = findPlaces(search, 0);
  for (;;) {
    const step = places.next();
    if (step.done === true) return entriesAt(step.value, search);
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function entriesAt(only: FoundPlaces, { limit, room, source }: Search): HistoryEntry[] {
  return only.size === 0 ? [] : lastOfHistory(source, { room, only, limit });
}

/** Where none can be kept, the index is made in memory; a damaged one is removed for the next. */
function* findPlaces(search: Search, patienceMs: number): Generator<void, FoundPlaces> {
  const { indexPath: path } = search;
  if (path !== null) {
    try {
      return yield* findWith(search, openIndex(path), patienceMs);
    } catch (error) {
      const { problem } = journalError(error, path);
      if (problem === "journal-damaged" || problem === "not-a-journal") removeIndex(path);
    }
  }
  return yield* findWith(search, new Database(":memory:"), patienceMs);
}

function* findWith(
  { source, journal, words }: Search,
  db: Database,
  patienceMs: number,
): Generator<void, FoundPlaces> {
  const table = new SearchTable(db);
  try {
    yield* table.update(source, journal, patienceMs);
    return table.find(words);
  } finally {
    table.close();
  }
}

function openIndex(path: string): Database {
  const kind = kindAt(path);
  if (kind === "nothing") createPrivateFile(path, "");
  else if (kind !== "file") throw new StateError("not-a-file", path);
  return new Database(path, { readwrite: true, create: false });
}

function removeIndex(path: string): void {
  for (const suffix of ["", "-journal"]) rmSync(path + suffix, { force: true });
}
