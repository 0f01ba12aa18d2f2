/**
 * Makes a fresh checkout ready: packages installed, Bun found. Runs on Node's built-ins alone, as
 * nothing else is there yet. Called directly it writes the path of Bun to stdout; what it has to
 * say meanwhile goes to stderr.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { withLock } from "./lock.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join(root, ".setup");
const logPath = join(folder, "npm.log");
/** There while packages are installed, and after that was interrupted. */
const unfinishedPath = join(folder, "unfinished");
/** The last failure, for those who waited for it. */
const failurePath = join(folder, "failure.json");

/** What npm says when the registry can't be reached. */
const networkErrors =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|FETCH_ERROR|network timeout/;

const npmArguments = [
  "ci",
  // Whatever the user's own settings leave out: Bun itself is a development package.
  "--include=dev",
  "--include=optional",
  "--prefer-offline",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
  // No answer for 10 s, twice: give up. A slow download goes on, only silence counts.
  "--fetch-timeout=10000",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=1000",
];

/** Why set-up failed: a sentence for a person. */
class SetupError extends Error {}

/** @returns {Promise<string | null>} a Bun that runs this checkout; null: it was said why not */
export async function setUp() {
  try {
    return await readyOrInstalled();
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    say(error instanceof SetupError ? message : `Set-up failed: ${message}`);
    return null;
  }
}

async function readyOrInstalled() {
  const ready = readyBun();
  if (ready !== null) return ready;
  const sinceMs = Date.now();
  return await withLock(join(folder, "lock"), sayWaiting, async (share) => {
    const readyByNow = readyBun();
    if (readyByNow !== null) return readyByNow;
    const failure = lastFailure();
    if (failure !== null && failure.atMs >= sinceMs) throw new SetupError(failure.message);
    return await install(share);
  });
}

/** @param {number} holder */
function sayWaiting(holder) {
  say(`Waiting for the set-up that runs in another terminal (process ${holder}) ...`);
}

/** @param {(pid: number) => void} share */
async function install(share) {
  say("Setting up: installing packages (once, about 10 s) ...");
  const startedMs = Date.now();
  writeFileSync(unfinishedPath, "");
  try {
    await runNpm(share);
    rmSync(unfinishedPath);
    const bun = readyBun();
    if (bun === null) {
      throw new SetupError(
        `Set-up failed: there is no Bun ${wanted().bun} for ${process.platform} ${process.arch} ` +
          "among the packages. Install Bun (https://bun.sh) and try again.",
      );
    }
    say(`Set up in ${Math.ceil((Date.now() - startedMs) / 1000)} s.`);
    return bun;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    writeFileSync(failurePath, JSON.stringify({ atMs: Date.now(), message }));
    throw error;
  }
}

/** @param {(pid: number) => void} share */
async function runNpm(share) {
  const log = openSync(logPath, "w");
  const npm = spawn("npm", npmArguments, {
    cwd: root,
    stdio: ["ignore", log, log],
    // npm is a .cmd file there.
    shell: process.platform === "win32",
  });
  if (npm.pid !== undefined) share(npm.pid);
  /** @type {number | null | Error} */
  const outcome = await new Promise((done) => {
    npm.on("error", done);
    npm.on("close", done);
  });
  closeSync(log);
  if (outcome === 0) return;
  if (outcome instanceof Error) {
    throw new SetupError(
      `Set-up failed: npm can't be started (${outcome.message}). ` +
        "Install Node 20 or later with npm (https://nodejs.org) and try again.",
    );
  }
  if (outcome === null) throw new SetupError("Set-up was interrupted: start it again.");
  throw new SetupError(whyNpmFailed(readFileSync(logPath, "utf8")));
}

/** @param {string} log */
function whyNpmFailed(log) {
  const network = networkErrors.exec(log)?.[0];
  if (network !== undefined) {
    return (
      `Set-up failed: npm's registry can't be reached (${network}). It is needed once: ` +
      "connect to the network and try again."
    );
  }
  const errors = log.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  return `Set-up failed:\n${errors.slice(0, 12).join("\n")}\nnpm's whole output is in ${logPath}.`;
}

/** @returns {string | null} null when packages are missing, outdated or half installed */
function readyBun() {
  if (existsSync(unfinishedPath)) return null;
  const { packages, bun } = wanted();
  for (const { path, version } of packages) {
    if (versionOf(join(root, path)) !== version) return null;
  }
  return findBun(bun);
}

/** @returns {{ packages: { path: string, version: string }[], bun: string }} as locked */
function wanted() {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  /** @type {[string, { version: string, optional?: boolean }][]} */
  const entries = Object.entries(lock.packages);
  // Nested ones lie elsewhere when another package manager has installed them.
  const packages = entries
    .filter(
      ([path, entry]) => entry.optional !== true && /^node_modules\/(?!.*node_modules)/.test(path),
    )
    .map(([path, entry]) => ({ path, version: entry.version }));
  return { packages, bun: lock.packages["node_modules/bun"].version };
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
 * @param {string} version the oldest that will do
 * @returns {string | null}
 */
function findBun(version) {
  const modules = join(root, "node_modules");
  const candidates = ["bun", join(modules, "bun/bin/bun.exe")];
  for (const name of existsSync(join(modules, "@oven"))
    ? readdirSync(join(modules, "@oven"))
    : []) {
    const file = name.includes("windows") ? "bun.exe" : "bun";
    candidates.push(join(modules, "@oven", name, "bin", file));
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

/** @returns {{ atMs: number, message: string } | null} */
function lastFailure() {
  try {
    return JSON.parse(readFileSync(failurePath, "utf8"));
  } catch {
    return null;
  }
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bun = await setUp();
  if (bun === null) process.exitCode = 1;
  else process.stdout.write(bun);
}
