/** What a peer keeps on disk, opened for this process alone. */
import { join } from "node:path";

import { lockFolder } from "../store/folder_lock.ts";
import { openJournal } from "../store/journal.ts";
import { openLogFile } from "../store/log_file.ts";
import { MemoryStore } from "../store/memory_store.ts";
import { networkFileSystem } from "../store/network_file_system.ts";
import type { Call } from "./call.ts";
import { CommandFailed } from "./failure.ts";
import type { KeptStore } from "./peer_plan.ts";

export type KeptState = {
  readonly store: KeptStore;
  /** Closes all; a second time it does nothing. */
  readonly release: () => void;
};

/**
 * Rejects with CommandFailed when another process has the folder, or with StateError.
 * @param folder which is there; null: nothing is kept, and nothing can be in the way
 */
export async function keepState(
  folder: string | null,
  room: string,
  call: Call,
): Promise<KeptState> {
  if (folder === null) return { store: new MemoryStore(), release: () => {} };
  // Before all else: whoever comes second must not even write to the other's log.
  const lock = lockFolder(folder);
  if (!lock.ok) {
    throw new CommandFailed({ why: "folder-in-use", path: folder, holder: lock.holder });
  }
  try {
    keepLog(folder, call);
    const type = networkFileSystem(folder);
    if (type !== undefined) call.faults.warn({ why: "network-folder", path: folder, type });
    if (call.settings.fresh) await beginAnew(folder, call);
    const store = openJournal({ folder, room });
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      store.close();
      lock.release();
    };
    return { store, release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function beginAnew(folder: string, { faults }: Call): Promise<void> {
  const { keepAside } = await import("../store/journal_aside.ts");
  const path = keepAside(folder);
  if (path !== null) faults.warn({ why: "kept-aside", path });
}

function keepLog(folder: string, { faults }: Call): void {
  const path = join(folder, "ringchat.log");
  faults.logPath = path;
  faults.log = openLogFile({ path, now: Date.now, warn: (error) => faults.warnOfLog(error) });
}
