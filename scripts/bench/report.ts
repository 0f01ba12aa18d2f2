/** What the rounds say: a table for people, a line of JSON a ring for programs. */
import { type RingKind, ringKinds } from "./rings.ts";
import type { Measures } from "./round.ts";
import { percentile } from "./statistics.ts";

/** Rounds of each ring, paired by their place. */
export type Rounds = Readonly<Record<RingKind, readonly Measures[]>>;

type Key = keyof Measures;

type Bar = { readonly than: RingKind; readonly min?: number; readonly max?: number };

type Row = {
  readonly key: Key;
  readonly label: string;
  readonly digits: number;
  /** How ringchat must compare. */
  readonly bar?: Bar;
};

const rows: readonly Row[] = [
  {
    key: "messagesPerSecond",
    label: "messages/s that all have, 256 in flight",
    digits: 0,
    bar: { than: "checked", min: 0.6 },
  },
  { key: "lonelyMs", label: "ms until all have it, one in flight", digits: 2 },
  {
    key: "pacedMs",
    label: "ms until all have it, at 50 a second",
    digits: 2,
    bar: { than: "checked", max: 2.5 },
  },
  { key: "pacedP99Ms", label: "  99 % within", digits: 2 },
  { key: "cpuUs", label: "us of CPU, a message and peer", digits: 1 },
  {
    key: "memoryMiB",
    label: "MiB a peer holds afterwards",
    digits: 0,
    bar: { than: "bare", max: 1.5 },
  },
  { key: "peakMiB", label: "  at most, any peer", digits: 0 },
  { key: "wireBytes", label: "bytes on the wire, a message", digits: 0 },
  { key: "startMs", label: "ms from start to listening", digits: 0 },
  { key: "benchCores", label: "cores that the bench itself took", digits: 2 },
];

export function tableOf(peers: number, rounds: Rounds): string {
  const count = rounds.ringchat.length;
  const title = `${peers} peers, medians of ${count} round${count === 1 ? "" : "s"}`;
  const head = line(title, [...ringKinds, "to checked", "to bare"]);
  const body = rows.map(({ key, label, digits, bar }) => {
    const values = ringKinds.map((kind) => shown(medianOf(rounds[kind], key), digits));
    const ratios = (["checked", "bare"] as const).map((than) => {
      const ratio = ratioTo(than, rounds, key);
      return `${shown(ratio, 2)}${bar?.than === than ? verdict(ratio, bar) : ""}`;
    });
    return line(label, [...values, ...ratios]);
  });
  return [head, ...body].map((each) => `${each.trimEnd()}\n`).join("");
}

/** One object a ring: its medians, and for ringchat how it compares. */
export function jsonOf(peers: number, rounds: Rounds): object[] {
  return ringKinds.map((kind) => ({
    peers,
    ring: kind,
    rounds: rounds[kind].length,
    ...medians((key) => medianOf(rounds[kind], key)),
    ...(kind === "ringchat" && {
      toChecked: medians((key) => ratioTo("checked", rounds, key)),
      toBare: medians((key) => ratioTo("bare", rounds, key)),
    }),
  }));
}

/** What fell short, a sentence each. */
export function missedOf(peers: number, rounds: Rounds): string[] {
  return rows.flatMap(({ key, label, bar }) => {
    const ratio = bar === undefined ? null : ratioTo(bar.than, rounds, key);
    if (bar === undefined || isMet(ratio, bar)) return [];
    return [`${peers} peers, ${label.trim()}: ${shown(ratio, 2)} of ${bar.than}, ${wanted(bar)}`];
  });
}

function medianOf(measures: readonly Measures[], key: Key): number | null {
  return percentile(
    measures.map((each) => each[key]).filter((value) => value !== null),
    50,
  );
}

/** The median of the rounds' ratios: what slowed a whole round cancels out. */
function ratioTo(than: RingKind, rounds: Rounds, key: Key): number | null {
  const ratios = rounds.ringchat.flatMap((ours, index) => {
    const [value, base] = [ours[key], rounds[than][index]?.[key] ?? null];
    return value === null || base === null ? [] : [value / base];
  });
  return percentile(ratios, 50);
}

function medians(of: (key: Key) => number | null): Readonly<Record<string, number | null>> {
  return Object.fromEntries(rows.map(({ key }) => [key, rounded(of(key))]));
}

/** Four digits that count: more are noise. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}

function isMet(ratio: number | null, { min = 0, max = Infinity }: Bar): boolean {
  return ratio === null || (ratio >= min && ratio <= max);
}

function verdict(ratio: number | null, bar: Bar): string {
  return isMet(ratio, bar) ? " ok" : " !!";
}

function wanted({ min, max }: Bar): string {
  return min === undefined ? `wanted at most ${max}` : `wanted at least ${min}`;
}

function shown(value: number | null, digits: number): string {
  if (value === null) return "n/a";
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function line(label: string, cells: readonly string[]): string {
  return `${label.padEnd(42)}${cells.map((cell) => cell.padStart(12)).join("")}`;
}
