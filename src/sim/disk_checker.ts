import { type FeedKey, feedKey } from "../feed/feed.ts";
import type { StoreBatch, StoredRun } from "../peer/ports.ts";
import type { FeedHead, Frame, Lap } from "../wire/frame.ts";
import type { Disk } from "./disk.ts";
import type { Witness } from "./message_checker.ts";
import { RunBook } from "./run_book.ts";
import { Violation } from "./violation.ts";

/** A process as what it has on disk is held against what it says. */
export type Keeper = Witness & { readonly disk: Disk };

/**
 * What a process stores and sends, against what came to it and what is on its disk. Runs go to disk
 * whole, without gaps, behind their causes and in the order in which they came; nothing is
 * acknowledged, and no own run sent, before it is there.
 */
export class DiskChecker {
  readonly book = new RunBook();
  /** Last seq of each feed that was given to the disk. */
  readonly #given = new Map<Keeper, Map<FeedKey, number>>();
  /** Feeds that some author forked: not everybody has all of them. */
  readonly #forked: ReadonlySet<FeedKey>;

  constructor(forked: ReadonlySet<FeedKey>) {
    this.#forked = forked;
  }

  /** Returns how many messages of each feed lie on its disk. */
  begin(keeper: Keeper): Map<FeedKey, number> {
    const given = new Map<FeedKey, number>();
    const texts = new Map<FeedKey, number>();
    for (const [feed, { last }] of keeper.disk.feeds) {
      given.set(feed, last);
      texts.set(feed, this.book.textsUpTo(feed, last));
    }
    this.#given.set(keeper, given);
    return texts;
  }

  /** `came`: the frames that the process just received. */
  stores(keeper: Keeper, { runs }: StoreBatch, came: readonly Frame[]): void {
    let arrived = 0;
    for (const run of runs) {
      const isOwn = feedKey(run.author, run.epoch) === keeper.feed;
      if (isOwn) this.book.note(run.bytes);
      else {
        const place = came.findIndex((frame, i) => i >= arrived && isRun(frame, run));
        if (place === -1) fail(keeper, "stores another run than came next", run);
        arrived = place + 1;
      }
      this.#checkRun(keeper, run);
    }
  }

  #checkRun(keeper: Keeper, run: StoredRun): void {
    const { author, epoch, first, last, bytes, after } = run;
    const feed = feedKey(author, epoch);
    const facts = this.book.of(bytes);
    if (facts?.feed !== feed || facts.first !== first || facts.last !== last) {
      fail(keeper, "stores a run that nobody made", run);
    }
    const given = this.#given.get(keeper) ?? new Map<FeedKey, number>();
    const due = (given.get(feed) ?? 0) + 1;
    if (first !== due) fail(keeper, `stores a run where seq ${due} is due`, run);
    given.set(feed, last);
    for (const [causeAuthor, causeEpoch, seq] of after) {
      const cause = feedKey(causeAuthor, causeEpoch);
      if ((given.get(cause) ?? 0) >= seq || this.#forked.has(cause)) continue;
      fail(keeper, `stores a run before ${brief(cause)}/${seq}, which it was said after`, run);
    }
  }

  sends(keeper: Keeper, frame: Frame): void {
    if (frame.type === "have") for (const head of frame.feeds) this.#checkHead(keeper, head);
    if (frame.type === "lap") this.#checkHop(keeper, frame);
  }

  #checkHead(keeper: Keeper, [author, epoch, seq, hash]: FeedHead): void {
    const feed = feedKey(author, epoch);
    const held = keeper.disk.feeds.get(feed);
    const last = held?.last ?? 0;
    const isSame = last !== seq || held?.head === hash;
    if (seq <= last && isSame) return;
    const what = `${brief(feed)}/${seq}`;
    throw new Violation(`${keeper.tag} says to have ${what}, on its disk it has ${last}`);
  }

  #checkHop(keeper: Keeper, { origin, epoch, hops }: Lap): void {
    const hop = hops.at(-1);
    const last = keeper.disk.lastOf(feedKey(origin, epoch));
    if (hop?.peer !== keeper.id || hop.committed <= last) return;
    throw new Violation(
      `${keeper.tag} tells a lap of ${hop.committed}, on its disk it has ${last}`,
    );
  }

  sendsRun(keeper: Keeper, bytes: Uint8Array): void {
    const facts = this.book.of(bytes);
    if (facts === undefined)
      throw new Violation(`${keeper.tag} sends no whole run, or its own too early`);
    const { feed, last } = facts;
    if (feed !== keeper.feed || keeper.disk.lastOf(feed) >= last) return;
    throw new Violation(`${keeper.tag} sends its own run up to ${last} before it is on its disk`);
  }
}

function isRun(frame: Frame, { bytes }: StoredRun): boolean {
  return frame.type === "run" && frame.run.bytes === bytes;
}

function fail(keeper: Keeper, problem: string, { author, epoch, first, last }: StoredRun): never {
  const run = `${brief(feedKey(author, epoch))}/${first}-${last}`;
  throw new Violation(`${keeper.tag} ${problem}: ${run}`);
}

function brief(feed: FeedKey): string {
  const [author = "", epoch = ""] = feed.split("/");
  return `${author.slice(0, 4)}/${epoch.slice(6)}`;
}
