import { describe, expect, test } from "bun:test";

import { type Bead, type BeadLink, ringPicture } from "../../src/chat/ring_picture.ts";

const UP: BeadLink = { state: "up", told: "" };
const GAP: BeadLink = { state: "missing", told: "no link" };
const UNKNOWN: BeadLink = { state: "unknown", told: "" };

const NAMES = ["ann", "bert", "cora", "dan", "eve", "fred"];

function bead(name: string, link = UP, details: readonly string[] = [`${name}:1`]): Bead {
  return { isSelf: name === "ann", name, details, link };
}

function ring(count: number, links: Readonly<Record<string, BeadLink>> = {}): Bead[] {
  const names = Array.from({ length: count }, (_, index) => NAMES[index] ?? `peer${index}`);
  return names.map((name) => bead(name, links[name]));
}

function drawn(beads: readonly Bead[], columns = 80): string {
  const rows = ringPicture(beads, { columns, widthOf: Bun.stringWidth });
  for (const row of rows) expect(Bun.stringWidth(row)).toBeLessThan(columns);
  return `\n${rows.join("\n")}\n`;
}

describe("a ring with room for two sides", () => {
  test("goes down the right side and up the left, from oneself back to oneself", () => {
    expect(drawn(ring(5))).toBe(`
  ╭─────────────▶──────────────╮
  ● ann                        ○ bert
  │ ann:1                      │ bert:1
  ○ eve                        ○ cora
  │ eve:1                      │ cora:1
  ○ dan                        │
  │ dan:1                      │
  ╰─────────────◀──────────────╯
`);
  });

  test("of two is one line to the other and one back", () => {
    expect(drawn(ring(2))).toBe(`
  ╭─────────────▶──────────────╮
  ● ann                        ○ bert
  │ ann:1                      │ bert:1
  ╰─────────────◀──────────────╯
`);
  });

  test("has a gap where a link is missing: one's own next, down, across, up", () => {
    expect(drawn(ring(6, { ann: GAP, bert: GAP, dan: GAP, eve: GAP }))).toBe(`
  ╭───────  ╳ no link  ────────╮
  ● ann                        ○ bert
  │ ann:1                      │ bert:1
  │                              ╳ no link
  ○ fred                       ○ cora
  │ fred:1                     │ cora:1
    ╳ no link                  │
  ○ eve                        ○ dan
  │ eve:1                      │ dan:1
  │                              ╳ no link
  ╰─────────────◀──────────────╯
`);
  });

  test("is dotted where nobody knows", () => {
    expect(drawn(ring(5, { bert: UNKNOWN, cora: UNKNOWN, dan: UNKNOWN }))).toBe(`
  ╭─────────────▶──────────────╮
  ● ann                        ○ bert
  │ ann:1                      ┆ bert:1
  ○ eve                        ○ cora
  ┆ eve:1                      ┆ cora:1
  ○ dan                        ┆
  ┆ dan:1                      ┆
  ╰┄┄┄┄┄┄┄┄┄┄┄┄┄◀┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
`);
  });

  test("is as wide as its left texts and its upper gap ask for", () => {
    const told = "a gap with a lot to be told";
    const [ann, bert] = [bead("ann", { state: "missing", told }), bead("bert")];
    const cora = bead("cora", UP, ["a text that is longer than any of the others"]);
    expect(drawn([ann, bert])).toStartWith(`\n  ╭─  ╳ ${told}  ─╮\n`);
    expect(drawn([ann, bert, cora])).toContain(
      "│ a text that is longer than any of the others  │\n",
    );
  });

  test("of many has two rows for each, with all that is told of it in the second", () => {
    const beads = ring(14, { bert: GAP, cora: UNKNOWN }).map((each) => {
      return { ...each, details: [...each.details, "since 14:03"] };
    });
    expect(drawn(beads).split("\n").slice(1, 8)).toEqual([
      "  ╭─────────────▶──────────────╮",
      "  ● ann                        ○ bert",
      "  │ ann:1  since 14:03         │ bert:1  since 14:03",
      "  │                              ╳ no link",
      "  ○ peer13                     ○ cora",
      "  │ peer13:1  since 14:03      ┆ cora:1  since 14:03",
      "  ○ peer12                     ○ dan",
    ]);
    expect(drawn(beads).trim().split("\n")).toHaveLength(1 + 2 * 7 + 1 + 1);
  });
});

describe("a ring on few columns", () => {
  test("goes down, and back by a bare line", () => {
    expect(drawn(ring(3, { ann: GAP, bert: UNKNOWN }), 30)).toBe(`
  ╭──▶──╮
  │     ● ann
  │     │ ann:1
  │       ╳ no link
  │     ○ bert
  │     ┆ bert:1
  │     ○ cora
  │     │ cora:1
  ╰──◀──╯
`);
  });

  test("has the gap of its last link below the last, and is dotted on the way back", () => {
    expect(drawn(ring(2, { bert: GAP }), 30)).toEndWith("\n  │       ╳ no link\n  ╰──◀──╯\n");
    expect(drawn(ring(2, { bert: UNKNOWN }), 30)).toBe(`
  ╭┄┄▶┄┄╮
  ┆     ● ann
  ┆     │ ann:1
  ┆     ○ bert
  ┆     ┆ bert:1
  ╰┄┄◀┄┄╯
`);
  });

  test("cuts what does not fit", () => {
    const long = [bead("ann"), bead("漢".repeat(32)), bead("Константин Константинопольский")];
    const rows = drawn(long, 20).split("\n");
    expect(rows).toContain("  │     ○ 漢漢漢漢…");
    expect(rows).toContain("  │     ○ Констант…");
  });

  test("of many has a row for each, and one more where a link is not up", () => {
    const rows = drawn(ring(64, { bert: GAP, cora: UNKNOWN }), 30)
      .trim()
      .split("\n");
    expect(rows).toHaveLength(1 + 64 + 2 + 1);
    expect(rows.slice(1, 6)).toEqual([
      "  │     ● ann  ann:1",
      "  │     ○ bert  bert:1",
      "  │       ╳ no link",
      "  │     ○ cora  cora:1",
      "  │     ┆",
    ]);
  });

  test("of one is a ring of one", () => {
    expect(drawn(ring(1))).toBe(`
  ╭──▶──╮
  │     ● ann
  │     │ ann:1
  ╰──◀──╯
`);
  });
});

test("names that terminals make differently wide have nothing on their right", () => {
  const emoji = "👨‍👩‍👧 family";
  expect(drawn([bead("ann"), bead(emoji), bead("cora")])).toContain(`  ● ann  `);
  expect(drawn([bead("ann"), bead("bert"), bead(emoji)])).toContain(`  │     ○ ${emoji}\n`);
  expect(drawn([bead("ann"), bead("bert"), bead("Наташа")])).toContain("  ○ Наташа  ");
});

test("no ring of 1 to 64 is wider than 80 columns or the terminal", () => {
  const wide = {
    ...bead("漢".repeat(32)),
    details: ["[2001:db8:1234:5678:9abc:def0:1234:5678]:65535"],
  };
  for (let count = 1; count <= 64; count++) {
    const beads = ring(count, { ann: GAP, cora: GAP });
    for (const columns of [20, 40, 80]) drawn(beads, columns);
    for (const columns of [20, 40, 80]) drawn([...beads, wide], columns);
    const rows = ringPicture([...beads, wide], { columns: 200, widthOf: Bun.stringWidth });
    expect(Math.max(...rows.map((row) => Bun.stringWidth(row)))).toBeLessThan(80);
  }
});
