import { lapTimeoutMs } from "../peer/timing.ts";
import type { Witness } from "./message_checker.ts";
import { Violation } from "./violation.ts";

/** An answer may come a tick after the lap was given up. */
const answerMsMax = lapTimeoutMs + 200;

/** Who asks for the ring is answered once, in time. */
export class AnswerChecker {
  readonly #asked = new Map<string, { readonly witness: Witness; readonly atMs: number }>();
  #count = 0;

  /** The process is about to ask. Returns the question's ref, which is unique. */
  ask(witness: Witness, atMs: number): string {
    const ref = `question ${++this.#count}`;
    this.#asked.set(ref, { witness, atMs });
    return ref;
  }

  answered(witness: Witness, ref: string | undefined): void {
    const asked = ref === undefined ? undefined : this.#asked.get(ref);
    if (ref === undefined || asked?.witness !== witness) {
      throw new Violation(`${witness.tag} answers ${ref ?? "nothing"}, which is not asked`);
    }
    this.#asked.delete(ref);
  }

  check(witness: Witness, nowMs: number): void {
    for (const [ref, asked] of this.#asked) {
      if (asked.witness !== witness || nowMs - asked.atMs <= answerMsMax) continue;
      throw new Violation(`${witness.tag} never answered ${ref}, asked at ${asked.atMs} ms`);
    }
  }
}
