/**
 * A ring drawn with lines, clockwise from oneself at its top: down one side and up the other where
 * the texts of both fit beside each other, else down one and back by a bare line.
 */

/** How a link is drawn. `told` stands in the gap where it is missing. */
export type BeadLink = {
  readonly state: "up" | "missing" | "unknown";
  readonly told: string;
};

export type Bead = {
  readonly isSelf: boolean;
  readonly name: string;
  /** What is to be told of it, a few words each; one at least. */
  readonly details: readonly string[];
  /** To the bead after it, the last one's to the first. */
  readonly link: BeadLink;
};

/** What is drawn on. */
export type Canvas = {
  readonly columns: number;
  /** How many columns a text may take at most: terminals differ on emoji. */
  readonly widthOf: (text: string) => number;
};

/** Wider, and the two sides would not be seen as one ring. */
const COLUMNS_MAX = 80;

/** Of more beads the texts share rows, so that the ring fits on a page. */
const TALL_MAX = 12;

/** How the texts of a bead stand: each in its row, all but the name in one, or all in one. */
type Shape = "tall" | "low" | "flat";

const MARGIN = "  ";

/** Columns between the lines of two sides, and of one side and the bare line. */
const ACROSS_MIN = 28;
const ACROSS_ALONE = 5;

/** Between a text and the line on its right. */
const GUTTER = 2;

/** Letters of which every terminal makes one column: what stands to their right stays in line. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2026╳]*$/;

/** One row of a side: its line, and the text on the right of that. */
type Rung = { readonly line: string; readonly text: string };

/** A bead and what hangs on it; `line` goes on from there, down to the next. */
type Level = { readonly rungs: readonly Rung[]; readonly line: string };

/** `rest` goes on below the last level. */
type Side = { readonly levels: readonly Level[]; readonly rest: string };

/** The links at the top and at the bottom, and how many columns they are long. */
type Ends = { readonly top: BeadLink; readonly bottom: BeadLink; readonly across: number };

/** The rows, at least one column narrower than the canvas. */
export function ringPicture(beads: readonly Bead[], canvas: Canvas): string[] {
  const narrower = { ...canvas, columns: Math.min(canvas.columns, COLUMNS_MAX) - 1 };
  return twoSided(beads, narrower) ?? oneSided(beads, narrower);
}

/** Null when the sides do not fit beside each other, or nobody can say whether they do. */
function twoSided(beads: readonly Bead[], { columns, widthOf }: Canvas): string[] | null {
  const [self, ...others] = beads;
  const downward = others.slice(0, Math.floor(beads.length / 2));
  const lowest = downward.at(-1);
  if (self === undefined || lowest === undefined) return null;
  const upward = [self, ...others.slice(downward.length).toReversed()];
  const bottom = pastGap(lowest.link);
  const shape = beads.length <= TALL_MAX ? "tall" : "low";
  // Up there a link stands above its bead: below each is that of the bead under it.
  const left = sideOf(upward, [...linksOf(upward.slice(1)), bottom], shape);
  const right = sideOf(downward, linksOf(downward), shape);
  const texts = textsOf(left);
  if (!texts.every((text) => NARROW.test(text))) return null;
  const widest = Math.max(...texts.map((text) => text.length));
  const across = Math.max(ACROSS_MIN, 1 + widest + GUTTER, gapOf(self.link).length + 2);
  const width = MARGIN.length + across + 3 + Math.max(...textsOf(right).map(widthOf));
  return width > columns ? null : rowsOf(left, right, { top: self.link, bottom, across });
}

function oneSided(beads: readonly Bead[], { columns, widthOf }: Canvas): string[] {
  const links = linksOf(beads);
  const back = pastGap(links.at(-1) ?? { state: "unknown", told: "" });
  const left = { levels: [], rest: LINES[back.state] };
  const right = sideOf(beads, links, beads.length <= TALL_MAX ? "tall" : "flat");
  const rows = rowsOf(left, right, { top: back, bottom: back, across: ACROSS_ALONE });
  return rows.map((row) => cut(row, columns, widthOf));
}

function linksOf(beads: readonly Bead[]): BeadLink[] {
  return beads.map(({ link }) => link);
}

/** What is left of a link that is missing goes on beyond its gap. */
function pastGap(link: BeadLink): BeadLink {
  return link.state === "missing" ? { state: "up", told: "" } : link;
}

const LINES = { up: "│", missing: "│", unknown: "┆" } as const;

function gapOf({ told }: BeadLink): string {
  return `  ╳ ${told}  `;
}

/** @param below the link under each bead */
function sideOf(beads: readonly Bead[], below: readonly BeadLink[], shape: Shape): Side {
  const levels = beads.map((bead, index) => levelOf(bead, below[index] ?? bead.link, shape));
  return { levels, rest: levels.at(-1)?.line ?? "" };
}

function levelOf(bead: Bead, below: BeadLink, shape: Shape): Level {
  const line = LINES[below.state];
  const [first = "", ...rest] = textsOfBead(bead, shape);
  const rungs = [{ line: bead.isSelf ? "●" : "○", text: first }];
  for (const text of rest) rungs.push({ line, text });
  if (below.state === "missing") rungs.push({ line: " ", text: `╳ ${below.told}` });
  else if (below.state === "unknown" && rest.length === 0) rungs.push({ line, text: "" });
  return { rungs, line };
}

function textsOfBead({ details, name }: Bead, shape: Shape): readonly string[] {
  if (shape === "tall" || details.length === 0) return [name, ...details];
  const told = details.join("  ");
  return shape === "low" ? [name, told] : [`${name}  ${told}`];
}

function textsOf({ levels }: Side): string[] {
  return levels.flatMap(({ rungs }) => rungs.map(({ text }) => text));
}

function rowsOf(left: Side, right: Side, { top, bottom, across }: Ends): string[] {
  const rows = [`${MARGIN}╭${acrossOf(top, across, "▶")}╮`];
  for (let at = 0; at < Math.max(left.levels.length, right.levels.length); at++) {
    const [here, there] = [left.levels[at], right.levels[at]];
    const height = Math.max(here?.rungs.length ?? 0, there?.rungs.length ?? 0);
    for (let row = 0; row < height; row++) {
      const { line, text } = here?.rungs[row] ?? { line: here?.line ?? left.rest, text: "" };
      const other = there?.rungs[row] ?? { line: there?.line ?? right.rest, text: "" };
      const inside = ` ${text}`.padEnd(across);
      rows.push(`${MARGIN}${line}${inside}${other.line} ${other.text}`.trimEnd());
    }
  }
  return [...rows, `${MARGIN}╰${acrossOf(bottom, across, "◀")}╯`];
}

/** A line from side to side with an arrow, or a gap, in its middle. */
function acrossOf(link: BeadLink, across: number, arrow: string): string {
  const middle = link.state === "missing" ? gapOf(link) : arrow;
  const before = Math.floor((across - middle.length) / 2);
  const line = link.state === "unknown" ? "┄" : "─";
  return line.repeat(before) + middle + line.repeat(across - before - middle.length);
}

/** As much of a row as fits. */
export function cut(row: string, columns: number, widthOf: (text: string) => number): string {
  if (widthOf(row) <= columns) return row;
  let kept = "";
  for (const letter of row) {
    if (widthOf(`${kept}${letter}…`) > columns) break;
    kept += letter;
  }
  return `${kept}…`;
}
