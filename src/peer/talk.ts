import { entryId } from "../feed/entry_id.ts";
import { type Feed, type FeedKey, feedKey, type LogItem } from "../feed/feeds.ts";
import { makeRun, noHash, runHash, signedBytes } from "../feed/run.ts";
import type { Entry, FeedHead, Run, SystemBody } from "../wire/frame.ts";
import {
  entryBytesMax,
  feedsPerFrameMax,
  runBytesMax,
  runEntriesMax,
  textBytesMax,
} from "../wire/limits.ts";
import type { Core, Link } from "./core.ts";
import { isReservedName } from "./names.ts";
import type { RefusalCode } from "./shown.ts";

/** Bytes of runs on their way to one link before the driver is asked to say when they have left. */
const markEveryBytes = 64 * 1024;
/** Unanswered marks at which a link's cursor stops: its log is the queue, nothing else is. */
const marksMax = 2;
/** What an entry's line holds beside its body: causes and clocks, at most. */
const entryFrameBytes = 8 * 1024;

const utf8 = new TextEncoder();

type Body = { kind: "text"; body: string } | { kind: "system"; body: SystemBody };
type Said = Body & { readonly atMs: number; readonly ref?: string; readonly bytes: number };
type OwnRun = { readonly run: Run; readonly item: LogItem; readonly said: readonly Said[] };

export type TalkListener = {
  /** A member said in its own feed that it leaves. */
  left(author: string, epoch: string): void;
};

/** What is said, here and elsewhere: own runs, others' runs, and what each link still lacks. */
export class Talk {
  readonly #core: Core;
  readonly #listener: TalkListener;
  readonly #waiting: Said[] = [];
  /** The own run that is on its way to disk: the next waits for it, and holds what was said since. */
  #storing: OwnRun | null = null;

  constructor(core: Core, listener: TalkListener) {
    this.#core = core;
    this.#listener = listener;
  }

  sayText(text: string, atMs: number, ref?: string): void {
    const code = this.#fault(text);
    const answer = ref === undefined ? {} : { ref };
    if (code !== null) return this.#core.show({ show: "rejected", code, ...answer });
    this.#say({ kind: "text", body: text }, atMs, ref);
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
    this.#say({ kind: "system", body }, atMs);
  }

  #say(body: Body, atMs: number, ref?: string): void {
    const bytes = utf8.encode(JSON.stringify(body.body)).length + 300;
    this.#waiting.push({ ...body, atMs, bytes, ...(ref === undefined ? {} : { ref }) });
    this.#storeWaiting();
  }

  /** Nothing said is still on its way to disk. */
  get isSettled(): boolean {
    return this.#storing === null && this.#waiting.length === 0;
  }

  /** All that was said while the last run was being stored becomes the next one. */
  #storeWaiting(): void {
    if (this.#storing !== null || this.#waiting.length === 0) return;
    const said = this.#takeWaiting();
    const { crypto, config, feeds, selfKey } = this.#core;
    const entries: Entry[] = [];
    const seen = feeds.get(selfKey);
    let predecessor = seen?.lamports.at(-1) ?? 0;
    for (const each of said) {
      const causes = feeds.causes(predecessor, entries.length === 0);
      const body: Body =
        each.kind === "text"
          ? { kind: "text", body: each.body }
          : { kind: "system", body: each.body };
      entries.push({ ...causes, at: each.atMs, ...body });
      predecessor = causes.lamport;
    }
    const { run, hash } = makeRun({
      crypto,
      room: config.room,
      author: config.id,
      epoch: config.epoch,
      first: feeds.seq(selfKey) + 1,
      previous: seen?.head ?? noHash,
      entries,
    });
    this.#storing = { run, item: feeds.append(run, hash), said };
    this.#core.store(run.bytes);
  }

  #takeWaiting(): Said[] {
    let bytes = entryFrameBytes;
    let count = 0;
    for (const said of this.#waiting) {
      bytes += said.bytes;
      if (count > 0 && bytes > runBytesMax) break;
      if (++count === runEntriesMax) break;
    }
    return this.#waiting.splice(0, count);
  }

  /** A link lives: say what is on disk here, and wait for the same from there. */
  greet(link: Link): void {
    const heads = this.#core.feeds.heads();
    this.#sendHave(link, heads);
  }

  #sendHave(link: Link, heads: readonly FeedHead[]): void {
    let from = 0;
    do {
      const feeds = heads.slice(from, from + feedsPerFrameMax);
      from += feedsPerFrameMax;
      this.#core.send(link, { type: "have", feeds, more: from < heads.length });
    } while (from < heads.length);
  }

  receiveHave(link: Link, heads: readonly FeedHead[], more: boolean): void {
    link.sync?.receiveHave(heads, more);
  }

  /** Returns what is wrong with the run, null when nothing is. */
  receiveRun(link: Link, run: Run): { code: RefusalCode; reason: string } | null {
    const { feeds, crypto, config } = this.#core;
    const { author, epoch, first, count, signature } = run.header;
    const key = feedKey(author, epoch);
    const last = first + count - 1;
    const fit = feeds.fit(run);
    if (fit.fit === "refused") return { code: "protocol", reason: fit.reason };
    link.sync?.noteHas(key, last);
    if (fit.fit === "known") return null;
    const who = author.slice(0, 8);
    const hash = runHash(crypto.hash, config.room, run.header, run.body);
    if (!crypto.verify(author, signedBytes(hash), signature)) {
      return { code: "auth", reason: `a run of ${who} is not signed by it` };
    }
    if (run.entries.some(bearsReservedName)) {
      return { code: "name", reason: `a name in a run of ${who} is reserved` };
    }
    feeds.append(run, hash);
    this.#core.store(run.bytes);
    this.#showRun(run, hash, key, link.sync?.isBacklog(key, last) ?? false);
    return null;
  }

  #showRun(run: Run, hash: string, key: FeedKey, backlog: boolean): void {
    const { author, epoch } = run.header;
    for (const [index, entry] of run.entries.entries()) {
      if (entry.kind === "text") {
        const { body: text, at: atMs } = entry;
        const id = entryId(hash, index);
        const peer = this.#core.authors.get(key) ?? this.#core.view(author);
        this.#core.show({ show: "message", id, author: peer, text, atMs, own: false, backlog });
        continue;
      }
      const { body } = entry;
      if (body.event === "joined") {
        this.#core.authors.set(key, { id: author, name: body.name, address: body.address });
      } else if (body.event === "left") this.#listener.left(author, epoch);
    }
  }

  /** The next `runs` stored are on disk: acknowledge them, and let own ones leave. */
  stored(runs: number): void {
    const grown = this.#core.commit(runs);
    const storing = this.#storing;
    if (storing !== null && storing.item.last <= storing.item.feed.committed.seq) {
      this.#storing = null;
      this.#showOwn(storing);
    }
    this.#acknowledge(grown);
    this.#storeWaiting();
  }

  #acknowledge(grown: readonly Feed[]): void {
    const others = grown.filter((feed) => feed.key !== this.#core.selfKey);
    if (others.length === 0) return;
    const heads = this.#core.feeds.heads(others);
    for (const link of this.#core.liveLinks()) this.#sendHave(link, heads);
  }

  #showOwn({ item, said }: OwnRun): void {
    for (const [index, each] of said.entries()) {
      if (each.kind !== "text") continue;
      this.#core.show({
        show: "message",
        id: entryId(item.hash, index),
        author: this.#core.view(this.#core.config.id),
        text: each.body,
        atMs: each.atMs,
        own: true,
        backlog: false,
        ...(each.ref === undefined ? {} : { ref: each.ref }),
      });
    }
  }

  /** At the end of each step: send every link what it still lacks. */
  pumpAll(): void {
    for (const link of this.#core.liveLinks()) this.#pump(link);
  }

  #pump(link: Link): void {
    const { feeds, effects, selfKey } = this.#core;
    const { sync } = link;
    if (sync === null) return;
    const mayLeave = (item: LogItem, position: number): boolean =>
      item.feed.key !== selfKey || position < feeds.committedRuns;
    while (link.marks < marksMax) {
      const position = sync.next(mayLeave);
      if (position === null) return;
      const bytes = this.#core.readRun(position);
      link.unmarkedBytes += bytes.length;
      const notify = link.unmarkedBytes >= markEveryBytes;
      if (notify) {
        link.unmarkedBytes = 0;
        link.marks++;
      }
      effects.push({ do: "send-bytes", link: link.id, bytes, notify });
    }
  }

  drained(link: Link): void {
    link.marks = Math.max(0, link.marks - 1);
  }

  /** Every live neighbour, and at least one, has all that was said here on disk. */
  get isHanded(): boolean {
    const { feeds, selfKey } = this.#core;
    const seq = feeds.seq(selfKey);
    let links = 0;
    for (const { sync } of this.#core.liveLinks()) {
      if (sync?.hasOnDisk(selfKey, seq) !== true) return false;
      links++;
    }
    return links > 0;
  }
}

/** Messages are shown under the name that their author joined with. */
function bearsReservedName(entry: Entry): boolean {
  return entry.kind === "system" && isReservedName(entry.body.name);
}
