/** History out of the arrival log, in the agreed order, with little of it in memory at a time. */
import { entryId } from "../feed/entry_id.ts";
import { compareInHistory, type Span, spansOf } from "../feed/history_order.ts";
import { runHash } from "../feed/run.ts";
import { saidIn } from "../feed/said.ts";
import type { HistoryEntry } from "../peer/history.ts";
import type { Loaded, RunLog } from "../peer/ports.ts";
import type { Entry, Run } from "../wire/frame.ts";
import { sha256 } from "./crypto.ts";
import { HistoryNames } from "./history_names.ts";
import { RunDecoder } from "./run_decoder.ts";
import { StateError } from "./state_error.ts";

/** A store as history sees it: open for writing, in memory, or another process's. */
export interface HistorySource extends RunLog {
  /** @param from leaves out what stands before that position of the arrival log */
  load(from?: number): Loaded;
}

export type HistoryOptions = {
  readonly room: string;
  /** Only what stands at this position of the arrival log or behind it. */
  readonly from?: number;
  /** Only these entries: by position of the arrival log, places in the run. */
  readonly only?: ReadonlyMap<number, ReadonlySet<number>>;
  /** Told of runs that are damaged, which are left out. */
  readonly onDamaged?: (position: number) => void;
};

/** Raising it costs memory, and time of whoever wants only some of them. */
const ENTRIES_PER_SPAN = 256;

/**
 * The history, oldest first, read as it is asked for. The same runs give the same history to the
 * byte. Feeds that their authors forked are left out; a loss is told once a member and incarnation.
 */
export function* historyOf(
  source: HistorySource,
  options: HistoryOptions,
): Generator<HistoryEntry> {
  const reader = new HistoryReader(source, options);
  const losses = new Set<string>();
  for (const span of reader.spans) {
    for (const read of reader.read(span)) if (isFirst(read, losses)) yield read.entry;
  }
}

/** An entry, and its clock where that is known: else it is looked for among the newest. */
export type EntryPlace = { readonly id: string; readonly lamport?: number | undefined };

/** So many entries are read, at most, to find one by its id alone: a tenth of a second. */
const LOOKED_AT_MAX = 8_192;

export type LastOptions = HistoryOptions & {
  readonly limit: number;
  /** Only what stands before this one; nothing, when there is no such entry. */
  readonly before?: EntryPlace;
};

/**
 * The last `limit` messages and the notices between and after them, at most `limit` too; oldest
 * first.
 */
export function lastOfHistory(source: HistorySource, options: LastOptions): HistoryEntry[] {
  const { limit } = options;
  if (limit === 0) return [];
  const newest: ReadEntry[] = [];
  let messages = 0;
  let notices = 0;
  for (const read of newestFirst(source, options)) {
    const isMessage = read.entry.kind === "message";
    if (isMessage) messages++;
    else if (++notices > limit) continue;
    newest.push(read);
    if (messages === limit) break;
  }
  const losses = new Set<string>();
  return newest
    .toReversed()
    .filter((read) => isFirst(read, losses))
    .map(({ entry }) => entry);
}

function* newestFirst(
  source: HistorySource,
  { before, ...options }: LastOptions,
): Generator<ReadEntry, void> {
  const reader = new HistoryReader(source, options);
  const lamport = before?.lamport ?? Infinity;
  let isBefore = before === undefined;
  let lookedAt = 0;
  for (const span of reader.spans.toReversed()) {
    if (span.from > lamport) continue;
    for (const read of reader.read(span).toReversed()) {
      if (isBefore) yield read;
      else if (read.entry.lamport <= lamport) {
        isBefore = read.entry.id === before?.id;
        if (++lookedAt === LOOKED_AT_MAX) return;
      }
    }
  }
}

/** `loss`: the member and incarnation that it is about, if that is what it is. */
type ReadEntry = { readonly entry: HistoryEntry; readonly loss: string | null };

function isFirst({ loss }: ReadEntry, losses: Set<string>): boolean {
  if (loss === null) return true;
  if (losses.has(loss)) return false;
  losses.add(loss);
  return true;
}

class HistoryReader {
  readonly spans: readonly Span[];
  readonly #source: HistorySource;
  readonly #options: HistoryOptions;
  readonly #from: number;
  readonly #names: HistoryNames;
  readonly #decoder = new RunDecoder();

  constructor(source: HistorySource, options: HistoryOptions) {
    const { from = 0, only } = options;
    const loaded = source.load(from);
    const { feeds, log, proofs } = loaded;
    const voided = new Set(proofs.map(({ one }) => `${one.author}/${one.epoch}`));
    const isVoid = feeds.map(({ author, epoch }) => voided.has(`${author}/${epoch}`));
    const includes = (index: number): boolean =>
      // Seqs begin at 1: a row with none could not be read.
      (log.last[index] ?? 0) > 0 &&
      isVoid[log.feed[index] ?? 0] !== true &&
      (only === undefined || only.has(from + index));
    this.#source = source;
    this.#options = options;
    this.#from = from;
    this.#names = new HistoryNames(loaded, isVoid);
    this.spans = spansOf(log, includes, ENTRIES_PER_SPAN);
  }

  /** The entries of one span, in order. */
  read(span: Span): ReadEntry[] {
    const { room, only } = this.#options;
    const entries: ReadEntry[] = [];
    for (const index of span.runs) {
      const position = this.#from + index;
      const run = this.#readRun(position);
      if (run === null) continue;
      const hash = runHash(sha256, room, run.header);
      for (const [place, entry] of run.entries.entries()) {
        const lamport = run.header.lamport + place;
        if (lamport < span.from || lamport >= span.before) continue;
        if (only !== undefined && only.get(position)?.has(place) !== true) continue;
        entries.push(this.#describe(run, place, entry, entryId(hash, place)));
      }
    }
    return entries.sort((a, b) => compareInHistory(a.entry, b.entry));
  }

  #readRun(position: number): Run | null {
    try {
      const run = this.#decoder.decode(this.#source.read(position));
      if (run !== null) return run;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
    }
    this.#options.onDamaged?.(position);
    return null;
  }

  #describe({ header }: Run, index: number, entry: Entry, id: string): ReadEntry {
    const { author, epoch } = header;
    const lamport = header.lamport + index;
    const joinedAt = this.#names.addressOf(author, epoch);
    const place = {
      id,
      author: { id: author, name: this.#names.nameOf(author, epoch), address: joinedAt },
      epoch,
      seq: header.first + index,
      lamport,
      atMs: entry.at,
    };
    if (entry.kind !== "system") {
      return { entry: { ...place, kind: "message", ...saidIn(entry) }, loss: null };
    }
    const { body } = entry;
    if (body.event === "lost") {
      const address = this.#names.addressBefore(body.peer, lamport);
      const peer = { id: body.peer, name: body.name, address };
      return {
        entry: { ...place, kind: "lost", peer },
        loss: `${body.peer}/${body.incarnation}`,
      };
    }
    if (body.event === "guest-joined" || body.event === "guest-left") {
      const guest = { name: body.name, address: body.address };
      const kind = body.event === "guest-joined" ? "joined" : "left";
      return { entry: { ...place, kind, peer: place.author, guest }, loss: null };
    }
    const address = body.event === "joined" ? body.address : joinedAt;
    const peer = { id: author, name: body.name, address };
    return { entry: { ...place, kind: body.event, peer }, loss: null };
  }
}
