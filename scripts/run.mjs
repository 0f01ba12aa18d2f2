/**
 * `node scripts/run.mjs ARGS`: Bun with these arguments, on any machine that has Node and npm.
 * The commands of package.json begin here.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

import { setUp } from "./setup.mjs";

const path = await setUp();
if (path === null) process.exit(1);

const bun = spawn(path, process.argv.slice(2), { stdio: "inherit" });
// Ctrl-C reaches Bun by itself, through the terminal: it decides when to end.
process.on("SIGINT", () => {});
for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) {
  process.on(signal, () => bun.kill(signal));
}
bun.on("close", (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal ?? "SIGTERM"];
});
