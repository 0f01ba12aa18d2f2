/**
 * dist/ringchat for the tests that need the compiled program: built once when it is missing or
 * older than what it is made of, however many test files ask at once.
 */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";

import { binaryPath, buildForThisMachine } from "../../scripts/build.ts";
import { withLock } from "../../scripts/lock.mjs";

const root = resolve(import.meta.dir, "../..");
let built: Promise<string> | undefined;

/** Path of an executable that is what src/ says. Rejects with Bun's output when it can't be. */
export function builtBinary(): Promise<string> {
  built ??= buildIfOld();
  return built;
}

async function buildIfOld(): Promise<string> {
  if (isFresh()) return binaryPath;
  return await withLock(
    join(root, ".setup/build.lock"),
    () => console.error("Waiting for dist/ringchat, which another process builds ..."),
    async () => {
      if (!isFresh()) {
        console.error("Building dist/ringchat (src has changed) ...");
        await buildForThisMachine();
      }
      return binaryPath;
    },
  );
}

function isFresh(): boolean {
  const builtMs = changedMs(binaryPath);
  const sources = new Bun.Glob("src/**/*").scanSync({ cwd: root });
  return ["package-lock.json", "scripts/build.ts", ...sources].every(
    (path) => changedMs(join(root, path)) < builtMs,
  );
}

/** 0 when it is not there. */
function changedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
