import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Family } from "./schedule.ts";

/** A change of one source file: the text, which must stand there exactly once, and the new one. */
type Patch = { readonly file: string; readonly from: string; readonly to: string };

/** A bug put into a copy of the sources on purpose, to see that the simulator finds it. */
export type Plant = {
  readonly name: string;
  readonly what: string;
  /** It shows only in schedules of these. */
  readonly family?: Family;
  readonly patches: readonly Patch[];
};

/**
 * The files that the plant changes, as they then are. Throws when a patch no longer fits the
 * sources at `root`: a plant that plants nothing would pass for a bug that was not found.
 */
export function plantedFiles({ name, patches }: Plant, root: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { file, from, to } of patches) {
    const source = files.get(file) ?? readFileSync(join(root, file), "utf8");
    const times = source.split(from).length - 1;
    if (times !== 1) {
      throw new Error(
        `the plant ${name} no longer fits: ${file} holds its text ${times} times, not once; ` +
          `bring it up to date:\n${from}`,
      );
    }
    files.set(
      file,
      source.replace(from, () => to),
    );
  }
  return files;
}

/** A copy of the checkout at `root` with the plant in it, ready to run. Throws as plantedFiles. */
export function plantCopy(plant: Plant, root: string): string {
  const files = plantedFiles(plant, root);
  const copy = mkdtempSync(join(tmpdir(), "ringchat-plant-"));
  try {
    for (const part of ["src", "scripts", "package.json", "tsconfig.json"]) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const [file, source] of files) writeFileSync(join(copy, file), source);
    return copy;
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw error;
  }
}
