/** Which packages this checkout wants, and whether they are there. On Node's built-ins alone. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} root of the checkout
 * @returns {string | null} a Bun that runs it; null when packages are missing or outdated
 */
export function readyBun(root) {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  /** @type {[string, { version: string, optional?: boolean }][]} */
  const entries = Object.entries(lock.packages);
  for (const [path, { version, optional }] of entries) {
    // Nested ones lie elsewhere when another package manager has installed them.
    const isOnTop = path.lastIndexOf("node_modules/") === 0;
    if (isOnTop && optional !== true && versionOf(join(root, path)) !== version) return null;
  }
  return findBun(join(root, "node_modules"), lock.packages["node_modules/bun"].version);
}

/** @param {string} path a package's folder @returns {string | null} */
function versionOf(path) {
  try {
    return JSON.parse(readFileSync(join(path, "package.json"), "utf8")).version;
  } catch {
    return null;
  }
}

/**
 * The user's own Bun if it is new enough, else the package's; where install scripts are not
 * allowed `bun` holds a placeholder, and the real one is in the package for this platform.
 * @param {string} modules @param {string} version the oldest that will do
 * @returns {string | null}
 */
function findBun(modules, version) {
  const candidates = ["bun", join(modules, "bun/bin/bun.exe")];
  const oven = join(modules, "@oven");
  for (const name of existsSync(oven) ? readdirSync(oven) : []) {
    candidates.push(join(oven, name, "bin", name.includes("windows") ? "bun.exe" : "bun"));
  }
  return candidates.find((path) => isAtLeast(answeredVersion(path), version)) ?? null;
}

/** @param {string} bun @returns {string} empty when it does not run */
function answeredVersion(bun) {
  const run = spawnSync(bun, ["--version"], { encoding: "utf8" });
  return run.status === 0 ? run.stdout.trim() : "";
}

/** @param {string} version @param {string} least both as "1.4.5" */
function isAtLeast(version, least) {
  return version !== "" && version.localeCompare(least, "en", { numeric: true }) >= 0;
}
