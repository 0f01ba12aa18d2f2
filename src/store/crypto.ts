import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";

import type { Hash, PeerId } from "../lib/ids.ts";
import type { Crypto } from "../peer/ports.ts";

/** Keys of peers kept ready to verify with. Raising it costs about 1 KiB a key. */
const CACHED_KEYS_MAX = 1_024;

/** RFC 8410: what stands before the 32 bytes of an Ed25519 public key in its DER form. */
const PUBLIC_KEY_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

const PEER_ID = /^[0-9a-f]{64}$/;
/** 64 bytes without padding; the last digit carries 2 bits, so that each has one spelling only. */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/** Real signatures and hashes for a peer that holds `privateKey` (Ed25519). */
export function createCrypto(privateKey: KeyObject): Crypto {
  const keys = new Map<PeerId, KeyObject | null>();

  function keyOf(id: PeerId): KeyObject | null {
    const known = keys.get(id);
    if (known !== undefined) return known;
    if (keys.size >= CACHED_KEYS_MAX) forgetOldest(keys);
    const key = publicKeyOf(id);
    keys.set(id, key);
    return key;
  }

  return {
    sign: (bytes) => sign(null, bytes, privateKey).toString("base64url"),
    verify(id, bytes, signature) {
      if (!SIGNATURE.test(signature)) return false;
      const key = keyOf(id);
      return key !== null && verifies(key, bytes, signature);
    },
    hash: sha256,
  };
}

/** The id of the peer whose key this is, from either half of the pair. */
export function peerIdOf(key: KeyObject): PeerId {
  const half = key.type === "private" ? createPublicKey(key) : key;
  return half
    .export({ format: "der", type: "spki" })
    .subarray(PUBLIC_KEY_PREFIX.length)
    .toString("hex");
}

/** SHA-256 of the parts one after another. */
export function sha256(...parts: readonly Uint8Array[]): Hash {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const part of parts) hasher.update(part);
  return hasher.digest("hex");
}

/** The key that an id is; null for 64 digits that are none. */
export function publicKeyOf(id: PeerId): KeyObject | null {
  if (!PEER_ID.test(id)) return null;
  const der = Buffer.concat([PUBLIC_KEY_PREFIX, Buffer.from(id, "hex")]);
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return null; // 32 bytes that are no point of the curve
  }
}

function verifies(key: KeyObject, bytes: Uint8Array, signature: string): boolean {
  try {
    return verify(null, bytes, key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

function forgetOldest(keys: Map<PeerId, unknown>): void {
  for (const oldest of keys.keys()) {
    keys.delete(oldest);
    return;
  }
}
