import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { codeOf } from "../../src/store/state_error.ts";
import { tempFolder } from "./temp_folder.ts";

/** A file system of 1 MiB that can be filled, made larger, and made read-only. */
export type SmallDisk = Disposable & {
  readonly path: string;
  fill(): void;
  grow(): void;
  makeReadOnly(): void;
};

/** Makes one; null where this process may not mount. */
export function smallDisk(): (() => SmallDisk) | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  try {
    mount()[Symbol.dispose]();
    return mount;
  } catch {
    return null;
  }
}

function mount(): SmallDisk {
  const folder = tempFolder();
  const { path } = folder;
  run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", path);
  return {
    path,
    fill: () => fill(join(path, "ballast")),
    grow: () => run("mount", "-o", "remount,size=8m", path),
    makeReadOnly: () => run("mount", "-o", "remount,ro", path),
    [Symbol.dispose]() {
      run("umount", path);
      folder[Symbol.dispose]();
    },
  };
}

function fill(path: string): void {
  for (;;) {
    try {
      writeFileSync(path, new Uint8Array(4_096), { flag: "a" });
    } catch (error) {
      if (codeOf(error) === "ENOSPC") return;
      throw error;
    }
  }
}

function run(command: string, ...options: string[]): void {
  const { status, stderr } = spawnSync(command, options, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}
