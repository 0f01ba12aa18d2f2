/** The IPv4 networks that this machine is in: from where and to where a broadcast goes. */
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/** One own address, and the one that reaches everybody on its network. */
export type Outlet = {
  readonly host: string;
  readonly netmask: string;
  readonly broadcast: string;
};

/** Several peers on one machine take 127.0.0.2 and so on, which no interface lists. */
const loopback = { netmask: "255.0.0.0", broadcast: "127.255.255.255" } as const;

/**
 * Where to send broadcasts from.
 * @param self an own IPv4 address, for that one alone; null: every interface's, loopback too
 */
export function outlets(self: string | null, interfaces = ownInterfaces()): Outlet[] {
  if (self !== null && isLoopback(self)) return [{ host: self, ...loopback }];
  const found = new Map<string, Outlet>();
  for (const { address: host, family, netmask } of Object.values(interfaces).flatMap(known)) {
    if (family !== "IPv4" || (self !== null && self !== host)) continue;
    const broadcast = broadcastOf(host, netmask);
    if (isLoopback(host)) found.set(host, { host, ...loopback });
    else if (broadcast !== null) found.set(host, { host, netmask, broadcast });
  }
  return [...found.values()];
}

/** None where a system keeps them to itself, as some phones do. */
export function ownInterfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch {
    return {};
  }
}

/**
 * Whether the host is on one of these networks: no broadcast comes from anywhere else. Where the
 * system tells of none, whatever comes from outside may be near.
 */
export function isNear(host: string, all: readonly Outlet[]): boolean {
  if (all.length === 0) return !isLoopback(host);
  return all.some(({ broadcast, netmask }) => broadcastOf(host, netmask) === broadcast);
}

export function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

/** null where there is nobody else: a network of one address, or of the two ends of a line. */
export function broadcastOf(host: string, netmask: string): string | null {
  if (!isIPv4(host) || !isIPv4(netmask)) return null;
  const mask = bytesOf(netmask);
  if ((mask[3] ?? 0) >= 254) return null;
  return bytesOf(host)
    .map((byte, i) => byte | (~(mask[i] ?? 0) & 255))
    .join(".");
}

function bytesOf(host: string): number[] {
  return host.split(".").map(Number);
}

function known<T>(list: readonly T[] | undefined): readonly T[] {
  return list ?? [];
}
