import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsync,
  ftruncateSync,
  openSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * How much of the log is laid out ahead. A file that grows costs a sync of its size as well, which
 * takes three times as long as that of its content (0.44 against 0.12 ms on ext4). SQLite begins
 * the log anew after 1,000 pages of 8 KiB, so that much is enough.
 */
const reservedBytes = 8 * 1024 * 1024;
/**
 * A peer that says little, or ends soon, lays out nothing: the zeros have to reach the disk, too.
 */
const reserveAtSync = 64;

/** Rests between syncs that are longer than this tell a talk from a flood. */
const restMs = 5;
/** A sync that takes no longer is done at once: a thread would cost as much again. */
const quickMs = 1;
/** After a slow one so many are done beside, before another is tried at once. */
const triesBeside = 32;

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
  #syncs = 0;
  #endedAtMs = 0;
  #leftBeside = 0;

  constructor(journalPath: string) {
    this.#log = openSync(`${journalPath}-wal`, "r+");
    this.#folder = dirname(journalPath);
  }

  /** Resolves once all that was written so far is on disk. Rejects with the system's error. */
  async sync(): Promise<void> {
    if (++this.#syncs === reserveAtSync) this.#reserve();
    const isCalm = performance.now() - this.#endedAtMs > restMs;
    if (isCalm && this.#leftBeside === 0) this.#syncAtOnce();
    else await this.#syncBeside();
    this.#endedAtMs = performance.now();
    if (this.#isNamed) return;
    await syncFolder(this.#folder);
    this.#isNamed = true;
  }

  #syncAtOnce(): void {
    const beganAtMs = performance.now();
    fdatasyncSync(this.#log);
    if (performance.now() - beganAtMs > quickMs) this.#leftBeside = triesBeside;
  }

  #syncBeside(): Promise<void> {
    this.#leftBeside = Math.max(0, this.#leftBeside - 1);
    return new Promise((resolve, reject) => {
      fdatasync(this.#log, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /**
   * Zeros behind what SQLite has written, which it takes for the end of the log. It writes to the
   * log in this very thread, so nothing of its own can be overwritten.
   */
  #reserve(): void {
    const { size } = fstatSync(this.#log);
    const zeros = new Uint8Array(256 * 1024);
    try {
      for (let at = size; at < reservedBytes; at += zeros.length) {
        writeSync(this.#log, zeros, 0, Math.min(zeros.length, reservedBytes - at), at);
      }
    } catch {
      // A disk that is nearly full: what is left of it is for what people say.
      ftruncateSync(this.#log, size);
    }
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
