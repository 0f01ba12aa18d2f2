/** The history of a state folder, read while its peer runs or not. */
import { type JournalReader, openJournalToRead } from "../store/journal_reader.ts";
import { readProfile } from "../store/profile.ts";
import type { Call } from "./call.ts";
import { chosenFolder, startCommand } from "./chosen_folder.ts";
import { EXIT } from "./exit_codes.ts";
import { CommandFailed, exitCodeOf } from "./failure.ts";
import { USUAL_ROOM } from "./options.ts";

export type KeptHistory = {
  readonly folder: string;
  readonly reader: JournalReader;
  readonly room: string;
  /** To be told of each run that can't be read. */
  readonly onDamaged: (position: number) => void;
};

/**
 * Lets `use` read, and resolves with the exit code. What can be read is, of a damaged history too;
 * that something is missing is said at the end.
 * Rejects with CommandFailed when there is no history, or with StateError.
 */
export async function readKept(
  call: Call,
  use: (kept: KeptHistory) => Promise<void>,
): Promise<number> {
  const folder = chosenFolder(call);
  const reader = folder === null ? null : openJournalToRead(folder);
  if (folder === null || reader === null) {
    throw new CommandFailed({ why: "no-peer-yet", path: folder });
  }
  const damaged = new Set<number>();
  try {
    const room = reader.room ?? readProfile(folder)?.room ?? USUAL_ROOM;
    await use({ folder, reader, room, onDamaged: (position) => damaged.add(position) });
    const { last } = reader.load().log;
    for (const [position, seq] of last.entries()) if (seq === 0) damaged.add(position);
  } finally {
    reader.close();
  }
  if (damaged.size === 0) return EXIT.done;
  const { path } = reader;
  const failure = {
    why: "history-damaged",
    path,
    runs: damaged.size,
    start: startCommand(folder),
  } as const;
  call.faults.warn(failure);
  return exitCodeOf(failure);
}
