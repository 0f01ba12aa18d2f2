import type { FeedKey } from "../feed/feed.ts";
import type { Keeper } from "./disk_checker.ts";
import type { RingChecker } from "./ring_checker.ts";
import { Violation } from "./violation.ts";

/** What was said before the calm is everywhere by then. */
export const historiesMsMax = 15_000;
/** Scouts join what is split within 20 s; whom they find late has this time from then on. */
const catchUpMs = 5_000;

/** Since when something holds without a break; null while it does not. */
class Since {
  atMs: number | null = null;

  note(holds: boolean, nowMs: number): void {
    this.atMs = holds ? (this.atMs ?? nowMs) : null;
  }
}

/** How the living come together once nothing goes wrong any more; by groups, see Judge.groups. */
export class Recovery {
  /** The links of each group contain a cycle through all of it. */
  readonly cycle = new Since();
  /** Asked for the ring, each answers with that same cycle, closed. */
  readonly answers = new Since();
  /** What was on any disk of a group when the calm began is on all of them. */
  readonly histories = new Since();
  readonly #rings: RingChecker;
  readonly #forked: ReadonlySet<FeedKey>;
  /** By process, the feeds on its disk when it was first seen in the calm: their last seqs. */
  readonly #begun = new Map<Keeper, ReadonlyMap<FeedKey, number>>();

  /** `forked`: feeds of which not everybody has everything. */
  constructor(rings: RingChecker, forked: ReadonlySet<FeedKey>) {
    this.#rings = rings;
    this.#forked = forked;
  }

  lookAtLinks(groups: readonly (readonly Keeper[])[], nowMs: number): void {
    this.cycle.note(
      groups.every((group) => this.#rings.isWhole(group)),
      nowMs,
    );
  }

  lookAtRest(groups: readonly (readonly Keeper[])[], nowMs: number): void {
    const isAnswered = groups.every((group) => this.#rings.problem(group) === null);
    this.answers.note(isAnswered, nowMs);
    this.histories.note(
      groups.every((group) => this.#areSame(group)),
      nowMs,
    );
  }

  /** Throws when what was said before the calm came too late to all. */
  check(calmAtMs: number): void {
    const sameAtMs = this.histories.atMs ?? Infinity;
    const ringAtMs = this.cycle.atMs ?? Infinity;
    if (sameAtMs <= Math.max(calmAtMs + historiesMsMax, ringAtMs + catchUpMs)) return;
    const afterMs = sameAtMs - calmAtMs;
    throw new Violation(`only after ${afterMs} ms of calm had all what any had before it`);
  }

  #areSame(group: readonly Keeper[]): boolean {
    const due = new Map<FeedKey, number>();
    for (const keeper of group) {
      for (const [feed, last] of this.#begunBy(keeper)) {
        if (last > (due.get(feed) ?? 0) && !this.#forked.has(feed)) due.set(feed, last);
      }
    }
    for (const [feed, last] of due) {
      if (group.some(({ disk }) => disk.lastOf(feed) < last)) return false;
    }
    return true;
  }

  #begunBy(keeper: Keeper): ReadonlyMap<FeedKey, number> {
    const begun =
      this.#begun.get(keeper) ??
      new Map([...keeper.disk.feeds].map(([feed, { last }]) => [feed, last]));
    this.#begun.set(keeper, begun);
    return begun;
  }
}
