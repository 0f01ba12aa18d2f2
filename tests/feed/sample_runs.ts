import { createHash } from "node:crypto";

import { feedKey, Feeds, type LogItem } from "../../src/feed/feed.ts";
import { makeRun, noHash } from "../../src/feed/run.ts";
import type { Epoch, Hash, PeerId } from "../../src/lib/ids.ts";
import type { Entry, Reference, Run } from "../../src/wire/frame.ts";

export const idA = "a".repeat(64);
export const idB = "b".repeat(64);
export const idC = "c".repeat(64);
export const epoch = "0000000000000001";

export const crypto = {
  sign: () => "S".repeat(86),
  hash: (...parts: readonly Uint8Array[]): Hash => {
    const sum = createHash("sha256");
    for (const part of parts) sum.update(part);
    return sum.digest("hex");
  },
};

export function text(body: string, lamport: number, after: Reference[] = []): Entry {
  return { lamport, after, at: 0, kind: "text", body };
}

/** What one author says, run by run, and the hash that the next run must name. */
export class Author {
  readonly id: PeerId;
  readonly epoch: Epoch;
  #previous = noHash;
  #first = 1;

  constructor(id: PeerId, start: Epoch = epoch) {
    this.id = id;
    this.epoch = start;
  }

  get key(): string {
    return feedKey(this.id, this.epoch);
  }

  run(entries: readonly Entry[], change: { first?: number; previous?: Hash } = {}): Made {
    const made = makeRun({
      crypto,
      room: "lobby",
      author: this.id,
      epoch: this.epoch,
      first: change.first ?? this.#first,
      previous: change.previous ?? this.#previous,
      entries,
    });
    if (change.first === undefined && change.previous === undefined) {
      this.#first += entries.length;
      this.#previous = made.hash;
    }
    return made;
  }
}

export type Made = { run: Run; hash: Hash };

/** Takes the run if it is new; says why when it is refused. */
export function take(feeds: Feeds, { run, hash }: Made): LogItem | string {
  const fit = feeds.fit(run);
  if (fit.fit === "refused") return fit.reason;
  return fit.fit === "known" ? "known" : feeds.append(run, hash);
}
