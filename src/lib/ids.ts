/**
 * Ids and addresses as plain strings, so that they can be compared, sorted and read in a log.
 */

/** An Ed25519 public key (RFC 8032), 32 bytes as 64 lower-case hex digits. */
export type PeerId = string;

/**
 * One process start of one peer: 8 hex digits of Unix seconds, then 8 random ones. Later starts
 * sort later, so that of two processes with one key the second can be told from the first.
 */
export type Epoch = string;

/** SHA-256, 32 bytes as 64 lower-case hex digits. */
export type Hash = string;

/** `host:port`; an IPv6 host stands in brackets: `[::1]:6001`. */
export type Address = string;

/** One TCP connection: `d7` was dialled by this peer, `a7` was accepted. */
export type LinkId = string;

/** Four hex digits that tell two peers of one name apart: `bobby·3fa9`. */
export function tagOf(id: PeerId): string {
  return id.slice(0, 4);
}

/** When that process started, by its own clock: milliseconds since 1970, to the second. */
export function startOf(epoch: Epoch): number {
  return Number.parseInt(epoch.slice(0, 8), 16) * 1_000;
}

/** Host and port of a well-formed address. */
export function splitAddress(address: Address): { host: string; port: number } {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  return { host, port: Number(address.slice(colon + 1)) };
}

/** The address with the host bracketed when it is IPv6. */
export function joinAddress(host: string, port: number): Address {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
