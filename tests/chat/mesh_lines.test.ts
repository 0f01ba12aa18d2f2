import { describe, expect, test } from "bun:test";

import { hereLines } from "../../src/chat/here_lines.ts";
import type { Canvas } from "../../src/chat/ring_picture.ts";
import { english } from "../../src/chat/speech_en.ts";
import { russian } from "../../src/chat/speech_ru.ts";
import { shownMesh } from "../peer/shown_ring.ts";
import { memberContext, peer } from "./members.ts";

const ann = peer("ann", "a0", 6010);
const bert = peer("bert", "b0", 6011);
const cora = peer("cora", "c0", 6012, Date.UTC(2026, 10, 20, 22, 10));

const DOWN = { state: "down" } as const;
const RETRY = { state: "retry", attempt: 2, of: 3 } as const;
const UP = { state: "up" } as const;

type Mesh = ReturnType<typeof shownMesh>;

/** What ann reads. */
function told(mesh: Mesh, words = english, canvas: Canvas | null = null): string[] {
  const { head, body } = hereLines(mesh, memberContext(ann, words), canvas);
  return [head, ...body];
}

const onColumns = (mesh: Mesh, columns: number): string =>
  `\n${told(mesh, english, { columns, widthOf: Bun.stringWidth }).slice(1).join("\n")}\n`;

/** Peers of these names beside ann. */
const named = (...names: readonly string[]) =>
  shownMesh({
    peers: [ann, ...names.map((name, index) => peer(name, `${index + 10}`, 6011 + index))],
  });

describe("a mesh", () => {
  test("is told by name, oneself first, with address, since when, and the link", () => {
    const mesh = shownMesh({ peers: [ann, cora, bert], links: [UP, UP] });
    expect(told(mesh)).toEqual([
      "Room lobby, 3 here, all linked",
      "  ann (you)  127.0.0.1:6010  since 14:03",
      "  bert       127.0.0.1:6011  since 14:03             up",
      "  cora       127.0.0.1:6012  since 2026-11-20 22:10  up",
    ]);
    expect(told(mesh, russian)).toEqual([
      "Комната lobby, участников: 3, все на связи",
      "  ann (вы)  127.0.0.1:6010  с 14:03",
      "  bert      127.0.0.1:6011  с 14:03             на связи",
      "  cora      127.0.0.1:6012  с 2026-11-20 22:10  на связи",
    ]);
  });

  test("tells of links that are missing the tries, and how messages get there", () => {
    const links = [RETRY, DOWN, UP];
    const mesh = shownMesh({ peers: [ann, bert, cora, peer("dan", "d0", 6013)], links });
    expect(told(mesh)).toEqual([
      "Room lobby, 4 here, 2 not linked",
      expect.stringMatching(/^ {2}ann /),
      expect.stringMatching(/^ {2}bert .* retry 2 of 3$/),
      expect.stringMatching(/^ {2}cora .* down$/),
      expect.stringMatching(/^ {2}dan .* up$/),
      "  Who is not linked has the messages from the others",
    ]);
    expect(told(mesh, russian).join("\n")).toMatch(/попытка 2 из 3\n.* нет связи\n.* на связи\n/);
    expect(told(shownMesh({ peers: [ann, bert], links: [DOWN] }))).toHaveLength(3);
  });

  test("of one is nobody else", () => {
    expect(told(shownMesh({ peers: [ann] }))).toEqual([
      "Room lobby, nobody else is here yet",
      "  ann (you)  127.0.0.1:6010  since 14:03",
      "  If somebody should be: ringchat doctor finds out what is in the way",
    ]);
  });

  test("tells whose clock is wrong, and shows the time that it claims", () => {
    const early = { ...bert, sinceMs: Date.UTC(2100, 0, 1) };
    const hops = [{ peer: early, heldMs: 9, skewMs: 7 * 60_000 }];
    expect(told(shownMesh({ peers: [ann, early], hops }))[2]).toEndWith(
      "since 2100-01-01 00:00  up  its clock is 7 min ahead",
    );
  });

  test("has names of every width in one column", () => {
    const family = "👨‍👩‍👧 home";
    expect(told(named("Наташа", "漢字", family, "e\u0301va")).slice(1)).toEqual([
      "  ann (you)  127.0.0.1:6010  since 14:03",
      `  ${family}    127.0.0.1:6013  since 14:03  up`,
      "  e\u0301va        127.0.0.1:6014  since 14:03  up",
      "  Наташа     127.0.0.1:6011  since 14:03  up",
      "  漢字       127.0.0.1:6012  since 14:03  up",
    ]);
  });

  test("is in the order of its names, not of their letters' numbers", () => {
    const names = ["peer10", "peer9", "Ёлка", "Яна", "Zoe", "bob"];
    const order = told(named(...names)).slice(2);
    expect(order.map((row) => row.trim().split(" ")[0])).toEqual([
      ...["bob", "peer9", "peer10", "Zoe", "Ёлка", "Яна"],
    ]);
  });

  test("of two names that look alike tells both by their keys", () => {
    expect(told(named("bob", "bоb")).join("\n")).toMatch(/ bob·1010 [^]* bоb·1111 /);
  });
});

test("on few columns what is told of each goes on below its name, and no row is too wide", () => {
  const mesh = shownMesh({ peers: [ann, bert, cora], links: [RETRY, RETRY] });
  expect(onColumns(mesh, 50)).toBe(`
  ann (you)  127.0.0.1:6010  since 14:03
  bert  127.0.0.1:6011  since 14:03  retry 2 of 3
  cora  127.0.0.1:6012  since 2026-11-20 22:10
      retry 2 of 3
`);
  expect(onColumns(mesh, 30)).toBe(`
  ann (you)  127.0.0.1:6010
      since 14:03
  bert  127.0.0.1:6011
      since 14:03
      retry 2 of 3
  cora  127.0.0.1:6012
      since 2026-11-20 22:10
      retry 2 of 3
`);
  for (let columns = 10; columns <= 100; columns++) {
    for (const row of onColumns(mesh, columns).split("\n")) {
      expect(Bun.stringWidth(row)).toBeLessThan(columns);
    }
  }
});

test("guests are listed behind the others, each with whose it is; of many forty", () => {
  const guest = (name: string) => {
    const place = { address: "127.0.0.9", sinceMs: Date.UTC(2026, 10, 21, 14, 5) };
    return { ...place, name, via: bert };
  };
  const peers = [ann, bert];
  expect(told(shownMesh({ peers, guests: [guest("zoe\x1b[2J"), guest("yan")] }))).toEqual([
    "Room lobby, 2 here, all linked",
    "  ann (you)                   127.0.0.1:6010  since 14:03",
    "  bert                        127.0.0.1:6011  since 14:03  up",
    "  yan (guest of bert)         127.0.0.9       since 14:05",
    "  zoe\\x1b[2J (guest of bert)  127.0.0.9       since 14:05",
  ]);
  const many = Array.from({ length: 100 }, (_, index) => guest(`g${index}`));
  const rows = told(shownMesh({ peers, guests: many }));
  expect(rows).toHaveLength(1 + 2 + 40 + 1);
  expect(rows.at(-1)).toBe("  and 60 more guests");
});

describe("of a thousand", () => {
  const others = Array.from({ length: 999 }, (_, index) => {
    return { ...peer(`peer${index + 1}`, "00", 6011), id: `${index}`.padStart(64, "0") };
  });
  const linksOf = (missing: (index: number) => boolean) =>
    others.map((_, index) => (missing(index) ? DOWN : UP));

  test("forty are listed, and how many more there are", () => {
    const rows = told(shownMesh({ peers: [ann, ...others] }));
    expect(rows[0]).toBe("Room lobby, 1000 here, all linked");
    expect(rows.slice(1).map((row) => row.trim().split(" ")[0])).toEqual([
      "ann",
      ...Array.from({ length: 39 }, (_, index) => `peer${index + 1}`),
      "and",
    ]);
    expect(rows.at(-1)).toBe("  and 960 more");
  });

  test("those that no link leads to are not among the others", () => {
    const links = linksOf((index) => index >= 500 && index < 503);
    const rows = told(shownMesh({ peers: [ann, ...others], links }));
    expect(rows[0]).toBe("Room lobby, 1000 here, 3 not linked");
    expect(rows.slice(-6).map((row) => row.trim().split(" ")[0])).toEqual([
      ...["peer36", "peer501", "peer502", "peer503", "and", "Who"],
    ]);
    expect(told(shownMesh({ peers: [ann, ...others], links: linksOf(() => true) }))).toHaveLength(
      42,
    );
  });
});

test("a star is told as a mesh is, and who the relay is, but not that messages find another way", () => {
  const mesh = shownMesh({ peers: [ann, bert, cora], links: [UP, DOWN] });
  const star = { ...mesh, kind: "star", hubs: [bert.id] } as const;
  const { head, body } = hereLines(star, memberContext(ann, english), null);
  expect([head, ...body]).toEqual([
    "Room lobby, 3 here, 1 not linked",
    "  ann (you)  127.0.0.1:6010  since 14:03",
    "  bert       127.0.0.1:6011  since 14:03             up  relay",
    "  cora       127.0.0.1:6012  since 2026-11-20 22:10  down",
  ]);
});
