import { type Feed, type FeedKey, feedKey } from "../feed/feed.ts";
import { Feeds } from "../feed/feeds.ts";
import type { LinkSync } from "../feed/link_sync.ts";
import { noHash } from "../feed/run.ts";
import { assert } from "../lib/assert.ts";
import type { Address, Epoch, LinkId, PeerId } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import { MemberTable } from "../members/member_table.ts";
import type { Overlay, Wanted } from "../overlay/overlay.ts";
import type { Entry, ForkProof, Frame, Hello, MemberRecord } from "../wire/frame.ts";
import type { Crypto, Effect, Loaded, PeerConfig, RunLog, StoredRun } from "./ports.ts";
import type { PeerView, RefusalCode, Shown, Side } from "./shown.ts";

/** `dialling` until TCP is open, `greeting` until both have proved who they are, then `live`. */
export type LinkPhase = "dialling" | "greeting" | "live";

export type Link = {
  readonly id: LinkId;
  readonly dialled: boolean;
  /** What was dialled; empty on an accepted link. */
  readonly target: Address;
  phase: LinkPhase;
  side: Side;
  local: Address;
  remote: Address;
  /** Dial or greeting must be over by then; Infinity when live. */
  deadlineAtMs: number;
  /** Our challenge to the other side, 32 bytes as hex. */
  readonly nonce: string;
  /** Our dial counter when this link was dialled. */
  readonly dials: number;
  hello: Hello | null;
  heardAtMs: number;
  pingDueAtMs: number;
  /** Since when no overlay wants it; null when wanted. */
  unneededSinceMs: number | null;
  /** Not wanted while all wanted ones live: it brings on ticks what they did not. */
  isSpare: boolean;
  /** Both sides dialled: when one of the two links goes. */
  duplicateDueAtMs: number | null;
  sync: LinkSync | null;
  /** Bytes of runs sent since the driver was last asked to say when they have left. */
  unmarkedBytes: number;
  /** Marks not yet answered by `drained`. */
  marks: number;
  /** When it was told what is on disk here, or last brought what we lacked; null before. */
  broughtAtMs: number | null;
  /** What the other side had when the link began is under way, and is much. */
  isBehind: boolean;
  /** The driver was asked not to read it. */
  isPaused: boolean;
};

/** One entry as it becomes known here. `own`: of this peer's feeds; `backlog`: others had it. */
export type Known = {
  readonly author: PeerView;
  readonly epoch: Epoch;
  readonly entry: Entry;
  /** A UUID made from it. */
  readonly id: string;
  readonly own: boolean;
  readonly backlog: boolean;
};

/** Runs that stay in memory after they were committed. Own ones leave only then. */
const recentRuns = 16;

export type CoreOptions = {
  readonly config: PeerConfig;
  readonly crypto: Crypto;
  readonly random: Random;
  readonly runLog: RunLog;
  readonly overlay: Overlay;
  /** What an earlier process of this folder stored; null at a first start. */
  readonly loaded: Loaded | null;
};

/** The state that the parts of a peer share, and the few ways to act on the world. */
export class Core {
  readonly config: PeerConfig;
  readonly crypto: Crypto;
  readonly random: Random;
  readonly runLog: RunLog;
  readonly selfKey: FeedKey;
  readonly feeds: Feeds;
  readonly table: MemberTable;
  readonly links = new Map<LinkId, Link>();
  /** Name and address that authors gave when they joined, by feed. */
  readonly authors = new Map<FeedKey, PeerView>();
  readonly #overlay: Overlay;
  effects: Effect[] = [];
  /** The configured next is a classic peer: it is told, and no link leads there. */
  isNextClassic = false;
  nowMs = 0;
  atMs = 0;
  /** This peer's own record; null until it listens. */
  own: MemberRecord | null = null;
  /** `saying` until the leave notice is on disk, `parting` until a neighbour has it. */
  stage: "here" | "saying" | "parting" | "stopped" = "here";
  /** Counts the changes of the table, for those who reckon with it. */
  tableVersion = 0;
  #wanted: Wanted | null = null;
  /** By dialled address: the refusal last told. As many as there are members to dial. */
  readonly #refusals = new Map<Address, string>();
  /** Bytes of the log's newest runs: those not on disk yet, and a few that most links want next. */
  readonly #tail: Uint8Array[] = [];
  /** Of each store effect that is not yet answered. */
  readonly #storing: { readonly runs: number; readonly bytes: number }[] = [];
  /** Bytes of the runs that are not on disk yet. */
  unstoredBytes = 0;
  /** What this step is to make durable. */
  #runs: StoredRun[] = [];
  #proofs: ForkProof[] = [];
  readonly #members = new Map<PeerId, MemberRecord>();

  constructor(options: CoreOptions) {
    this.config = options.config;
    this.crypto = options.crypto;
    this.random = options.random;
    this.runLog = options.runLog;
    this.#overlay = options.overlay;
    this.selfKey = feedKey(options.config.id, options.config.epoch);
    this.feeds = new Feeds(this.selfKey);
    // However many records come: oneself and those who proved on a link that they exist stay.
    this.table = new MemberTable(
      (peer) => peer === options.config.id || this.liveLinkTo(peer) !== undefined,
    );
    if (options.loaded !== null) this.#restore(options.loaded);
  }

  show(shown: Shown): void {
    this.effects.push({ do: "show", shown });
  }

  send(link: Link, frame: Frame): void {
    this.effects.push({ do: "send", link: link.id, frame });
  }

  /** A run was appended to the log: it goes to disk at the end of this step, with its fellows. */
  store(run: StoredRun): void {
    this.#tail.push(run.bytes);
    this.#runs.push(run);
    this.unstoredBytes += run.bytes.length;
  }

  /** A record is to be known after a restart. */
  storeMember(record: MemberRecord): void {
    this.#members.set(record.peer, record);
  }

  storeProof(proof: ForkProof): void {
    this.#proofs.push(proof);
  }

  /** One store effect a step, so that a burst costs one sync. */
  flushStore(): void {
    const [runs, proofs, members] = [this.#runs, this.#proofs, [...this.#members.values()]];
    if (runs.length + proofs.length + members.length === 0) return;
    this.#runs = [];
    this.#proofs = [];
    this.#members.clear();
    const known = members.filter(({ peer }) => this.table.get(peer) !== undefined);
    const forgotten = this.table.takeEvicted();
    const bytes = runs.reduce((sum, run) => sum + run.bytes.length, 0);
    this.#storing.push({ runs: runs.length, bytes });
    this.effects.push({ do: "store", batch: { runs, members: known, forgotten, proofs } });
  }

  /** The oldest batches are on disk. Returns the feeds that grew. */
  commit(batches: number): Feed[] {
    let stored = 0;
    for (const { runs, bytes } of this.#storing.splice(0, batches)) {
      stored += runs;
      this.unstoredBytes -= bytes;
    }
    const grown = this.feeds.commit(stored);
    const kept = this.feeds.log.length - this.feeds.committedRuns + recentRuns;
    this.#tail.splice(0, Math.max(0, this.#tail.length - kept));
    return grown;
  }

  /** The bytes of a run of the log, on disk or not. */
  readRun(position: number): Uint8Array {
    const inTail = position - (this.feeds.log.length - this.#tail.length);
    return this.#tail[inTail] ?? this.runLog.read(position);
  }

  /** What was stored before this start. */
  #restore({ feeds, log, members, proofs }: Loaded): void {
    const restored = feeds.map(({ author, epoch, covered, name, address }) => {
      const feed = this.feeds.restore(author, epoch, covered);
      if (name !== "") this.authors.set(feed.key, { id: author, name, address });
      return feed;
    });
    for (let position = 0; position < log.length; position++) {
      const feed = restored[log.feed[position] ?? 0];
      assert(feed !== undefined, `run ${position} of the journal belongs to no feed`);
      this.feeds.restoreRun(feed, log.last[position] ?? 0, log.lamport[position] ?? 0);
    }
    for (const [index, feed] of restored.entries()) {
      this.feeds.restored(feed, feeds[index]?.head ?? noHash);
    }
    for (const proof of proofs) this.feeds.void(proof);
    for (const record of members) this.table.merge(record);
  }

  /** The same refusal at the same place is told once, until a link lives there. */
  showRefused(link: Link, code: RefusalCode, reason: string, byUs: boolean): void {
    const told = `${code} ${byUs}`;
    if (link.target !== "" && this.#refusals.get(link.target) === told) return;
    if (link.target !== "") this.#refusals.set(link.target, told);
    this.show({ show: "refused", code, remote: link.remote, reason, byUs });
  }

  forgetRefusal(target: Address): void {
    this.#refusals.delete(target);
  }

  /** Which links should exist now; reckoned anew only after the table changed. */
  wanted(): Wanted {
    this.#wanted ??= this.#overlay(this.table, this.config.id);
    return this.#wanted;
  }

  tableChanged(): void {
    this.tableVersion++;
    this.#wanted = null;
  }

  /** An array, no generator: every tick asks several times, and a generator costs five times it. */
  liveLinks(): Link[] {
    const live: Link[] = [];
    for (const link of this.links.values()) if (link.phase === "live") live.push(link);
    return live;
  }

  liveLinkTo(peer: PeerId): Link | undefined {
    for (const link of this.links.values()) {
      if (link.phase === "live" && link.hello?.peer === peer) return link;
    }
    return undefined;
  }

  view(peer: PeerId): PeerView {
    const record = this.table.get(peer);
    if (record !== undefined) return { id: peer, name: record.name, address: record.address };
    return { id: peer, name: peer.slice(0, 8), address: "" };
  }
}
