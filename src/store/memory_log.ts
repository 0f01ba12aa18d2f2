import { assert } from "../lib/assert.ts";
import type { RunStore } from "../peer/ports.ts";

/** The arrival log in memory: the journal's twin, for --ephemeral and for the simulator. */
export class MemoryLog implements RunStore {
  readonly #runs: Uint8Array[] = [];

  append(runs: readonly Uint8Array[]): void {
    // Copied: a run may be a view into a chunk of the network, which it would keep alive.
    for (const run of runs) this.#runs.push(run.slice());
  }

  read(position: number): Uint8Array {
    const run = this.#runs[position];
    assert(run !== undefined, `run ${position} of ${this.#runs.length} read before it was stored`);
    return run;
  }
}
