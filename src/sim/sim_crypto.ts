import type { Hash, PeerId } from "../lib/ids.ts";
import type { Crypto } from "../peer/ports.ts";

/**
 * Signatures a fiftieth as dear as Ed25519's: a hash over the signer's id and the content. Anybody
 * could forge one, but altered content and another signer's name are told as surely.
 */
export function simCrypto(id: PeerId): Crypto {
  return {
    sign: (bytes) => signature(id, bytes),
    verify: (signer, bytes, claimed) => signature(signer, bytes) === claimed,
    hash: (...parts): Hash => {
      const hasher = new Bun.CryptoHasher("sha256");
      for (const part of parts) hasher.update(part);
      return hasher.digest("hex");
    },
  };
}

/** 64 bytes as 86 base64url characters, as long as an Ed25519 signature. */
function signature(id: PeerId, bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha512").update(id).update(bytes).digest("base64url");
}
