import type { Epoch, Hash, PeerId } from "../lib/ids.ts";
import { encodeEntries, encodeRun } from "../wire/encode.ts";
import type { Entry, Run, RunHeader } from "../wire/frame.ts";

const utf8 = new TextEncoder();

/** The `previous` of a feed's first run. */
export const noHash: Hash = "0".repeat(64);

/**
 * What identifies a run: SHA-256 over a domain string, the room, the header's fields and the bytes
 * of its entry lines. It holds the hash of the feed's previous run, so the head of a feed stands
 * for all of it (a hash chain, as in Secure Scuttlebutt's feeds).
 */
export function runHash(
  hash: (...parts: readonly Uint8Array[]) => Hash,
  room: string,
  header: Omit<RunHeader, "signature">,
  body: Uint8Array,
): Hash {
  const { author, epoch, first, previous, count } = header;
  const fields = ["ringchat run 1", room, author, epoch, first, previous, count];
  return hash(utf8.encode(`${JSON.stringify(fields)}\n`), body);
}

/** The bytes that a run's signature covers. */
export function signedBytes(hash: Hash): Uint8Array {
  return utf8.encode(`ringchat run 1 ${hash}`);
}

/** One's own next run, signed. */
export function makeRun(options: {
  readonly crypto: {
    sign(bytes: Uint8Array): string;
    hash(...parts: readonly Uint8Array[]): Hash;
  };
  readonly room: string;
  readonly author: PeerId;
  readonly epoch: Epoch;
  readonly first: number;
  readonly previous: Hash;
  readonly entries: readonly Entry[];
}): { run: Run; hash: Hash } {
  const { crypto, room, author, epoch, first, previous, entries } = options;
  const body = encodeEntries(entries);
  const fields = { type: "run", author, epoch, first, previous, count: entries.length } as const;
  const hash = runHash(crypto.hash, room, fields, body);
  const header = { ...fields, signature: crypto.sign(signedBytes(hash)) };
  const bytes = encodeRun(header, body);
  return {
    run: { header, entries, bytes, body: bytes.subarray(bytes.length - body.length) },
    hash,
  };
}
