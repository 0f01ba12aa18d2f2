import type { Random } from "../lib/random.ts";
import { below, exponential } from "./draws.ts";
import type { Slot } from "./faults.ts";

/** What a program has its peer do, `about` whom. */
export type Questioning = {
  readonly atMs: number;
  readonly peer: Slot;
  readonly about: Slot;
  readonly ask: "keys" | "links" | "hints" | "wish" | "drop";
};

const meanGapMs = 400;

/** At the beginning of the calm nobody wishes for anything any more. */
export function drawQuestions(random: Random, count: number, calmAtMs: number): Questioning[] {
  const kinds = ["keys", "links", "links", "hints", "wish", "drop"] as const;
  const questions: Questioning[] = [];
  for (let atMs = 0; atMs < calmAtMs; atMs += exponential(random, meanGapMs)) {
    const [peer, about] = [below(random, count), below(random, count)];
    questions.push({ atMs, peer, about, ask: kinds[below(random, kinds.length)] ?? "links" });
  }
  return questions;
}
