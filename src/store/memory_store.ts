import { assert } from "../lib/assert.ts";
import type { PeerId } from "../lib/ids.ts";
import type { Loaded, Store, StoreBatch } from "../peer/ports.ts";
import type { ForkProof, MemberRecord } from "../wire/frame.ts";
import { StoredFeeds } from "./stored_feeds.ts";

type Row = {
  readonly feed: number;
  readonly last: number;
  readonly lamport: number;
  readonly bytes: Uint8Array;
};

/** The journal's twin in memory, for --ephemeral and for the simulator. */
export class MemoryStore implements Store {
  readonly id = "";
  #rows: Row[] = [];
  #feeds = new StoredFeeds([]);
  readonly #members = new Map<PeerId, MemberRecord>();
  readonly #proofs = new Map<string, ForkProof>();

  /** Runs in the arrival log. */
  get length(): number {
    return this.#rows.length;
  }

  load(from = 0): Loaded {
    const length = Math.max(0, this.#rows.length - from);
    const log = {
      length,
      feed: new Uint32Array(length),
      last: new Uint32Array(length),
      lamport: new Float64Array(length),
    };
    for (let i = 0; i < length; i++) {
      const row = this.#rows[from + i];
      if (row === undefined) break;
      log.feed[i] = row.feed;
      log.last[i] = row.last;
      log.lamport[i] = row.lamport;
    }
    return {
      feeds: this.#feeds.all(),
      log,
      members: [...this.#members.values()].sort((a, b) => (a.peer < b.peer ? -1 : 1)),
      proofs: [...this.#proofs.values()],
    };
  }

  read(position: number): Uint8Array {
    const row = this.#rows[position];
    assert(row !== undefined, `run ${position} of ${this.#rows.length} read before it was stored`);
    return row.bytes;
  }

  async sync(): Promise<void> {}

  commit(batch: StoreBatch): void {
    const { places } = this.#feeds.apply(batch.runs);
    for (const [i, { last, lamport, bytes }] of batch.runs.entries()) {
      // Copied: a run may be a view into a chunk of the network, which it would keep alive.
      this.#rows.push({ feed: places[i] ?? 0, last, lamport, bytes: bytes.slice() });
    }
    for (const peer of batch.forgotten) this.#members.delete(peer);
    for (const record of batch.members) this.#members.set(record.peer, record);
    for (const proof of batch.proofs) {
      const feed = `${proof.one.author}/${proof.one.epoch}`;
      if (!this.#proofs.has(feed)) this.#proofs.set(feed, proof);
    }
  }

  /** What is on this disk now, as a disk of its own. Stored runs are shared: none ever changes. */
  copy(): MemoryStore {
    const copy = new MemoryStore();
    copy.#rows = this.#rows.slice();
    copy.#feeds = new StoredFeeds(this.#feeds.all());
    for (const [peer, record] of this.#members) copy.#members.set(peer, record);
    for (const [feed, proof] of this.#proofs) copy.#proofs.set(feed, proof);
    return copy;
  }

  close(): void {}
}
