import type { Plant } from "./plant.ts";

/** Bugs in what a peer says, promises and keeps of its own. */
export const diskPlants: readonly Plant[] = [
  {
    name: "epoch-reuse",
    what: "a peer that starts again goes on with the feed that it finds on its disk",
    patches: [
      {
        file: "src/sim/world.ts",
        from: "  readonly #keys: string[];\n",
        to: "  readonly #keys: string[];\n  readonly #epochs = new Map<string, string>();\n",
      },
      {
        file: "src/sim/world.ts",
        from: 'epoch: seconds.toString(16).padStart(8, "0") + this.#random.hex(4),',
        to: `epoch: this.#epochs
        .set(
          this.#keys[slot] ?? "",
          this.#epochs.get(this.#keys[slot] ?? "") ?? seconds.toString(16) + this.#random.hex(4),
        )
        .get(this.#keys[slot] ?? "") ?? "",`,
      },
    ],
  },
  {
    name: "acknowledge-before-commit",
    what: "what was received counts as had before it is on disk",
    patches: [
      {
        file: "src/feed/feeds.ts",
        from: `for (const { author, epoch, committed, proof } of feeds) {
      if (committed.seq > 0 && proof === null)
        heads.push([author, epoch, committed.seq, committed.head]);`,
        to: `for (const { author, epoch, seq, head, proof } of feeds) {
      if (seq > 0 && proof === null) heads.push([author, epoch, seq, head]);`,
      },
    ],
  },
  {
    name: "own-run-sent-before-commit",
    what: "an own run leaves before it is on disk",
    patches: [
      {
        file: "src/peer/pump.ts",
        from: "if (feed.key === selfKey) return position < feeds.committedRuns;",
        to: "if (feed.key === selfKey) return position >= 0;",
      },
    ],
  },
  {
    name: "commits-out-of-order",
    what: "runs that came together go to disk last first",
    patches: [
      {
        file: "src/peer/core.ts",
        from: 'this.effects.push({ do: "store", batch: { runs, members',
        to: 'this.effects.push({ do: "store", batch: { runs: runs.toReversed(), members',
      },
    ],
  },
  {
    name: "own-shown-twice",
    what: "an own message is shown when it is said and again when it is on disk",
    patches: [
      {
        file: "src/peer/talk.ts",
        from: "this.#storing = { hash, last: lastOf(run.header), said };",
        to: "this.#storing = { hash, last: lastOf(run.header), said };\n    this.#showOwn(this.#storing);",
      },
    ],
  },
  {
    name: "hasty-leave",
    what: "who leaves does not wait until a neighbour has what was said",
    patches: [
      {
        file: "src/peer/leaving.ts",
        from: "(isAlone || this.#talk.isHanded)",
        to: "(isAlone || true)",
      },
    ],
  },
];
