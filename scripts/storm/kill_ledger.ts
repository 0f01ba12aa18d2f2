/** What was said in a storm, and what must therefore be in every history. */
import type { HistoryMessage, MessageEvent } from "./storm_event.ts";

/** One life of one process: what it has shown. */
export class Life {
  readonly #ids = new Set<string>();
  readonly #latest = new Map<string, number>();

  /** What is wrong with a message that it shows; null when nothing is. */
  show({ id, text }: MessageEvent): string | null {
    if (this.#ids.has(id)) return `"${text}" was shown twice`;
    this.#ids.add(id);
    const { author, number } = placeOf(text);
    const latest = this.#latest.get(author) ?? 0;
    this.#latest.set(author, number);
    return number > latest ? null : `"${text}" was shown after number ${latest}`;
  }
}

/**
 * Texts are `AUTHOR NUMBER`, numbers rise. A message counts from its author's own `message` event
 * on: that comes only after the commit. What was said to a process that died before may be lost.
 */
export class KillLedger {
  readonly #numbers = new Map<string, number>();
  readonly #waiting = new Map<string, Set<string>>();
  readonly #ids = new Map<string, string>();
  readonly #receipted = new Set<string>();
  lost = 0;

  /** Said and committed, by id. */
  get committed(): ReadonlyMap<string, string> {
    return this.#ids;
  }

  get receipted(): ReadonlySet<string> {
    return this.#receipted;
  }

  /** Committed, or on its way there. */
  get said(): number {
    return [...this.#waiting.values()].reduce((sum, texts) => sum + texts.size, this.#ids.size);
  }

  get told(): string {
    const [committed, receipted] = [this.committed.size, this.receipted.size];
    return `${committed} committed, ${receipted} receipted, ${this.lost} died with their process`;
  }

  /** The author's next text. */
  next(author: string): string {
    const number = (this.#numbers.get(author) ?? 0) + 1;
    this.#numbers.set(author, number);
    const text = `${author} ${number}`;
    this.#waitingOf(author).add(text);
    return text;
  }

  commit(id: string, text: string): void {
    this.#waitingOf(placeOf(text).author).delete(text);
    this.#ids.set(id, text);
  }

  receipt(id: string, seenBy: number): void {
    if (seenBy >= 2) this.#receipted.add(id);
  }

  /** The author's process is gone: what it had not shown may never be. */
  died(author: string): void {
    const waiting = this.#waitingOf(author);
    this.lost += waiting.size;
    waiting.clear();
  }

  wasSaid(text: string): boolean {
    const { author, number } = placeOf(text);
    return number >= 1 && number <= (this.#numbers.get(author) ?? 0);
  }

  #waitingOf(author: string): Set<string> {
    const waiting = this.#waiting.get(author) ?? new Set();
    this.#waiting.set(author, waiting);
    return waiting;
  }
}

/** What is wrong with one peer's history. */
export function historyFaults(ledger: KillLedger, history: readonly HistoryMessage[]): string[] {
  const faults: string[] = [];
  const ids = new Set<string>();
  const texts = new Set<string>();
  const latest = new Map<string, number>();
  for (const { id, author, text } of history) {
    const place = placeOf(text);
    if (!ledger.wasSaid(text) || place.author !== author.name) {
      faults.push(`nobody said "${text}" as ${author.name}`);
      continue;
    }
    if (ids.has(id) || texts.has(text)) faults.push(`"${text}" is there twice`);
    ids.add(id);
    texts.add(text);
    const before = latest.get(place.author) ?? 0;
    if (place.number <= before) faults.push(`"${text}" comes after number ${before}`);
    latest.set(place.author, place.number);
  }
  for (const [id, text] of ledger.committed) {
    if (!ids.has(id)) faults.push(`"${text}" is missing, which its author saw ${how(ledger, id)}`);
  }
  // Receipts go on after a restart: also for what was committed as its process died.
  for (const id of ledger.receipted) {
    if (ids.has(id) || ledger.committed.has(id)) continue;
    faults.push(`${id} is missing, which its author saw receipted`);
  }
  return faults;
}

function how(ledger: KillLedger, id: string): string {
  return ledger.receipted.has(id) ? "receipted" : "committed";
}

function placeOf(text: string): { readonly author: string; readonly number: number } {
  const [author = "", number] = text.split(" ");
  return { author, number: Number(number) };
}
