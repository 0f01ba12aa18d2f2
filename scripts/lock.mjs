/**
 * One worker at a time, among processes of one machine: a file that names who holds it. Node's
 * built-ins only, because it runs before any package is installed, and no flock, because macOS
 * has none. A holder that was killed is found out by its process ids.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** After a reboot a dead holder's number may belong to anyone; no work here takes this long. */
const heldMsMax = 10 * 60_000;

/** Between making the file and writing into it, and while one process removes a dead lock. */
const unsettledMsMax = 5_000;

/**
 * Runs `work` alone. Rejects as `work` does. What a killed holder left behind may be incomplete:
 * `work` has to be able to tell.
 * @template T
 * @param {string} path The lock's file; its folder is made.
 * @param {(holder: number) => void} onWait Called once when another process holds the lock.
 * @param {(share: (pid: number) => void) => Promise<T>} work `share`: the lock holds while that
 *   process lives, too.
 * @returns {Promise<T>}
 */
export async function withLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  let waiting = false;
  while (!create(path, String(process.pid))) {
    const holders = liveHolders(path);
    if (holders === "dead") {
      removeDead(path);
    } else if (!waiting && holders !== "unsettled") {
      waiting = true;
      onWait(holders);
    }
    await wait(100);
  }
  try {
    return await work((pid) => writeFileSync(path, `${process.pid} ${pid}`));
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path @param {string} text @returns {boolean} false when it is there already */
function create(path, text) {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path @returns {number | "dead" | "unsettled"} the first holder that lives */
function liveHolders(path) {
  const ageMs = ageMsOf(path);
  if (ageMs === null) return "unsettled";
  const pids = readIfThere(path).split(" ").map(Number).filter(Boolean);
  if (pids.length === 0) return ageMs < unsettledMsMax ? "unsettled" : "dead";
  if (ageMs > heldMsMax) return "dead";
  return pids.find(isAlive) ?? "dead";
}

/**
 * Of several that found the lock dead only one may remove it, and it must look again: what is
 * there by then may be the next holder's.
 * @param {string} path
 */
function removeDead(path) {
  const guard = `${path}.removing`;
  if (!create(guard, "")) {
    if ((ageMsOf(guard) ?? 0) > unsettledMsMax) rmSync(guard, { force: true });
    return;
  }
  try {
    if (liveHolders(path) === "dead") rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {string} path @returns {number | null} null when it is not there */
function ageMsOf(path) {
  const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return mtimeMs === undefined ? null : Date.now() - mtimeMs;
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}

/** @param {unknown} error @returns {unknown} such as "ENOENT" */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
