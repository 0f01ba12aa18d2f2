import { closeSync, fdatasync, fsync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * The sync that `synchronous=FULL` does at each commit, done beside the event loop instead of in
 * it: a disk takes a millisecond and more, in which nobody would be served. SQLite writes the
 * frames of a commit to the write-ahead log, whose checksums tell a torn one from a whole one, and
 * syncs it itself before each checkpoint (`synchronous=NORMAL`); what is missing for FULL is this.
 *
 * SQLite keeps its locks on the database and its index, so that closing a descriptor of the log
 * drops none of them.
 */
export class WalSync {
  readonly #log: number;
  readonly #folder: string;
  /** The log's name in its folder has to be on disk, too, once. */
  #isNamed = false;

  constructor(journalPath: string) {
    this.#log = openSync(`${journalPath}-wal`, "r+");
    this.#folder = dirname(journalPath);
  }

  /** Resolves once all that was written so far is on disk. Rejects with the system's error. */
  async sync(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      fdatasync(this.#log, (error) => (error === null ? resolve() : reject(error)));
    });
    if (this.#isNamed) return;
    await syncFolder(this.#folder);
    this.#isNamed = true;
  }

  close(): void {
    closeSync(this.#log);
  }
}

/** Windows has no way to, and no need. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    await new Promise<void>((resolve, reject) => {
      fsync(descriptor, (error) => (error === null ? resolve() : reject(error)));
    });
  } finally {
    closeSync(descriptor);
  }
}
