/** What was sent and is not known to be accepted yet: nothing of it may be lost on the way. */
import type { Message } from "./talk.ts";

type Waiting = { readonly text: string; readonly atMs: number };

/** Clocks of two processes on one machine agree to that much. */
const CLOCK_MS = 1_000;

export class Outbox {
  readonly #mark: string;
  readonly #waiting = new Map<string, Waiting>();
  #sent = 0;

  /** @param mark so that no other page's references are taken for its own */
  constructor(mark: string) {
    this.#mark = mark;
  }

  /** The texts, oldest first. */
  get texts(): readonly string[] {
    return Array.from(this.#waiting.values(), ({ text }) => text);
  }

  /** @returns the reference under which it is answered */
  add(text: string, nowMs: number): string {
    const ref = `${this.#mark}-${++this.#sent}`;
    this.#waiting.set(ref, { text, atMs: nowMs });
    return ref;
  }

  accepted(ref: string): boolean {
    return this.#waiting.delete(ref);
  }

  /** The text, to be put back; null when it is not of this page. */
  rejected(ref: string): string | null {
    const text = this.#waiting.get(ref)?.text ?? null;
    this.#waiting.delete(ref);
    return text;
  }

  /**
   * After a broken connection: which texts are not among what was said since, and go back to
   * whoever wrote them.
   */
  settle(said: readonly Message[]): readonly string[] {
    const own = said.filter((message) => message.own);
    const lost: string[] = [];
    for (const { atMs, text } of this.#waiting.values()) {
      const at = own.findIndex((each) => each.text === text && each.atMs >= atMs - CLOCK_MS);
      if (at < 0) lost.push(text);
      else own.splice(at, 1);
    }
    this.#waiting.clear();
    return lost;
  }
}
