/**
 * Makes a fresh checkout ready: packages installed, Bun found. Runs on Node's built-ins alone, as
 * nothing else is there yet. Called directly it writes the path of Bun to stdout; what it has to
 * say meanwhile goes to stderr.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { withLock } from "./lock.mjs";
import { readyBun } from "./packages.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join(root, ".setup");
const logPath = join(folder, "install.log");
/** There while packages are installed, and after that was killed: what is there may be half. */
const unfinishedPath = join(folder, "unfinished");
/** The last failure, for those who waited for it. */
const failurePath = join(folder, "failure.json");

/** The first that is on this machine. */
const installers = [
  [
    "npm",
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
  ],
  ["bun", "install", "--no-save"],
];

/** How npm and Bun say that the registry can't be reached. */
const networkErrors =
  /ENOTFOUND|EAI_AGAIN|E?CONN(?:ECTION)?_?(?:REFUSED|RESET)|E?TIMED_?OUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|FETCH_ERROR|FailedToOpenSocket|ConnectionRefused/;

/** Why set-up failed: a sentence for a person. */
class SetupError extends Error {}

/** @returns {Promise<string | null>} a Bun that runs this checkout; null: it was said why not */
export async function setUp() {
  try {
    return ready() ?? (await installAlone());
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    say(error instanceof SetupError ? message : `Set-up failed: ${message}`);
    return null;
  }
}

function ready() {
  return existsSync(unfinishedPath) ? null : readyBun(root);
}

async function installAlone() {
  const sinceMs = Date.now();
  return await withLock(join(folder, "lock"), sayWaiting, async (share) => {
    const failure = lastFailure();
    if (failure !== null && failure.atMs >= sinceMs) throw new SetupError(failure.message);
    return ready() ?? (await install(share));
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
  try {
    await runInstaller(share);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    writeFileSync(failurePath, JSON.stringify({ atMs: Date.now(), message }));
    throw error;
  }
  const bun = ready();
  if (bun === null) {
    throw new SetupError(
      `Set-up failed: no package has a new enough Bun for ${process.platform} ${process.arch}. ` +
        "Install Bun (https://bun.sh) and try again.",
    );
  }
  say(`Set up in ${Math.ceil((Date.now() - startedMs) / 1000)} s.`);
  return bun;
}

/** @param {(pid: number) => void} share */
async function runInstaller(share) {
  for (const command of installers) {
    writeFileSync(unfinishedPath, "");
    const code = await exitCodeOf(command, share);
    if (code === "killed") throw new SetupError("Set-up was interrupted: start it again.");
    // It came to its own end, so whatever is there is whole.
    rmSync(unfinishedPath);
    if (code === 0) return;
    if (code !== "missing") throw new SetupError(whyItFailed(readFileSync(logPath, "utf8")));
  }
  throw new SetupError(
    "Set-up failed: there is no npm on this machine. " +
      "Install Node 20 or later, which brings it (https://nodejs.org), and try again.",
  );
}

/**
 * @param {string[]} command @param {(pid: number) => void} share
 * @returns {Promise<number | "killed" | "missing">}
 */
async function exitCodeOf([program = "", ...args], share) {
  const log = openSync(logPath, "w");
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", log, log],
    // npm is a .cmd file there.
    shell: process.platform === "win32",
  });
  if (child.pid !== undefined) share(child.pid);
  try {
    return await new Promise((done) => {
      child.on("error", () => done("missing"));
      child.on("close", (code) => done(code ?? "killed"));
    });
  } finally {
    closeSync(log);
  }
}

/** @param {string} log */
function whyItFailed(log) {
  const network = networkErrors.exec(log)?.[0];
  if (network !== undefined) {
    return (
      `Set-up failed: npm's registry can't be reached (${network}). It is needed once: ` +
      "connect to the network and try again."
    );
  }
  const errors = log.split("\n").filter((line) => /^(?:npm )?(?:error|ERR!)/.test(line));
  return `Set-up failed:\n${errors.slice(0, 12).join("\n")}\nThe whole log is in ${logPath}.`;
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
