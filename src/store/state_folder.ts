/**
 * Where a peer keeps its identity, history and log: one folder a peer, so that several peers on one
 * machine, or one account on many machines, never meet in one.
 */
import { accessSync, constants } from "node:fs";
import { posix, win32 } from "node:path";

import { kindAt, makePrivateFolder, readPrivateFile, replacePrivateFile } from "./private_files.ts";
import { safeFileName } from "./safe_name.ts";
import { StateError, stateError } from "./state_error.ts";

/** The machine and account that a process runs in, handed in so that tests can be elsewhere. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
  readonly host: string;
};

export type FolderChoice = {
  /** As asked for with --state or $RINGCHAT_STATE; null: ROOM/NAME@HOST under the state root. */
  readonly state: string | null;
  readonly room: string;
  readonly name: string;
  /** Nothing is written anywhere. */
  readonly ephemeral: boolean;
};

/** The longest path that a system here takes. */
const PATH_BYTES_MAX = 4_096;

/** The absolute path that the choice means, whether there is anything or not. */
export function stateFolderPath(choice: FolderChoice, around: Surroundings): string {
  const paths = pathsOf(around);
  if (choice.state !== null) return paths.resolve(choice.state);
  const peer = `${safeFileName(choice.name)}@${safeFileName(around.host)}`;
  return paths.join(stateRoot(around), safeFileName(choice.room), peer);
}

/**
 * The state folder, made if it was missing; null when ephemeral.
 * Throws StateError when it can't be written to, or when a symbolic link stands in the way.
 */
export function openStateFolder(choice: FolderChoice, around: Surroundings): string | null {
  if (choice.ephemeral) return null;
  const path = stateFolderPath(choice, around);
  const room = pathsOf(around).dirname(path);
  if (choice.state === null && kindAt(room) === "link") throw new StateError("link", room);
  makePrivateFolder(path);
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw stateError(error, path);
  }
  return path;
}

/** For later commands that are given no name. Only a convenience, so that failing is silent. */
export function rememberLastFolder(folder: string, around: Surroundings): void {
  if (lastFolder(around) === folder) return;
  try {
    makePrivateFolder(stateRoot(around));
    replacePrivateFile(lastFolderFile(around), `${folder}\n`);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
  }
}

/** The state folder used last, or null. */
export function lastFolder(around: Surroundings): string | null {
  try {
    const path = readPrivateFile(lastFolderFile(around), PATH_BYTES_MAX)?.trimEnd() ?? "";
    return pathsOf(around).isAbsolute(path) ? path : null;
  } catch (error) {
    if (error instanceof StateError) return null;
    throw error;
  }
}

function lastFolderFile(around: Surroundings): string {
  return pathsOf(around).join(stateRoot(around), "last-folder");
}

function stateRoot(around: Surroundings): string {
  const paths = pathsOf(around);
  const given = around.env[around.platform === "win32" ? "LOCALAPPDATA" : "XDG_STATE_HOME"] ?? "";
  // The XDG specification: a relative path is to be ignored. It would be the current folder's.
  if (paths.isAbsolute(given)) return paths.join(given, "ringchat");
  if (!paths.isAbsolute(around.home)) throw new StateError("no-home", around.home);
  return paths.join(around.home, ...usualPlace(around.platform), "ringchat");
}

function usualPlace(platform: string): string[] {
  if (platform === "darwin") return ["Library", "Application Support"];
  if (platform === "win32") return ["AppData", "Local"];
  return [".local", "state"];
}

function pathsOf(around: Surroundings): typeof posix {
  return around.platform === "win32" ? win32 : posix;
}
