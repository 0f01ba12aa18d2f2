/** What the system knows of processes. Null where it does not tell. */
import { readFileSync } from "node:fs";

/** Of a clock tick in /proc; every Linux of today says 100 a second. */
const ticksPerSecond = 100;

/** Microseconds of user and system time that a process has used. */
export function cpuUs(pid: number): number | null {
  const stat = readProc(pid, "stat");
  if (stat === null) return null;
  // The name of the program may hold blanks and brackets; what follows its last bracket does not.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
}

/** Resident memory now and at its highest. */
export function memoryMiB(pid: number): { readonly now: number; readonly peak: number } | null {
  const status = readProc(pid, "status");
  if (status === null) return null;
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1]) / 1024;
  return { now: field("VmRSS"), peak: field("VmHWM") };
}

/**
 * Bytes that TCP has carried, both ways, on all connections that these ports have open. Both ends
 * of each are on this machine, and each tells what it has sent.
 */
export function bytesCarried(ports: readonly number[]): number | null {
  if (Bun.which("ss") === null) return null;
  const which = ports.flatMap((port) => ["or", `sport = :${port}`, "or", `dport = :${port}`]);
  const ss = Bun.spawnSync([
    "ss",
    "--tcp",
    "--info",
    "--numeric",
    "--no-header",
    ...which.slice(1),
  ]);
  const told = ss.stdout.toString();
  if (told.trim() === "") return null;
  // A connection that has sent nothing yet has no such field.
  const sent = told.matchAll(/\bbytes_sent:(\d+)/g);
  return sent.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
}
