import type { Epoch, Hash, PeerId } from "../lib/ids.ts";
import type { ForkProof, RunHeader } from "../wire/frame.ts";
import { lastOf, noHash } from "./run.ts";

/** `author/epoch`. */
export type FeedKey = string;

export function feedKey(author: PeerId, epoch: Epoch): FeedKey {
  return `${author}/${epoch}`;
}

/** One author's runs of one epoch, as far as this peer has seen them, without their bytes. */
export class Feed {
  readonly key: FeedKey;
  readonly author: PeerId;
  readonly epoch: Epoch;
  /** By run: last seq, Lamport clock of the last entry, position in the arrival log. */
  readonly #lasts: number[] = [];
  readonly #lamports: number[] = [];
  readonly #positions: number[] = [];
  /** Hash of the last run. */
  head: Hash = noHash;
  /** Signature of the last run; empty if it came before this start. Equal runs have equal ones. */
  #headSignature = "";
  /** Greatest seq that a run of another feed was said after. */
  covered = 0;
  /** Last seq on disk, and the hash of its run. */
  committed: { seq: number; head: Hash } = { seq: 0, head: noHash };
  /** Runs seen but not yet on disk: their hashes, in order. */
  readonly #uncommitted: Hash[] = [];
  /** Why nothing of this feed counts; null as long as it does. */
  proof: ForkProof | null = null;

  constructor(author: PeerId, epoch: Epoch) {
    this.key = feedKey(author, epoch);
    this.author = author;
    this.epoch = epoch;
  }

  /** Last seen seq, 0 before the first. */
  get seq(): number {
    return this.#lasts.at(-1) ?? 0;
  }

  /** Lamport clock of the last seen entry. */
  get lamport(): number {
    return this.#lamports.at(-1) ?? 0;
  }

  append(header: RunHeader, hash: Hash, position: number): void {
    const { count, lamport, signature } = header;
    this.restoreRun(lastOf(header), lamport + count - 1, position);
    this.head = hash;
    this.#headSignature = signature;
    this.#uncommitted.push(hash);
  }

  restoreRun(last: number, lamport: number, position: number): void {
    this.#lasts.push(last);
    this.#lamports.push(lamport);
    this.#positions.push(position);
  }

  /** The next run is on disk. */
  commit(last: number): void {
    this.committed = { seq: last, head: this.#uncommitted.shift() ?? this.head };
  }

  /** Clock of the run that ends at `seq`; undefined when none does. Causes name whole runs. */
  lamportOf(seq: number): number | undefined {
    const run = this.#runAt(seq);
    return this.#lasts[run] === seq ? this.#lamports[run] : undefined;
  }

  /** Where in the arrival log the run is that holds `seq`, which must have been seen. */
  positionOf(seq: number): number {
    return this.#positions[this.#runAt(seq)] ?? 0;
  }

  /**
   * A run that begins with a seq seen before: the same one again, or a contradiction? Of a head
   * that came before this start only its bytes can tell.
   */
  compare(header: RunHeader): { fit: "known" } | { fit: "conflict"; position: number } {
    const run = this.#runAt(header.first);
    const begins = (this.#lasts[run - 1] ?? 0) + 1;
    const isSame = begins === header.first && this.#lasts[run] === lastOf(header);
    const isHead = run === this.#lasts.length - 1;
    if (isSame && (!isHead || header.signature === this.#headSignature)) return { fit: "known" };
    return { fit: "conflict", position: this.#positions[run] ?? 0 };
  }

  /** Where we contradict another's head; null where we don't, or cannot tell. */
  conflictWith(seq: number, head: Hash): number | null {
    if (seq > this.seq) return null;
    const run = this.#runAt(seq);
    const isOther = seq === this.seq && head !== this.head;
    return this.#lasts[run] !== seq || isOther ? (this.#positions[run] ?? 0) : null;
  }

  /** Index of the first run that ends at `seq` or later. */
  #runAt(seq: number): number {
    let low = 0;
    let high = this.#lasts.length - 1;
    // What is asked for is nearly always the newest.
    if ((this.#lasts[high - 1] ?? 0) < seq) return Math.max(0, high);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lasts[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
