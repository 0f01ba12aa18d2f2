import type { Hash } from "../lib/ids.ts";
import { encodeEntries, encodeRun } from "../wire/encode.ts";
import type { Entry, Run, RunHeader } from "../wire/frame.ts";

const utf8 = new TextEncoder();

/** The `previous` of a feed's first run. */
export const noHash: Hash = "0".repeat(64);

type HashPort = (...parts: readonly Uint8Array[]) => Hash;

/**
 * What identifies a run: SHA-256 over a domain string, the room and the header, which holds the
 * hash of the entry lines and that of the feed's previous run. So the head of a feed stands for
 * all of it (a hash chain, as in Secure Scuttlebutt), and two headers alone can prove a fork.
 */
export function runHash(hash: HashPort, room: string, header: Omit<RunHeader, "signature">): Hash {
  const { author, epoch, first, count, previous, after, lamport, body } = header;
  const fields = ["ringchat run 1", room, author, epoch, first, count, previous, after, lamport];
  return hash(utf8.encode(JSON.stringify([...fields, body])));
}

/** The bytes that a run's signature covers. */
export function signedBytes(hash: Hash): Uint8Array {
  return utf8.encode(`ringchat run 1 ${hash}`);
}

/** One's own next run, signed. */
export function makeRun(options: {
  readonly crypto: { sign(bytes: Uint8Array): string; hash: HashPort };
  readonly room: string;
  readonly place: Omit<RunHeader, "type" | "count" | "body" | "signature">;
  readonly entries: readonly Entry[];
}): { run: Run; hash: Hash } {
  const { crypto, room, place, entries } = options;
  const lines = encodeEntries(entries);
  const { author, epoch, first, previous, after, lamport } = place;
  const plain = {
    type: "run",
    author,
    epoch,
    first,
    count: entries.length,
    previous,
    after,
    lamport,
    body: crypto.hash(lines),
  } as const;
  const hash = runHash(crypto.hash, room, plain);
  const header = { ...plain, signature: crypto.sign(signedBytes(hash)) };
  const bytes = encodeRun(header, lines);
  return {
    run: { header, entries, bytes, body: bytes.subarray(bytes.length - lines.length) },
    hash,
  };
}

/** Last seq of a run. */
export function lastOf({ first, count }: Pick<RunHeader, "first" | "count">): number {
  return first + count - 1;
}
