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
};

type Said = {
  readonly author: View;
  /** From 1 up among all that its author said. */
  readonly number: number;
  /** How many messages its author had been shown before it said this one. */
  readonly seen: number;
  id: string;
};

type View = {
  readonly witness: Witness;
  saidCount: number;
  /** Everything shown, in order, and the same as a set. */
  readonly order: Said[];
  readonly has: Set<Said>;
  /** By author process: how many of its messages were shown, and how many causes were checked. */
  readonly shownOf: Map<View, number>;
  readonly checkedOf: Map<View, number>;
};

/** Exactly once, each author's in order, causes first, unaltered, and nobody's own as another's. */
export class MessageChecker {
  readonly #views = new Map<Witness, View>();
  readonly #said = new Map<string, Said>();

  begin(witness: Witness): void {
    const [shownOf, checkedOf] = [new Map<View, number>(), new Map<View, number>()];
    const view = { witness, saidCount: 0, order: [], has: new Set<Said>(), shownOf, checkedOf };
    this.#views.set(witness, view);
  }

  /** The process is about to say a message of `textBytes`. Returns its text, which is unique. */
  say(witness: Witness, textBytes: number): string {
    const author = this.#view(witness);
    const number = ++author.saidCount;
    const text = `${witness.tag} says ${number} ${"ж".repeat(textBytes / 2)}`;
    this.#said.set(text, { author, number, seen: author.order.length, id: "" });
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
    if (view.has.has(said)) fail("shows a message twice");
    const expected = (view.shownOf.get(author) ?? 0) + 1;
    if (number !== expected) fail(`shows its author's message ${number} where ${expected} is due`);
    if (said.id === "") said.id = message.id;
    if (said.id !== message.id) fail("gives it another id than others do");
    this.#checkCauses(view, said, fail);
    view.shownOf.set(author, number);
    view.has.add(said);
    view.order.push(said);
  }

  /** All that its author had been shown before it spoke must have been shown here before. */
  #checkCauses(view: View, { author, seen }: Said, fail: (problem: string) => never): void {
    for (let i = view.checkedOf.get(author) ?? 0; i < seen; i++) {
      const cause = author.order[i];
      if (cause !== undefined && !view.has.has(cause)) {
        fail(`shows it before ${cause.author.witness.tag}'s ${cause.number}, which it may answer`);
      }
    }
    view.checkedOf.set(author, Math.max(seen, view.checkedOf.get(author) ?? 0));
  }

  /** What any of these was shown, all of these were. The processes are alive and connected. */
  checkSame(witnesses: readonly Witness[]): void {
    const views = witnesses.map((witness) => this.#view(witness));
    for (const holder of views) {
      for (const view of views) {
        for (const said of holder.order) {
          if (view.has.has(said)) continue;
          const { author, number } = said;
          const whose = `${author.witness.tag}'s message ${number}`;
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
    const shown = view.shownOf.get(view) ?? 0;
    if (shown === view.saidCount) return;
    throw new Violation(
      `${witness.tag} said ${view.saidCount} messages, ${shown} were shown to it`,
    );
  }

  /** Somebody else than its author was shown the last message that it was shown as its own. */
  checkHanded(witness: Witness): void {
    const author = this.#view(witness);
    const own = author.shownOf.get(author) ?? 0;
    for (const view of this.#views.values()) {
      if (view !== author && (view.shownOf.get(author) ?? 0) >= own) return;
    }
    throw new Violation(`${witness.tag} left in order, but nobody was shown its message ${own}`);
  }

  get saidCount(): number {
    return this.#said.size;
  }

  #view(witness: Witness): View {
    const view = this.#views.get(witness);
    if (view === undefined) throw new Error(`no process ${witness.tag}`);
    return view;
  }
}
