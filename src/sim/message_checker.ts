import type { FeedKey } from "../feed/feed.ts";
import type { PeerId } from "../lib/ids.ts";
import type { Shown } from "../peer/shown.ts";
import type { Slot } from "./faults.ts";
import { Violation } from "./violation.ts";

type MessageShown = Extract<Shown, { show: "message" }>;

/** What the checkers know of one process: only what it was told to say and what it showed. */
export type Witness = {
  readonly tag: string;
  readonly slot: Slot;
  readonly id: PeerId;
  readonly name: string;
  /** Where its own runs stand: each process begins a feed. */
  readonly feed: FeedKey;
};

type Said = {
  readonly author: View;
  /** From 1 up among all that its author said. */
  readonly number: number;
  /** What its author had before it said this one. */
  readonly seen: readonly number[];
  id: string;
};

type View = {
  readonly witness: Witness;
  readonly index: number;
  saidCount: number;
  /**
   * By its author's index, how many messages were shown here or lay on the disk. That says which
   * ones, since each author's come in order and without gaps.
   */
  readonly counts: number[];
};

/** Exactly once, each author's in order, causes first, unaltered, and nobody's own as another's. */
export class MessageChecker {
  readonly #views: View[] = [];
  readonly #byWitness = new Map<Witness, View>();
  readonly #byFeed = new Map<FeedKey, View>();
  readonly #said = new Map<string, Said>();

  /** `onDisk`: how many messages of each feed the process finds there. */
  begin(witness: Witness, onDisk: Iterable<readonly [FeedKey, number]> = []): void {
    const counts = this.#views.map(() => 0);
    for (const [feed, count] of onDisk) {
      const author = this.#byFeed.get(feed);
      if (author !== undefined) counts[author.index] = count;
    }
    const view = { witness, index: this.#views.length, saidCount: 0, counts };
    this.#views.push(view);
    this.#byWitness.set(witness, view);
    this.#byFeed.set(witness.feed, view);
  }

  /** The process is about to say a message of `textBytes`. Returns its text, which is unique. */
  say(witness: Witness, textBytes: number): string {
    const author = this.#view(witness);
    const number = ++author.saidCount;
    const text = `${witness.tag} says ${number} ${"ж".repeat(textBytes / 2)}`;
    this.#said.set(text, { author, number, seen: author.counts.slice(), id: "" });
    return text;
  }

  /** It refused to: the message does not exist. */
  rejected(witness: Witness): void {
    this.#view(witness).saidCount--;
  }

  shown(witness: Witness, message: MessageShown): void {
    const view = this.#view(witness);
    const said = this.#said.get(message.text);
    const what = JSON.stringify(message.text.slice(0, 40));
    const fail = (problem: string): never => {
      throw new Violation(`${witness.tag} ${problem}: ${what}`);
    };
    if (said === undefined) return fail("shows what nobody said");
    const { author, number } = said;
    const { id, name } = author.witness;
    if (message.author.id !== id || message.author.name !== name) fail("names a wrong author");
    // What an earlier start of the same peer said comes back as its own.
    if (message.own !== (id === witness.id)) {
      fail(message.own ? "shows another's message as its own" : "is shown an echo of its own");
    }
    const expected = countOf(view, author) + 1;
    if (number < expected) fail("shows a message twice");
    if (number > expected) fail(`shows its author's message ${number} where ${expected} is due`);
    if (said.id === "") said.id = message.id;
    if (said.id !== message.id) fail("gives it another id than others do");
    this.#checkCauses(view, said, fail);
    while (view.counts.length < author.index) view.counts.push(0);
    view.counts[author.index] = number;
  }

  /** All that its author had before it spoke must be here, too. */
  #checkCauses(view: View, { seen }: Said, fail: (problem: string) => never): void {
    for (const [index, count] of seen.entries()) {
      if (count <= (view.counts[index] ?? 0)) continue;
      const cause = this.#views[index]?.witness.tag ?? "";
      fail(`shows it before ${cause}'s ${count}, which it may answer`);
    }
  }

  /** What any of these has, all of these have. The processes are alive and connected. */
  checkSame(witnesses: readonly Witness[]): void {
    const views = witnesses.map((witness) => this.#view(witness));
    for (const holder of views) {
      for (const view of views) {
        for (const author of this.#views) {
          if (countOf(view, author) >= countOf(holder, author)) continue;
          const whose = `${author.witness.tag}'s message ${countOf(view, author) + 1}`;
          throw new Violation(
            `${view.witness.tag} lacks ${whose}, which ${holder.witness.tag} has`,
          );
        }
      }
    }
  }

  /** Everything that a process said while it was alive came back to it as its own. */
  checkOwn(witness: Witness): void {
    const view = this.#view(witness);
    const shown = countOf(view, view);
    if (shown === view.saidCount) return;
    throw new Violation(
      `${witness.tag} said ${view.saidCount} messages, ${shown} were shown to it`,
    );
  }

  /** Somebody else than its author was shown the last message that it was shown as its own. */
  checkHanded(witness: Witness): void {
    const author = this.#view(witness);
    const own = countOf(author, author);
    for (const view of this.#views) {
      if (view !== author && countOf(view, author) >= own) return;
    }
    throw new Violation(`${witness.tag} left in order, but nobody was shown its message ${own}`);
  }

  /** How many messages it has: shown, or found on its disk. */
  countAll(witness: Witness): number {
    return this.#view(witness).counts.reduce((sum, count) => sum + count, 0);
  }

  get saidCount(): number {
    return this.#said.size;
  }

  #view(witness: Witness): View {
    const view = this.#byWitness.get(witness);
    if (view === undefined) throw new Error(`no process ${witness.tag}`);
    return view;
  }
}

function countOf(view: View, author: View): number {
  return view.counts[author.index] ?? 0;
}
