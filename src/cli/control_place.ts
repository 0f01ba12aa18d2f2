/**
 * Where the running peer of a state folder can be asked: a socket in the folder, or, when its path
 * is longer than a socket's may be, one in a folder of its own that control.json names.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import * as v from "valibot";

import { kindAt, readPrivateFile, replacePrivateFile } from "../store/private_files.ts";

const SOCKET_FILE = "control.sock";
const RECORD_FILE = "control.json";
const RECORD_BYTES_MAX = 4_096;

/** sun_path has 108 bytes on Linux and 104 on macOS, of which one is the end. */
const PATH_BYTES_MAX = process.platform === "darwin" ? 103 : 107;

/** `folder` is whose socket it is: the record of a copied folder is not about the copy. */
const recordFile = v.strictObject({
  version: v.literal(1),
  folder: v.string(),
  path: v.string(),
});

export type ControlPlace = {
  readonly path: string;
  /** Removes what stands there. Never throws. */
  readonly clear: () => void;
};

/**
 * A place to listen at. What an earlier process left is removed: the folder's lock, which must be
 * held, proves that it is dead. Throws when there is nowhere to listen.
 */
export function takeControlPlace(folder: string): ControlPlace {
  if (process.platform === "win32") return { path: pipeOf(folder), clear: () => {} };
  removeStale(folder);
  const path = join(folder, SOCKET_FILE);
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return { path, clear: () => removeQuietly(path) };
  return takeShortPlace(folder);
}

/** Where the folder's running peer listens, if there is one. */
export function controlPathOf(folder: string): string {
  if (process.platform === "win32") return pipeOf(folder);
  return recordedPath(folder) ?? join(folder, SOCKET_FILE);
}

function takeShortPlace(folder: string): ControlPlace {
  const own = mkdtempSync(join(shortFolder(), "ringchat-"));
  const path = join(own, SOCKET_FILE);
  const record = join(folder, RECORD_FILE);
  replacePrivateFile(
    record,
    `${JSON.stringify({ version: 1, folder: realpathSync(folder), path })}\n`,
  );
  const clear = (): void => {
    removeQuietly(record);
    removeQuietly(path);
    removeFolderQuietly(own);
  };
  return { path, clear };
}

/** The temporary folder may itself be deep, as on macOS. */
function shortFolder(): string {
  return Buffer.byteLength(tmpdir()) <= PATH_BYTES_MAX - 40 ? tmpdir() : "/tmp";
}

function removeStale(folder: string): void {
  removeQuietly(join(folder, SOCKET_FILE));
  const recorded = recordedPath(folder);
  if (recorded === null) return;
  // It may name anything: only what such a record can mean is removed.
  if (/[/]ringchat-\w{6}[/]control\.sock$/.test(recorded) && kindAt(recorded) === "other") {
    removeQuietly(recorded);
    removeFolderQuietly(dirname(recorded));
  }
  removeQuietly(join(folder, RECORD_FILE));
}

function recordedPath(folder: string): string | null {
  try {
    const text = readPrivateFile(join(folder, RECORD_FILE), RECORD_BYTES_MAX);
    const parsed = v.safeParse(recordFile, text === null ? null : JSON.parse(text));
    if (!parsed.success || parsed.output.folder !== realpathSync(folder)) return null;
    return parsed.output.path;
  } catch {
    return null;
  }
}

function pipeOf(folder: string): string {
  const name = createHash("sha256").update(folder.toLowerCase()).digest("hex").slice(0, 32);
  return `\\\\.\\pipe\\ringchat-${name}`;
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder in its place, say: listening then fails, which is told.
  }
}

function removeFolderQuietly(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Not empty, or gone.
  }
}
