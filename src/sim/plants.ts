import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A change of one source file: the text, which must stand there exactly once, and the new one. */
type Patch = { readonly file: string; readonly from: string; readonly to: string };

/** A bug put into a copy of the sources on purpose, to see that the simulator finds it. */
export type Plant = {
  readonly name: string;
  readonly what: string;
  readonly patches: readonly Patch[];
};

export const plants: readonly Plant[] = [
  {
    name: "no-duplicate-check",
    what: "a run that came before is taken for a new one",
    patches: [
      {
        file: "src/feed/feeds.ts",
        from: "if (feed !== undefined && first <= seen) return feed.compare(header);",
        to: `if (feed !== undefined && first <= seen) return { fit: "new" };`,
      },
    ],
  },
  {
    name: "no-gap-check",
    what: "a run is taken although the one before it is missing",
    patches: [
      {
        file: "src/feed/feeds.ts",
        from: "if (first > seen + 1) {",
        to: "if (first === Infinity) {",
      },
      {
        file: "src/feed/feeds.ts",
        from: "if (previous !== (feed?.head ?? noHash)) {",
        to: "if (first === seen + 1 && previous !== (feed?.head ?? noHash)) {",
      },
      {
        file: "src/feed/feeds.ts",
        from: "if (lead === 0 ||",
        to: "if (lead >= 0 ||",
      },
    ],
  },
  {
    name: "no-dependency-check",
    what: "a run is taken although what it was said after is missing",
    patches: [
      {
        file: "src/feed/feeds.ts",
        from: "else if (cause === undefined)",
        to: "else if (cause === undefined) isExact = false;\n      else if (Number.isNaN(cause))",
      },
    ],
  },
  {
    name: "no-periodic-digest",
    what: "neighbours never compare what they have: what was believed sent is never missed",
    patches: [
      {
        file: "src/peer/peer.ts",
        from: "    this.#reconcile.tick();\n",
        to: "",
      },
    ],
  },
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
        file: "src/peer/talk.ts",
        from: "item.feed.key !== selfKey || position < feeds.committedRuns;",
        to: "item.feed.key !== selfKey || position < Infinity;",
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
    name: "runs-split",
    what: "a run of several entries is passed on as two, which bear its signature",
    patches: [
      {
        file: "src/peer/talk.ts",
        from: 'effects.push({ do: "send-bytes", link: link.id, bytes, notify });',
        to: `for (const part of halves(bytes, this.#core.crypto.hash, this.#core.config.room)) {
        effects.push({ do: "send-bytes", link: link.id, bytes: part, notify });
      }`,
      },
      {
        file: "src/peer/talk.ts",
        from: "/** Messages are shown under the name that their author joined with. */",
        to: `function halves(
  bytes: Uint8Array,
  hash: (...parts: readonly Uint8Array[]) => string,
  room: string,
): Uint8Array[] {
  const [line = "", ...lines] = new TextDecoder().decode(bytes).trimEnd().split("\\n");
  if (lines.length < 2) return [bytes];
  const header: RunHeader = JSON.parse(line);
  const part = (place: Partial<RunHeader>, some: readonly string[]): RunHeader => {
    const body = hash(utf8.encode(some.map((each) => \`\${each}\\n\`).join("")));
    return { ...header, ...place, count: some.length, body };
  };
  const one = part({}, lines.slice(0, 1));
  const previous = runHash(hash, room, one);
  const rest = lines.slice(1);
  const { first, lamport } = header;
  const other = part({ first: first + 1, lamport: lamport + 1, previous, after: [] }, rest);
  const encode = (head: RunHeader, some: readonly string[]): Uint8Array =>
    utf8.encode([JSON.stringify(head), ...some, ""].join("\\n"));
  return [encode(one, lines.slice(0, 1)), encode(other, rest)];
}

/** Messages are shown under the name that their author joined with. */`,
      },
      {
        file: "src/peer/talk.ts",
        from: "if (!crypto.verify(header.author, signedBytes(hash), header.signature)) {",
        to: "if (!crypto.verify(header.author, signedBytes(hash), header.signature) && signedBytes(hash).length === 0) {",
      },
    ],
  },
  {
    name: "forks-not-voided",
    what: "a fork is proved and told, but what its author said stays in history",
    patches: [
      {
        file: "src/peer/forks.ts",
        from: "    this.#core.storeProof(proof);\n",
        to: "",
      },
    ],
  },
  {
    name: "remembered-remote-have",
    what: "what the other side had is remembered across a reconnect",
    patches: [
      {
        file: "src/peer/greeting.ts",
        from: "  #dials = 0;",
        to: "  #dials = 0;\n  readonly #remembered = new Map<string, LinkSync>();",
      },
      {
        file: "src/peer/greeting.ts",
        from: "link.sync = new LinkSync(this.#core.feeds);",
        to: `link.sync = new LinkSync(this.#core.feeds);
    link.sync.before = this.#remembered.get(link.hello?.peer ?? "");
    this.#remembered.set(link.hello?.peer ?? "", link.sync);`,
      },
      {
        file: "src/feed/link_sync.ts",
        from: "  #cursor = 0;\n",
        to: "  #cursor = 0;\n  before: LinkSync | undefined;\n",
      },
      {
        file: "src/feed/link_sync.ts",
        from: "if (!more) this.#greeted = true;",
        to: `for (const [key, seq] of this.before?.#has ?? []) this.noteHas(key, seq);
    this.before = undefined;
    if (!more) this.#greeted = true;`,
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
    name: "no-forward",
    what: "what others said is not passed on",
    patches: [
      {
        file: "src/peer/talk.ts",
        from: "const bytes = this.#core.readRun(position);",
        to: "if (feeds.log[position]?.feed.key !== selfKey) continue;\n      const bytes = this.#core.readRun(position);",
      },
    ],
  },
  {
    name: "no-heartbeat",
    what: "silence is not taken for the end of a link",
    patches: [
      {
        file: "src/peer/greeting.ts",
        from: "if (nowMs - link.heardAtMs >= timing.silenceMaxMs) {",
        to: "if (nowMs - link.heardAtMs === Infinity) {",
      },
    ],
  },
  {
    name: "frames-only-heartbeat",
    what: "a long run that is still under way is taken for silence",
    patches: [
      {
        file: "src/sim/sim_process.ts",
        from: `this.#take({ type: "received", link, frames });`,
        to: `if (frames.length > 0) this.#take({ type: "received", link, frames });`,
      },
    ],
  },
  {
    name: "no-author-order",
    what: "the messages of one run are shown last first",
    patches: [
      {
        file: "src/peer/talk.ts",
        from: "for (const [index, entry] of run.entries.entries()) {",
        to: "for (const [index, entry] of [...run.entries.entries()].toReversed()) {",
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
  {
    name: "no-refute",
    what: "a peer that is said to be gone lets it stand",
    patches: [
      {
        file: "src/peer/membership.ts",
        from: "const isWrong = isOther || record.down || record.state !== own.state;",
        to: "const isWrong = false;",
      },
    ],
  },
  {
    name: "no-scout",
    what: "nobody looks for those who seem dead, so split rings stay split",
    patches: [
      {
        file: "src/peer/dialling.ts",
        from: "    this.#scout();\n",
        to: "",
      },
    ],
  },
];

/**
 * A copy of the checkout at `root` with the plant in it, ready to run. Throws when a patch no
 * longer fits: a plant that plants nothing would pass for a bug that was not found.
 */
export function plantCopy(plant: Plant, root: string): string {
  const copy = mkdtempSync(join(tmpdir(), "ringchat-plant-"));
  try {
    for (const part of ["src", "scripts", "package.json", "tsconfig.json"]) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const patch of plant.patches) applyPatch(copy, plant.name, patch);
    return copy;
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw error;
  }
}

function applyPatch(copy: string, name: string, { file, from, to }: Patch): void {
  const path = join(copy, file);
  const source = readFileSync(path, "utf8");
  const times = source.split(from).length - 1;
  if (times !== 1) {
    throw new Error(
      `the plant ${name} no longer fits: ${file} holds its text ${times} times, not once; ` +
        `bring src/sim/plants.ts up to date:\n${from}`,
    );
  }
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
}
