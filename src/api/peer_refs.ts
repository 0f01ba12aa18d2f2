import type { Address, PeerId } from "../lib/ids.ts";
import { parseAddress } from "../net/addresses.ts";
import type { PeerView } from "../peer/shown.ts";
import { RingchatError } from "./ringchat_error.ts";
import type { PeerRef } from "./ringchat_peer.ts";

/** Throws `bad-value` for what can't be an id. */
export function idOf(ref: PeerRef): PeerId {
  const id = typeof ref === "string" ? ref : ref.id;
  if (/^[0-9a-f]{64}$/.test(id)) return id;
  throw badValue(id, "the id of a peer, 64 hex digits: see members()");
}

/** An id, or an address as it stands. Throws `bad-value`. */
export function idOrAddressOf(ref: PeerRef | Address): PeerId | Address {
  return typeof ref === "string" && isAddress(ref) ? ref : idOf(ref);
}

/** Where it is to be dialled. Throws `bad-value`, or `unknown-peer` when none of `known` is it. */
export function addressOf(ref: PeerRef | Address, known: readonly PeerView[]): Address {
  if (typeof ref === "string" && isAddress(ref)) return ref;
  const id = idOf(ref);
  const found = known.find((peer) => peer.id === id);
  if (found !== undefined) return found.address;
  throw unknownPeer(id);
}

export function unknownPeer(id: PeerId): RingchatError {
  const sentence = `No peer ${id.slice(0, 8)} is known here. See members() for those that are.`;
  return new RingchatError("unknown-peer", sentence);
}

export function badValue(value: string, expects: string): RingchatError {
  return new RingchatError("bad-value", `"${value.slice(0, 80)}" should be ${expects}.`);
}

function isAddress(text: string): boolean {
  return parseAddress(text).ok;
}
