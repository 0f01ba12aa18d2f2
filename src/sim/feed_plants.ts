import type { Plant } from "./plant.ts";

/** Bugs in what is taken from others, kept and passed on. */
export const feedPlants: readonly Plant[] = [
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
    name: "runs-split",
    what: "a run of several entries is passed on as two, which bear its signature",
    patches: [
      {
        file: "src/peer/pump.ts",
        from: 'effects.push({ do: "send-bytes", link: link.id, bytes, notify });',
        to: `for (const part of halves(bytes, this.#core.crypto.hash, this.#core.config.room)) {
        effects.push({ do: "send-bytes", link: link.id, bytes: part, notify });
      }`,
      },
      {
        file: "src/peer/pump.ts",
        from: "/** Brings each link's other end what it still lacks. */",
        to: `const utf8 = new TextEncoder();

function halves(
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

/** Brings each link's other end what it still lacks. */`,
      },
      {
        file: "src/peer/pump.ts",
        from: 'import type { Core, Link } from "./core.ts";',
        to: `import { runHash } from "../feed/run.ts";
import type { RunHeader } from "../wire/frame.ts";
import type { Core, Link } from "./core.ts";`,
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
    name: "no-forward",
    what: "what others said is not passed on",
    patches: [
      {
        file: "src/peer/pump.ts",
        from: "const bytes = this.#core.readRun(position);",
        to: "if (feeds.log[position]?.feed.key !== selfKey) continue;\n      const bytes = this.#core.readRun(position);",
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
];
