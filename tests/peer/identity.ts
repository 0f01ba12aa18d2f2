import { createHash } from "node:crypto";

import { makeRun, noHash } from "../../src/feed/run.ts";
import type { Epoch, Hash, PeerId } from "../../src/lib/ids.ts";
import { signedContent } from "../../src/members/member_table.ts";
import type { Crypto } from "../../src/peer/ports.ts";
import type { Entry, MemberRecord, Reference, Run } from "../../src/wire/frame.ts";

export const room = "lobby";
/** Unix seconds of every start here: the incarnation with which a start begins. */
export const startedAtS = 0x68f0a1b2;

/** Of several starts within one second the later ones sort later, too. */
export function epochOf(start: number): Epoch {
  return startedAtS.toString(16) + start.toString(16).padStart(8, "0");
}

function sha512(id: PeerId, bytes: Uint8Array): string {
  return createHash("sha512").update(id).update(bytes).digest("base64url");
}

/** Signs with the name of the key: cheap, and false for whoever signs with another. */
export function fakeCrypto(id: PeerId): Crypto {
  return {
    sign: (bytes) => sha512(id, bytes),
    verify: (signer, bytes, signature) => sha512(signer, bytes) === signature,
    hash: (...parts): Hash => {
      const sum = createHash("sha256");
      for (const part of parts) sum.update(part);
      return sum.digest("hex");
    },
  };
}

/** Where a run stands, as its author says; what is left out is as it should be. */
type Place = {
  readonly lamport?: number;
  readonly after?: Reference[];
  readonly first?: number;
  readonly previous?: Hash;
  readonly room?: string;
};

/** A key, one start of its owner, and what it signs: honest peers and hostile ones have one. */
export class Identity {
  readonly id: PeerId;
  readonly name: string;
  readonly epoch: Epoch;
  readonly crypto: Crypto;
  #first = 1;
  #previous = noHash;
  #lamport = 1;

  /** `digits`, hex and a power of two of them, are repeated: ids sort as they do. */
  constructor(digits: string, name: string, start = 1) {
    this.id = digits.repeat(64 / digits.length);
    this.name = name;
    this.epoch = epochOf(start);
    this.crypto = fakeCrypto(this.id);
  }

  record(change: Partial<MemberRecord> = {}, signedFor = room): MemberRecord {
    const plain = {
      peer: this.id,
      epoch: this.epoch,
      incarnation: 1,
      state: "alive",
      address: "10.0.0.99:6001",
      next: null,
      name: this.name,
      down: false,
      ...change,
    } as const;
    const content = new TextEncoder().encode(signedContent(plain, signedFor));
    return { ...plain, signature: this.crypto.sign(content) };
  }

  /** The next run of this start's feed; the one after it follows it. */
  run(entries: readonly Entry[], place: Place = {}): Run {
    const { lamport = this.#lamport } = place;
    const { run, hash } = this.#make(entries, place);
    this.#first += entries.length;
    this.#lamport = lamport + entries.length;
    this.#previous = hash;
    return run;
  }

  /** A run that no other follows: what is said next takes its place, which is a fork. */
  aside(entries: readonly Entry[], place: Place = {}): Run {
    return this.#make(entries, place).run;
  }

  #make(entries: readonly Entry[], { room: signedFor = room, ...place }: Place) {
    const next = { first: this.#first, previous: this.#previous, lamport: this.#lamport };
    return makeRun({
      crypto: this.crypto,
      room: signedFor,
      place: { author: this.id, epoch: this.epoch, after: [], ...next, ...place },
      entries,
    });
  }

  /** What proves on a link that this key speaks: both ids and both challenges. */
  proof(options: { own: string; other: PeerId; theirs: string; room?: string }): string {
    const { own, other, theirs } = options;
    const claim = ["ringchat auth 1", options.room ?? room, this.id, own, other, theirs];
    return this.crypto.sign(new TextEncoder().encode(JSON.stringify(claim)));
  }
}

export function textEntry(body: string): Entry {
  return { at: 1_700_000_000_000, kind: "text", body };
}
