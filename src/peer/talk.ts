import { entryId } from "../feed/entry_id.ts";
import { type Feed, type FeedKey, feedKey } from "../feed/feed.ts";
import { lastOf, makeRun, noHash, runHash, signedBytes } from "../feed/run.ts";
import { saidIn } from "../feed/said.ts";
import type { Entry, FeedHead, GuestBody, Run, RunHeader, SystemBody } from "../wire/frame.ts";
import {
  entryBytesMax,
  feedsPerFrameMax,
  runBytesMax,
  runEntriesMax,
  textBytesMax,
} from "../wire/limits.ts";
import type { Core, Known, Link } from "./core.ts";
import { isReservedName } from "./names.ts";
import type { Said, StoredRun } from "./ports.ts";
import type { RefusalCode } from "./shown.ts";
import * as timing from "./timing.ts";

/** What a run's header and an entry's line hold beside what was said, at most. */
const headerBytes = 10 * 1024;
const entryFrameBytes = 300;

const utf8 = new TextEncoder();

type Waiting = { readonly entry: Entry; readonly ref?: string; readonly bytes: number };
type OwnRun = { readonly hash: string; readonly last: number; readonly said: readonly Waiting[] };

export type TalkListener = {
  /** A member said in its own feed that it leaves. */
  left(author: string, epoch: string): void;
  /** A run came that contradicts ours at `position` of the log. */
  conflict(link: Link, run: Run, position: number): Fault;
  /** An entry is known now: shown, when it says something. */
  known(known: Known): void;
  /** It was shown before, as another entry. */
  isRepeated(entry: Entry, id: string): boolean;
  /** An own message is on disk here. */
  saved(id: string, seq: number): void;
};

type Fault = { code: RefusalCode; reason: string } | null;

/** What is said, here and elsewhere: own runs, others' runs, and who is asked for a backlog. */
export class Talk {
  readonly #core: Core;
  readonly #listener: TalkListener;
  readonly #waiting: Waiting[] = [];
  /**
   * The own run that is on its way to disk: the next waits for it, and holds what was said since.
   */
  #storing: OwnRun | null = null;

  constructor(core: Core, listener: TalkListener) {
    this.#core = core;
    this.#listener = listener;
  }

  sayText({ text, atMs, ref }: Said): void {
    const code = this.#fault(text);
    const answer = ref === undefined ? {} : { ref };
    if (code !== null) return this.#core.show({ show: "rejected", code, ...answer });
    this.#say({ at: atMs, kind: "text", body: text }, ref);
  }

  #fault(text: string): "leaving" | "empty" | "not-text" | "too-long" | null {
    if (this.#core.stage !== "here") return "leaving";
    if (text.trim() === "") return "empty";
    if (!text.isWellFormed()) return "not-text";
    // Escapes can make a text six times as long as it is: both limits count.
    const encoded = utf8.encode(JSON.stringify(text)).length + entryFrameBytes;
    const isTooLong = utf8.encode(text).length > textBytesMax || encoded > entryBytesMax;
    return isTooLong ? "too-long" : null;
  }

  saySystem(body: SystemBody, atMs: number): void {
    this.#say({ at: atMs, kind: "system", body });
  }

  /** A text that nobody could say is dropped: the guest has nobody who would tell it. */
  sayGuest(body: GuestBody, atMs: number): void {
    if (this.#fault(body.text) === null) this.#say({ at: atMs, kind: "guest", body });
  }

  #say(entry: Entry, ref?: string): void {
    const bytes = utf8.encode(JSON.stringify(entry.body)).length + entryFrameBytes;
    this.#waiting.push({ entry, bytes, ...(ref === undefined ? {} : { ref }) });
  }

  /** Nothing said is still on its way to disk. */
  get isSettled(): boolean {
    return this.#storing === null && this.#waiting.length === 0;
  }

  /** At the end of each step: all that was said while the last run was stored becomes the next. */
  storeWaiting(): void {
    if (this.#storing !== null || this.#waiting.length === 0) return;
    const said = this.#takeWaiting();
    const { crypto, config, feeds, selfKey } = this.#core;
    const feed = feeds.get(selfKey);
    const { run, hash } = makeRun({
      crypto,
      room: config.room,
      place: {
        author: config.id,
        epoch: config.epoch,
        first: (feed?.seq ?? 0) + 1,
        previous: feed?.head ?? noHash,
        ...feeds.causes(),
      },
      entries: said.map(({ entry }) => entry),
    });
    this.#storing = { hash, last: lastOf(run.header), said };
    this.#append(run, hash);
  }

  #takeWaiting(): Waiting[] {
    let bytes = headerBytes;
    let count = 0;
    for (const said of this.#waiting) {
      bytes += said.bytes;
      if (count > 0 && bytes > runBytesMax) break;
      if (++count === runEntriesMax) break;
    }
    return this.#waiting.splice(0, count);
  }

  #append(run: Run, hash: string): void {
    const { header, entries, bytes } = run;
    const { author, epoch, first, count, lamport, after } = header;
    this.#core.feeds.append(header, hash);
    const joined = first === 1 ? joinedIn(entries[0]) : null;
    if (joined !== null) this.#core.authors.set(feedKey(author, epoch), { id: author, ...joined });
    const [last, clock] = [lastOf(header), lamport + count - 1];
    this.#core.store({ bytes, author, epoch, first, last, lamport: clock, hash, after, joined });
  }

  /**
   * A link lives: say what is on disk here, and wait for the same from there. While another link
   * brings what we lack this waits, else all neighbours would send us all of it.
   */
  greet(link: Link): void {
    if (!this.#mayGreet(link)) return;
    link.broughtAtMs = this.#core.nowMs;
    this.sendHave(link, this.#core.feeds.heads(), true);
  }

  /** What is on disk here was told on this link. */
  hasGreeted(link: Link): boolean {
    return link.broughtAtMs !== null;
  }

  /** Looked at on each tick, and when a first `have` came: what waited goes on. */
  greetWaiting(): void {
    for (const link of this.#core.liveLinks()) if (!this.hasGreeted(link)) this.greet(link);
  }

  /** Whoever has nothing that we lack needs not wait. */
  #mayGreet(link: Link): boolean {
    if (link.sync?.isGreeted === true && link.sync.backlogLeft === 0) return true;
    return !this.#core.liveLinks().some((other) => {
      // Two links to one peer last a moment: which of them goes is not known yet.
      return other.hello?.peer !== link.hello?.peer && this.#isBringing(other);
    });
  }

  /**
   * It may still bring us what its first `have` covered, and does. A link that waits itself brings
   * nothing: two of them would wait for each other for good.
   */
  #isBringing({ broughtAtMs, isPaused, sync }: Link): boolean {
    if (broughtAtMs === null || sync === null) return false;
    const patienceMs = sync.isGreeted ? timing.backlogStuckMs : timing.haveLateMs;
    const isStuck = !isPaused && this.#core.nowMs - broughtAtMs >= patienceMs;
    return !isStuck && (!sync.isGreeted || sync.backlogLeft > 0);
  }

  sendHave(link: Link, heads: readonly FeedHead[], whole: boolean): void {
    let from = 0;
    do {
      const feeds = heads.slice(from, from + feedsPerFrameMax);
      from += feedsPerFrameMax;
      this.#core.send(link, { type: "have", feeds, whole, more: from < heads.length });
    } while (from < heads.length);
  }

  /** Returns what is wrong with the run, null when nothing is. */
  receiveRun(link: Link, run: Run): Fault {
    const { feeds, crypto, config } = this.#core;
    const { header } = run;
    const key = feedKey(header.author, header.epoch);
    const fit = feeds.fit(header);
    if (fit.fit === "refused") return { code: "protocol", reason: fit.reason };
    if (fit.fit === "conflict") return this.#listener.conflict(link, run, fit.position);
    this.noteKnown(link, header);
    if (fit.fit === "known") return null;
    const who = header.author.slice(0, 8);
    if (crypto.hash(run.body) !== header.body) {
      return { code: "protocol", reason: `a run of ${who} does not hold the lines that it says` };
    }
    const hash = runHash(crypto.hash, config.room, header);
    if (!crypto.verify(header.author, signedBytes(hash), header.signature)) {
      return { code: "auth", reason: `a run of ${who} is not signed by it` };
    }
    if (run.entries.some(bearsReservedName)) {
      return { code: "name", reason: `a name in a run of ${who} is reserved` };
    }
    this.#append(run, hash);
    if (link.broughtAtMs !== null) link.broughtAtMs = this.#core.nowMs;
    this.#showRun(run, hash, key, link.sync?.isBacklog(key, lastOf(header)) ?? false);
    return null;
  }

  noteKnown(link: Link, header: RunHeader): void {
    link.sync?.noteHas(feedKey(header.author, header.epoch), lastOf(header));
  }

  #showRun(run: Run, hash: string, key: FeedKey, backlog: boolean): void {
    const { author, epoch } = run.header;
    const peer = this.#core.authors.get(key) ?? this.#core.view(author);
    // Of an earlier start of ours that this disk does not have.
    const own = author === this.#core.config.id;
    for (const [index, entry] of run.entries.entries()) {
      if (entry.kind === "system" && entry.body.event === "left") {
        this.#listener.left(author, epoch);
      }
      const id = entryId(hash, index);
      this.#show({ author: peer, epoch, entry, id, own, backlog });
    }
  }

  #show(known: Known, ref?: string): void {
    const { author, backlog, entry, id } = known;
    const said = saidIn(entry);
    if (said !== null && !this.#listener.isRepeated(entry, id)) {
      const own = known.own && said.guest === undefined;
      const answer = ref === undefined ? {} : { ref };
      const about = { id, author, atMs: entry.at, own, backlog };
      this.#core.show({ show: "message", ...about, ...said, ...answer });
    }
    this.#listener.known(known);
  }

  /** The oldest batches are on disk: acknowledge them, and let own runs leave. */
  stored(batches: number): void {
    const grown = this.#core.commit(batches);
    const storing = this.#storing;
    const own = this.#core.feeds.get(this.#core.selfKey);
    if (storing !== null && storing.last <= (own?.committed.seq ?? 0)) {
      this.#storing = null;
      this.#showOwn(storing);
    }
    this.#acknowledge(grown);
  }

  #acknowledge(grown: readonly Feed[]): void {
    const heads = this.#core.feeds.heads(grown.filter((feed) => feed.key !== this.#core.selfKey));
    if (heads.length === 0) return;
    for (const link of this.#core.liveLinks()) {
      if (this.hasGreeted(link)) this.sendHave(link, heads, false);
    }
  }

  #showOwn({ hash, last, said }: OwnRun): void {
    const { id: self, epoch } = this.#core.config;
    const author = this.#core.view(self);
    for (const [index, { entry, ref }] of said.entries()) {
      const id = entryId(hash, index);
      this.#show({ author, epoch, entry, id, own: true, backlog: false }, ref);
      if (entry.kind === "text") this.#listener.saved(id, last - said.length + 1 + index);
    }
  }

  /** Every live neighbour, and at least one, has all that was said here on disk. */
  get isHanded(): boolean {
    const { feeds, selfKey } = this.#core;
    const seq = feeds.get(selfKey)?.seq ?? 0;
    let links = 0;
    for (const { sync } of this.#core.liveLinks()) {
      if (sync === null || sync.acknowledged(selfKey) < seq) return false;
      links++;
    }
    return links > 0;
  }
}

/** Name and address, when the entry is the one with which a feed begins. */
function joinedIn(entry: Entry | undefined): StoredRun["joined"] {
  if (entry?.kind !== "system" || entry.body.event !== "joined") return null;
  return { name: entry.body.name, address: entry.body.address };
}

/** Messages are shown under the name that their author joined with, or its guest bears. */
function bearsReservedName(entry: Entry): boolean {
  return entry.kind !== "text" && isReservedName(entry.body.name);
}
