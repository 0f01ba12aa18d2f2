import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * The TCP connections between these processes, as the kernel has them, each once however many of
 * its ends are here: `local remote` in the kernel's hexadecimal, sorted.
 */
export function connectionsOf(pids: readonly number[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const pid of pids) {
    const own = socketsOf(pid);
    // The table of the process's own network namespace.
    for (const row of readFileSync(`/proc/${pid}/net/tcp`, "utf8").split("\n").slice(1)) {
      const [, local = "", remote = "", state, , , , , , inode = ""] = row.trim().split(/\s+/);
      if (state === established && own.has(inode)) found.add([local, remote].toSorted().join(" "));
    }
  }
  return found;
}

const established = "01";

/** Inodes of its open sockets. */
function socketsOf(pid: number): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  const inodes = readdirSync(folder).map((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? "";
    } catch {
      return ""; // closed meanwhile
    }
  });
  return new Set(inodes.filter((inode) => inode !== ""));
}
