import { createHash } from "node:crypto";

import { feedKey } from "../../src/feed/feed.ts";
import type { Feeds } from "../../src/feed/feeds.ts";
import { makeRun, noHash } from "../../src/feed/run.ts";
import type { Epoch, Hash, PeerId } from "../../src/lib/ids.ts";
import type { Entry, Reference, Run } from "../../src/wire/frame.ts";

export const idA = "a".repeat(64);
export const idB = "b".repeat(64);
export const idC = "c".repeat(64);
export const epoch = "0000000000000001";

export const crypto = {
  sign: (bytes: Uint8Array): string => createHash("sha512").update(bytes).digest("base64url"),
  hash: (...parts: readonly Uint8Array[]): Hash => {
    const sum = createHash("sha256");
    for (const part of parts) sum.update(part);
    return sum.digest("hex");
  },
};

export function text(body: string): Entry {
  return { at: 0, kind: "text", body };
}

export type Made = { readonly run: Run; readonly hash: Hash };

/** Where a run stands, as its author says; what is left out is as it should be. */
type Place = {
  readonly lamport?: number;
  readonly after?: Reference[];
  readonly first?: number;
  readonly previous?: Hash;
};

/** What one author says, run by run. */
export class Author {
  readonly id: PeerId;
  readonly epoch: Epoch;
  #previous = noHash;
  #first = 1;
  #lamport = 1;

  constructor(id: PeerId, start: Epoch = epoch) {
    this.id = id;
    this.epoch = start;
  }

  get key(): string {
    return feedKey(this.id, this.epoch);
  }

  /** The next run; the one after it follows it. */
  run(bodies: readonly string[], place: Place = {}): Made {
    const { lamport = this.#lamport } = place;
    const made = this.aside(bodies, place);
    this.#first += bodies.length;
    this.#lamport = lamport + bodies.length;
    this.#previous = made.hash;
    return made;
  }

  /** A run that no other follows: what is said next takes its place. */
  aside(bodies: readonly string[], place: Place = {}): Made {
    const next = { first: this.#first, previous: this.#previous, lamport: this.#lamport };
    return makeRun({
      crypto,
      room: "lobby",
      place: { author: this.id, epoch: this.epoch, after: [], ...next, ...place },
      entries: bodies.map(text),
    });
  }
}

/** Takes the run if it is new and returns its place in the log; else says what it is. */
export function take(feeds: Feeds, { run, hash }: Made): number | string {
  const fit = feeds.fit(run.header);
  if (fit.fit === "refused") return fit.reason;
  return fit.fit === "new" ? feeds.append(run.header, hash) : fit.fit;
}
