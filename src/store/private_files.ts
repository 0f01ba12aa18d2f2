/**
 * Files and folders that only their owner may read, whatever the umask, and that no symbolic link
 * can lead elsewhere.
 */
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

import { codeOf, StateError, stateError } from "./state_error.ts";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Absent on Windows, where making a link takes a privilege. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
/** So that a pipe in a file's place is an error and not a wait. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/** What is at `path` itself, links not followed. */
export function kindAt(path: string): "nothing" | "folder" | "file" | "link" | "other" {
  try {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) return "link";
    if (found.isDirectory()) return "folder";
    return found.isFile() ? "file" : "other";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "nothing";
    throw stateError(error, path);
  }
}

/**
 * Makes `path` and its missing parents, each 0700. A folder that is there keeps its mode: it may be
 * anybody's, such as /tmp. Throws StateError, also when `path` itself is a link.
 */
export function makePrivateFolder(path: string): void {
  const kind = kindAt(path);
  if (kind === "folder") return;
  if (kind === "link") throw new StateError("link", path);
  if (kind !== "nothing") throw new StateError("not-a-folder", path);
  makeMissing(path);
}

function makeMissing(path: string): void {
  const parent = dirname(path);
  if (parent !== path && kindAt(parent) === "nothing") makeMissing(parent);
  try {
    makeOne(path);
  } catch (error) {
    throw stateError(error, path);
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, FOLDER_MODE);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && kindAt(path) === "folder") return; // another peer was faster
    throw error;
  }
  chmodSync(path, FOLDER_MODE); // a strict umask may have taken the owner's own rights
}

/** The text of a file of at most `bytesMax`, made 0600 if it was not; null when there is none. */
export function readPrivateFile(path: string, bytesMax: number): string | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw stateError(error, path);
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new StateError("not-a-file", path);
    if (found.size > bytesMax) throw new StateError("corrupt", path, `${found.size} bytes`);
    if ((found.mode & 0o077) !== 0) fchmodSync(file, FILE_MODE);
    return readFileSync(file, "utf8");
  } catch (error) {
    throw stateError(error, path);
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a file that was not there, whole or not at all, 0600, on disk when this returns.
 * false: a file is there already, and is untouched.
 */
export function createPrivateFile(path: string, content: string | Uint8Array): boolean {
  if (kindAt(path) === "link") throw new StateError("link", path);
  const draft = writeDraft(path, content);
  try {
    linkSync(draft, path); // unlike rename, this never replaces
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (kindAt(path) !== "nothing") throw stateError(error, path);
    return renameDraft(draft, path); // a file system without hard links
  } finally {
    removeIfThere(draft);
  }
}

/** Replaces a file, or makes it: a reader sees the old text or the new. A link is replaced too. */
export function replacePrivateFile(path: string, text: string): void {
  renameDraft(writeDraft(path, text), path);
}

function renameDraft(draft: string, path: string): true {
  try {
    renameSync(draft, path);
    return true;
  } catch (error) {
    removeIfThere(draft);
    throw stateError(error, path);
  }
}

/** A descriptor to append to `path` with, 0600; throws StateError when it is no regular file. */
export function openToAppend(path: string): { file: number; bytes: number } {
  try {
    const { O_APPEND, O_CREAT, O_WRONLY } = constants;
    const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | NO_FOLLOW | NO_WAIT, FILE_MODE);
    const found = fstatSync(file);
    if (!found.isFile()) {
      closeSync(file);
      throw new StateError("not-a-file", path);
    }
    fchmodSync(file, FILE_MODE);
    return { file, bytes: found.size };
  } catch (error) {
    throw stateError(error, path);
  }
}

function writeDraft(path: string, content: string | Uint8Array): string {
  const draft = `${path}.${process.pid}.draft`;
  try {
    removeIfThere(draft);
    const { O_CREAT, O_EXCL, O_WRONLY } = constants;
    const file = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | NO_FOLLOW, FILE_MODE);
    try {
      fchmodSync(file, FILE_MODE);
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return draft;
  } catch (error) {
    removeIfThere(draft);
    throw stateError(error, path);
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw stateError(error, path);
  }
}
