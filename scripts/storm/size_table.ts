/** What was measured of a ring of one size; times in milliseconds. */
export type Figures = {
  readonly size: number;
  readonly startMs: number;
  readonly joinMs: number;
  readonly leaveMs: number;
  readonly lapMs: number;
  readonly messageMs: number;
  /** Null where there were not enough to die. */
  readonly deathMs: number | null;
  /** Of one core, a peer. */
  readonly cpuShare: number;
  readonly memoryMiB: number;
};

type Row = {
  readonly label: string;
  readonly digits: number;
  readonly of: (figures: Figures) => number | null;
};

const rows: readonly Row[] = [
  { label: "all start at once: ms until one ring", digits: 0, of: ({ startMs }) => startMs },
  { label: "one more joins: ms from its start", digits: 0, of: ({ joinMs }) => joinMs },
  { label: "it leaves: ms until closed", digits: 0, of: ({ leaveMs }) => leaveMs },
  { label: "five neighbours die: ms until closed", digits: 0, of: ({ deathMs }) => deathMs },
  { label: "a lap, ms", digits: 1, of: ({ lapMs }) => lapMs },
  { label: "a message until all have it, ms", digits: 1, of: ({ messageMs }) => messageMs },
  { label: "CPU of a peer at rest, % of a core", digits: 2, of: ({ cpuShare }) => cpuShare * 100 },
  { label: "memory of a peer, MiB", digits: 0, of: ({ memoryMiB }) => memoryMiB },
];

/** A Markdown table: a column a size, and how much more the largest takes than the smallest. */
export function sizeTable(all: readonly Figures[]): string {
  const head = ["peers", ...all.map(({ size }) => String(size)), "grows by"];
  const body = rows.map(({ label, digits, of }) => {
    const values = all.map(of);
    return [label, ...values.map((value) => value?.toFixed(digits) ?? ""), growth(values)];
  });
  const lines = [head, ["---", ...head.slice(1).map(() => "---:")], ...body];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The last to the first that there is. */
function growth(values: readonly (number | null)[]): string {
  const measured = values.filter((value) => value !== null);
  const [first, last] = [measured[0], measured.at(-1)];
  return first === undefined || last === undefined ? "" : `x ${(last / first).toFixed(1)}`;
}
