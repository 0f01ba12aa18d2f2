/** Runs as peers would make them, for tests of what keeps and reads them. */
import { makeRun, noHash } from "../../src/feed/run.ts";
import type { Epoch, Hash, PeerId } from "../../src/lib/ids.ts";
import type { StoreBatch, StoredRun } from "../../src/peer/ports.ts";
import { sha256 } from "../../src/store/crypto.ts";
import type { Entry, ForkProof, MemberRecord, Reference, RunHeader } from "../../src/wire/frame.ts";

export const ROOM = "lobby";
const SIGNATURE = "A".repeat(86);

/** Passes for a signer: nothing that is tested with it checks signatures. */
const crypto = { sign: () => SIGNATURE, hash: sha256 };

/** An id that begins with `mark`, two hex digits. */
export function peerId(mark: string): PeerId {
  return mark.padEnd(64, "0");
}

export function text(body: string, at = 1_795_224_873_105): Entry {
  return { at, kind: "text", body };
}

/** One author's feed, which keeps itself in order. */
export class SampleFeed {
  readonly author: PeerId;
  readonly epoch: Epoch;
  #last = 0;
  #lamport = 0;
  #head: Hash = noHash;

  constructor(mark: string, epoch = "6921ab3c00000001") {
    this.author = peerId(mark);
    this.epoch = epoch;
  }

  /** Its last entry, as a cause of others. */
  get reference(): Reference {
    return [this.author, this.epoch, this.#last];
  }

  get lamport(): number {
    return this.#lamport;
  }

  say(texts: readonly string[], options: { after?: readonly SampleFeed[] } = {}): StoredRun {
    return this.add(
      texts.map((each) => text(each)),
      options,
    );
  }

  join(name: string, address = "127.0.0.1:6001"): StoredRun {
    const run = this.add([
      { at: 1_795_224_873_000, kind: "system", body: { event: "joined", name, address } },
    ]);
    return { ...run, joined: { name, address } };
  }

  leave(name: string): StoredRun {
    return this.add([{ at: 1_795_224_874_000, kind: "system", body: { event: "left", name } }]);
  }

  lose(peer: PeerId, name: string, incarnation = 1): StoredRun {
    const body = { event: "lost", peer, incarnation, name } as const;
    return this.add([{ at: 1_795_224_874_500, kind: "system", body }]);
  }

  add(
    entries: readonly Entry[],
    { after = [] }: { after?: readonly SampleFeed[] } = {},
  ): StoredRun {
    const first = this.#last + 1;
    const lamport = 1 + Math.max(this.#lamport, ...after.map((feed) => feed.lamport));
    const references = after.map((feed) => feed.reference);
    const place = {
      author: this.author,
      epoch: this.epoch,
      first,
      previous: this.#head,
      after: references,
      lamport,
    };
    const { run, hash } = makeRun({ crypto, room: ROOM, place, entries });
    this.#last += entries.length;
    this.#lamport = lamport + entries.length - 1;
    this.#head = hash;
    return {
      bytes: run.bytes,
      author: this.author,
      epoch: this.epoch,
      first,
      last: this.#last,
      lamport: this.#lamport,
      hash,
      after: references,
      joined: null,
    };
  }
}

export function batchOf(parts: Partial<StoreBatch>): StoreBatch {
  return { runs: [], members: [], forgotten: [], proofs: [], ...parts };
}

export function memberRecord(mark: string, changes: Partial<MemberRecord> = {}): MemberRecord {
  return {
    peer: peerId(mark),
    epoch: "6921ab3c00000001",
    incarnation: 1,
    state: "alive",
    address: "127.0.0.1:6001",
    next: null,
    name: mark,
    signature: SIGNATURE,
    down: false,
    ...changes,
  };
}

export function forkProof(feed: SampleFeed): ForkProof {
  const header = (body: string): RunHeader => ({
    type: "run",
    author: feed.author,
    epoch: feed.epoch,
    first: 1,
    count: 1,
    previous: noHash,
    after: [],
    lamport: 1,
    body,
    signature: SIGNATURE,
  });
  return { type: "proof", one: header("1".repeat(64)), other: header("2".repeat(64)) };
}
