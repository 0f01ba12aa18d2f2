import { networkInterfaces } from "node:os";

import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";

const WILDCARDS = ["0.0.0.0", "::", "*"];

/** RFC 1918: what a neighbour in the same house or office can reach. */
const PRIVATE_NETWORK = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/** The hosts at which this machine can be reached, the most useful to a neighbour first. */
export function ownHosts(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  // A link-local IPv6 address means nothing without the name of an interface.
  return found
    .map((one) => one.address)
    .filter((host) => !/^fe80:/i.test(host))
    .sort((one, other) => farAway(one) - farAway(other));
}

/** The address to tell others: a wildcard stands for the best of this machine's hosts. */
export function neighbourAddress(listening: Address): Address {
  const { host, port } = splitAddress(listening);
  if (!WILDCARDS.includes(host)) return listening;
  return joinAddress(ownHosts()[0] ?? "127.0.0.1", port);
}

function farAway(host: string): number {
  if (PRIVATE_NETWORK.test(host)) return 0;
  if (/^127\.|^::1$/.test(host)) return 3;
  return host.includes(":") ? 2 : 1;
}
