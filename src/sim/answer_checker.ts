import { lapTimeoutMs, questionMs } from "../peer/timing.ts";
import type { Witness } from "./message_checker.ts";
import { Violation } from "./violation.ts";

/** An answer may come a tick after the lap was given up. */
const msMax = { ring: lapTimeoutMs + 200, member: questionMs + 200 };

/** Who asks for the ring, or a member something, is answered once, in time. */
export class AnswerChecker {
  readonly #asked = new Map<string, { readonly witness: Witness; readonly untilMs: number }>();
  #count = 0;

  /** The process is about to ask. Returns the question's ref, which is unique. */
  ask(witness: Witness, atMs: number, whom: "ring" | "member" = "ring"): string {
    const ref = `question ${++this.#count}`;
    this.#asked.set(ref, { witness, untilMs: atMs + msMax[whom] });
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
      if (asked.witness !== witness || nowMs <= asked.untilMs) continue;
      throw new Violation(`${witness.tag} never answered ${ref}, due at ${asked.untilMs} ms`);
    }
  }
}
