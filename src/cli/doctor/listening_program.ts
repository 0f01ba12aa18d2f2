/** Which program keeps a port, where the system tells: Linux, in /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** `st` of a TCP socket that listens, and of a UDP socket that is bound. */
const LISTENING = { tcp: "0A", udp: "07" } as const;

/** As `nginx (PID 123)`; null when it can't be found out, as of other accounts' programs. */
export function listeningProgram(which: "tcp" | "udp", port: number): string | null {
  if (process.platform !== "linux") return null;
  try {
    const tables = [which, `${which}6`].map((name) => readFileSync(`/proc/net/${name}`, "utf8"));
    const inodes = inodesAt(tables.join("\n"), port, LISTENING[which]);
    return inodes.size === 0 ? null : holderOf(inodes);
  } catch {
    return null;
  }
}

/** @param table as the kernel writes it: `sl local_address rem_address st ... inode` */
export function inodesAt(table: string, port: number, state: string): Set<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const line of table.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const inode = fields[9] ?? "0";
    const isIt = fields[1]?.endsWith(`:${hexPort}`) === true && fields[3] === state;
    if (isIt && inode !== "0") inodes.add(inode);
  }
  return inodes;
}

function holderOf(inodes: ReadonlySet<string>): string | null {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid || !holds(pid, inodes)) continue;
    const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    return `${name} (PID ${pid})`;
  }
  return null;
}

/** False for a process that has ended, or is not ours to look at. */
function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
