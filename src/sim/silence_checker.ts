import type { LinkId } from "../lib/ids.ts";
import { silenceMaxMs } from "../peer/timing.ts";
import type { Witness } from "./message_checker.ts";
import { Violation } from "./violation.ts";

/** Nobody takes a link for silent on which bytes came, be it in the middle of a long run. */
export class SilenceChecker {
  readonly #heardAtMs = new Map<Witness, Map<LinkId, number>>();

  begin(witness: Witness): void {
    this.#heardAtMs.set(witness, new Map());
  }

  /** What it heard before at its old address says nothing of now. */
  moves(witness: Witness): void {
    this.#heardAtMs.get(witness)?.clear();
  }

  hears(witness: Witness, link: LinkId, nowMs: number): void {
    this.#heardAtMs.get(witness)?.set(link, nowMs);
  }

  hangsUp(witness: Witness, link: LinkId, reason: string, nowMs: number): void {
    const heard = this.#heardAtMs.get(witness);
    const heardAtMs = heard?.get(link) ?? -Infinity;
    heard?.delete(link);
    if (!reason.startsWith("silent") || nowMs - heardAtMs >= silenceMaxMs) return;
    const what = `${nowMs - heardAtMs} ms after bytes came on it`;
    throw new Violation(`${witness.tag} takes the link ${link} for silent ${what}`);
  }
}
