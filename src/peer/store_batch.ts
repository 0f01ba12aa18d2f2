import type { StoreBatch } from "./ports.ts";

/** One commit for what several brought, in their order. */
export function joined(batches: readonly StoreBatch[]): StoreBatch {
  return {
    runs: batches.flatMap(({ runs }) => runs),
    members: batches.flatMap(({ members }) => members),
    forgotten: batches.flatMap(({ forgotten }) => forgotten),
    proofs: batches.flatMap(({ proofs }) => proofs),
  };
}
