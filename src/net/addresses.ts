import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";
import { ownInterfaces } from "./interfaces.ts";

export type ParsedAddress =
  { ok: true; host: string; port: number } | { ok: false; reason: string };

/** `localhost:6001`, `127.0.0.1:6001`, `[::1]:6001`; what is wrong with anything else. */
export function parseAddress(text: string): ParsedAddress {
  const match = /^(?:\[([^\]]*)\]|([^:\s]*)):(\d{1,5})$/.exec(text.trim());
  if (match === null) {
    const isBareIPv6 = text.split(":").length > 2 && !text.includes("[");
    const hint = isBareIPv6
      ? "an IPv6 address needs brackets: [::1]:6001"
      : "write HOST:PORT, as in localhost:6001";
    return { ok: false, reason: `"${text.slice(0, 80)}" is no address; ${hint}` };
  }
  const [, bracketed, plain = "", digits = ""] = match;
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (port > 65535) return { ok: false, reason: `there is no port ${digits}; the last is 65535` };
  const isHost =
    bracketed === undefined ? /^[\w.-]{1,253}$/.test(host) : isIP(host.split("%")[0] ?? "") === 6;
  if (!isHost) return { ok: false, reason: `"${host.slice(0, 80)}" is no host name or IP address` };
  return { ok: true, host, port };
}

/** The host as an IP address: IPv4 where there is a choice, as peers listen on IPv4 by default. */
export async function resolveHost(
  host: string,
): Promise<{ ok: true; ip: string } | { ok: false; reason: string }> {
  if (isIP(host) !== 0) return { ok: true, ip: host };
  if (host === "localhost") return { ok: true, ip: "127.0.0.1" };
  try {
    const found = await lookup(host, { all: true });
    const best = found.find(({ family }) => family === 4) ?? found[0];
    return best ? { ok: true, ip: best.address } : unknownHost(host);
  } catch {
    return unknownHost(host);
  }
}

/** The address with its host as an IP address. */
export async function resolveAddress(
  address: Address,
): Promise<{ ok: true; address: Address } | { ok: false; reason: string }> {
  const { host, port } = splitAddress(address);
  const found = await resolveHost(host);
  return found.ok ? { ok: true, address: joinAddress(found.ip, port) } : found;
}

function unknownHost(host: string): { ok: false; reason: string } {
  return {
    ok: false,
    reason: `no computer named "${host}" is known here; check the name, or type its IP address`,
  };
}

/** This machine's IP addresses that others may reach, those of a LAN first. */
export function ownHosts(): { readonly name: string; readonly host: string }[] {
  const found: { name: string; host: string }[] = [];
  for (const [name, addresses] of Object.entries(ownInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) {
      if (!internal && family === "IPv4") found.push({ name, host: address });
    }
  }
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** Home and office networks first, then those that containers and virtual machines make. */
function rank({ name, host }: { name: string; host: string }): number {
  const isVirtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|wg)/.test(name);
  const isPrivate = /^(192\.168|10|172\.(1[6-9]|2\d|3[01]))\./.test(host);
  return (isVirtual ? 2 : 0) + (isPrivate ? 0 : 1);
}

/** How others reach a listener; `wildcard`: a guess until a link shows better. */
type Reached = { readonly address: Address; readonly wildcard: boolean; readonly at?: Address };

/**
 * What to tell others of a listener at `host:port`.
 * @param chosen what somebody says that leads there, as through a router
 */
export function advertised(host: string, port: number, chosen: Address | null = null): Reached {
  if (chosen !== null) return { address: chosen, wildcard: false, at: joinAddress(host, port) };
  const wildcard = isWildcard(host);
  if (!wildcard) return { address: joinAddress(host, port), wildcard };
  const reachable = ownHosts()[0]?.host ?? (host === "::" ? "::1" : "127.0.0.1");
  return { address: joinAddress(reachable, port), wildcard };
}

export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
