import { type Feed, feedKey } from "../feed/feed.ts";
import { isFork } from "../feed/feeds.ts";
import { lastOf, runHash, signedBytes } from "../feed/run.ts";
import type { Hash } from "../lib/ids.ts";
import {
  checkFrame,
  type FeedHead,
  type ForkProof,
  type Run,
  type RunHeader,
} from "../wire/frame.ts";
import type { Core, Link } from "./core.ts";
import type { RefusalCode } from "./shown.ts";

type Fault = { code: RefusalCode; reason: string } | null;

const newline = 0x0a;
const utf8 = new TextDecoder();

/**
 * Two signed runs of one feed that share a seq and differ are a proof that its author forked it: a
 * key in two hands, or a cheat. The proof is kept and told to everyone, and the feed is void, so
 * that all peers agree again (after Secure Scuttlebutt's and PeerReview's fork evidence).
 */
export class Forks {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Proofs go first on every link, before anything that they void is streamed. */
  greet(link: Link): void {
    for (const { proof } of this.#core.feeds.all())
      if (proof !== null) this.#core.send(link, proof);
  }

  /** A signed run came that contradicts our own at `position`. */
  conflict(link: Link, run: Run, position: number): Fault {
    const { header } = run;
    const key = feedKey(header.author, header.epoch);
    const own = this.#headerAt(position);
    if (own?.signature === header.signature) {
      link.sync?.noteHas(key, lastOf(header));
      return null;
    }
    if (!this.#isSigned(header)) {
      return { code: "auth", reason: `a run of ${header.author.slice(0, 8)} is not signed by it` };
    }
    if (own === null) return null;
    const proof: ForkProof = { type: "proof", one: own, other: header };
    if (this.#proves(proof)) this.#void(proof, null);
    else this.#contradict(link, position, key);
    return null;
  }

  /**
   * A head that is not ours: show the other end what we have there; it can prove the fork. Runs
   * behind our own head are read again only for a whole `have`: acknowledgements often trail.
   */
  compare(link: Link, heads: readonly FeedHead[], whole: boolean): void {
    for (const [author, epoch, seq, head] of heads) {
      const feed = this.#core.feeds.get(feedKey(author, epoch));
      if (feed === undefined || feed.proof !== null) continue;
      const inside = whole && seq < feed.seq;
      const position =
        feed.conflictWith(seq, head) ?? (inside ? this.#conflictInside(feed, seq, head) : null);
      if (position !== null) this.#contradict(link, position, feed.key);
    }
  }

  #conflictInside(feed: Feed, seq: number, head: Hash): number | null {
    const { crypto, config } = this.#core;
    const position = feed.positionOf(seq);
    const own = this.#headerAt(position);
    return own === null || runHash(crypto.hash, config.room, own) === head ? null : position;
  }

  #contradict(link: Link, position: number, key: string): void {
    if (link.sync?.contradicts(key) !== true) return;
    const bytes = this.#core.readRun(position);
    this.#core.effects.push({ do: "send-bytes", link: link.id, bytes, notify: false });
  }

  receiveProof(link: Link, proof: ForkProof): Fault {
    const { author, epoch } = proof.one;
    if (this.#core.feeds.get(feedKey(author, epoch))?.proof) return null;
    if (!this.#proves(proof)) return { code: "protocol", reason: "a proof of a fork proves none" };
    if (!this.#isSigned(proof.one) || !this.#isSigned(proof.other)) {
      return { code: "auth", reason: "a proof of a fork is not signed by whom it accuses" };
    }
    this.#void(proof, link);
    return null;
  }

  #void(proof: ForkProof, from: Link | null): void {
    this.#core.feeds.void(proof);
    this.#core.storeProof(proof);
    for (const link of this.#core.liveLinks()) if (link !== from) this.#core.send(link, proof);
    const peer = this.#core.view(proof.one.author);
    this.#core.show({ show: "forked", peer });
  }

  #proves({ one, other }: ForkProof): boolean {
    const { crypto, config } = this.#core;
    const hashes = [
      runHash(crypto.hash, config.room, one),
      runHash(crypto.hash, config.room, other),
    ];
    return isFork(one, other, [hashes[0] ?? "", hashes[1] ?? ""]);
  }

  #isSigned(header: RunHeader): boolean {
    const { crypto, config } = this.#core;
    const hash = runHash(crypto.hash, config.room, header);
    return crypto.verify(header.author, signedBytes(hash), header.signature);
  }

  /** The header of a run of our own log; null when the log is damaged there. */
  #headerAt(position: number): RunHeader | null {
    const bytes = this.#core.readRun(position);
    const line = utf8.decode(bytes.subarray(0, bytes.indexOf(newline)));
    const frame = checkFrame(JSON.parse(line));
    return frame.ok && frame.value.type === "run" ? frame.value : null;
  }
}
