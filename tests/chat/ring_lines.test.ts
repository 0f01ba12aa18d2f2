import { describe, expect, test } from "bun:test";

import { ringLines } from "../../src/chat/ring_lines.ts";
import type { ShownRing } from "../../src/chat/ring_links.ts";
import { english } from "../../src/chat/speech_en.ts";
import { russian } from "../../src/chat/speech_ru.ts";
import type { Words } from "../../src/chat/words.ts";
import { shownRing } from "../peer/shown_ring.ts";
import { memberContext, peer } from "./members.ts";

const bobby = peer("bobby", "b0", 6001);
const donald = peer("donald", "d0", 6002);
const eddy = peer("eddy", "ed", 6003);
const frank = peer("frank", "f0", 6004);

const RETRY = { state: "retry", attempt: 4, of: 10 } as const;
const DOWN = { state: "down" } as const;

/** Without a canvas, so in plain words. */
function told(ring: ShownRing, words: Words = english): string[] {
  const { head, body } = ringLines(ring, memberContext(bobby, words), null);
  return [head, ...body];
}

/** What is told of the links, in ring order from oneself. */
function links(ring: ShownRing): string[] {
  return told(ring).flatMap((line) => / {2}link to \w+: (.*)$/.exec(line)?.[1] ?? []);
}

function drawn(ring: ShownRing, words: Words = english): string[] {
  const canvas = { columns: 80, widthOf: Bun.stringWidth };
  return [...ringLines(ring, memberContext(bobby, words), canvas).body];
}

test("a closed ring is told in order from oneself, with each link and the last lap's time", () => {
  const ring = shownRing({ peers: [bobby, donald], lapMs: 1.25 });
  expect(told(ring)).toEqual([
    "Ring of 2 in lobby, closed, last lap 1.3 ms",
    "  1. bobby (you)  127.0.0.1:6001  since 14:03  link to donald: up",
    "  2. donald       127.0.0.1:6002  since 14:03  link to bobby: up",
  ]);
  expect(told(ring, russian).slice(0, 2)).toEqual([
    "Кольцо lobby замкнуто, узлов: 2, последний круг 1.3 мс",
    "  1. bobby (вы)  127.0.0.1:6001  с 14:03  связь с donald: есть",
  ]);
});

test("a lap tells who held it longest, and whose clock is wrong", () => {
  const hops = [
    { peer: donald, heldMs: 0.4, skewMs: -7 * 60_000 },
    { peer: eddy, heldMs: 2.5, skewMs: 299_000 },
  ];
  const ring = shownRing({ peers: [bobby, donald, eddy], lapMs: 4, hops });
  expect(told(ring).slice(2)).toEqual([
    expect.stringMatching(
      /:03 {2}held the lap 0.4 ms {2}its clock is 7 min behind {2}link to eddy/,
    ),
    expect.stringMatching(/:03 {2}held the lap 2.5 ms, slowest {2}link to bobby: up$/),
  ]);
  expect(told(ring, russian)[3]).toContain("  держал круг 2.5 мс, дольше всех  ");
});

test("of a link that is dialled the tries are told, and of those that no lap passed nothing", () => {
  const ring = shownRing({ peers: [bobby, donald, eddy, frank], closed: false, next: RETRY });
  expect(told(ring)[0]).toBe("Ring of 4 in lobby, open");
  expect(links(ring)).toEqual([
    "retry 4 of 10",
    "not known from here",
    "not known from here",
    "up",
  ]);
  expect(told(ring).at(-1)).toBe("  Messages find their way round one gap");
  expect(told(ring, russian)[1]).toEndWith("связь с donald: попытка 4 из 10");
});

test("a lap that broke tells the links up to where it came, and the one that is missing", () => {
  const ring = shownRing({ peers: [bobby, donald, eddy, frank], closed: false, reached: donald });
  expect(links(ring)).toEqual(["up", "missing", "not known from here", "up"]);
  expect(told(ring).slice(-2)).toEqual([
    "  The last lap got as far as donald",
    "  Messages find their way round one gap",
  ]);
  expect(links({ ...ring, reached: frank, previous: DOWN })).toEqual(["up", "up", "up", "missing"]);
  expect(links({ ...ring, reached: peer("gone", "99", 1) })).toEqual([
    "up",
    "not known from here",
    "not known from here",
    "up",
  ]);
});

test("a lap that nobody sent back leaves open what it met", () => {
  const ring = shownRing({ peers: [bobby, donald, eddy], closed: false });
  expect(told(ring)[0]).toBe("Ring of 3 in lobby, perhaps open");
  expect(links(ring)).toEqual(["up", "not known from here", "up"]);
  expect(told(ring).at(-1)).toBe("  The last lap did not come home");
});

test("a link that went down since the last lap came home opens the ring", () => {
  const ring = shownRing({ peers: [bobby, donald, eddy], previous: DOWN });
  expect(told(ring)[0]).toBe("Ring of 3 in lobby, open");
  expect(links(ring)).toEqual(["up", "up", "missing"]);
});

test("alone one is told who is dialled how often, if anyone", () => {
  const ring = shownRing({ peers: [bobby], next: DOWN, previous: DOWN });
  expect(told(ring)).toEqual([
    "Nobody else is in the ring of lobby yet",
    "  1. bobby (you)  127.0.0.1:6001  since 14:03",
  ]);
  expect(told({ ...ring, next: RETRY })[1]).toEndWith("since 14:03  retry 4 of 10");
  expect(drawn({ ...ring, next: RETRY })).toContain("  │       ╳ retry 4 of 10");
});

test("where there is something to draw on the ring is drawn, with what is known of it", () => {
  const ring = shownRing({ peers: [bobby, donald, eddy], closed: false, next: RETRY });
  expect(drawn(ring)).toEqual([
    "  ╭────  ╳ retry 4 of 10  ─────╮",
    "  ● bobby (you)                ○ donald",
    "  │ 127.0.0.1:6001             ┆ 127.0.0.1:6002",
    "  │ since 14:03                ┆ since 14:03",
    "  ○ eddy                       ┆",
    "  ┆ 127.0.0.1:6003             ┆",
    "  ┆ since 14:03                ┆",
    "  ╰┄┄┄┄┄┄┄┄┄┄┄┄┄◀┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯",
    "  Messages find their way round one gap",
    "  Dotted: not known from here",
  ]);
  const broken = shownRing({ peers: [bobby, donald, eddy], closed: false, reached: donald });
  expect(drawn(broken, russian)).toEqual([
    "  ╭─────────────▶──────────────╮",
    "  ● bobby (вы)                 ○ donald",
    "  │ 127.0.0.1:6001             │ 127.0.0.1:6002",
    "  │ с 14:03                    │ с 14:03",
    "  │                              ╳ нет связи",
    "  ○ eddy                       │",
    "  │ 127.0.0.1:6003             │",
    "  │ с 14:03                    │",
    "  ╰─────────────◀──────────────╯",
    "  Последний круг дошёл только до donald",
    "  Один разрыв сообщения обходят",
  ]);
});

test("guests stand below the ring", () => {
  const guest = { name: "zoe", address: "127.0.0.9", via: donald, sinceMs: donald.sinceMs };
  const ring = shownRing({ peers: [bobby, donald], guests: [guest] });
  expect(told(ring).at(-1)).toBe("  zoe (guest of donald)  127.0.0.9  since 14:03");
  expect(drawn(ring).at(-1)).toBe("  zoe (guest of donald)  127.0.0.9  since 14:03");
});

describe("of a ring of a thousand", () => {
  const others = Array.from({ length: 999 }, (_, index) => {
    return { ...peer(`peer${index + 2}`, "00", 6002), id: `${index}`.padStart(64, "0") };
  });
  const ring = shownRing({ peers: [bobby, ...others] });
  const first = (rows: readonly string[]): string[] =>
    rows.map((row) => row.trim().split(/[. ]/)[0]!);

  test("the twenty after oneself and before are told, and how many more there are", () => {
    const rows = told(ring);
    expect(rows[0]).toBe("Ring of 1000 in lobby, closed");
    const numbers = (from: number, to: number): string[] =>
      Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);
    expect(first(rows.slice(1))).toEqual([...numbers(1, 20), "and", ...numbers(981, 1000)]);
    expect(rows[21]).toBe("  and 960 more");
  });

  test("a link that is missing among the others is told as theirs", () => {
    const broken = { ...ring, closed: false, reached: others[500]! };
    expect(told(broken)[21]).toBe("  and 960 more, a link among them is missing");
    expect(told({ ...broken, reached: others[3]! })[21]).toBe(
      "  and 960 more, their links are not known from here",
    );
  });

  test("the picture has a place for the others", () => {
    expect(drawn(ring).slice(-5)).toEqual([
      "  ○ peer982                      ○ and 960 more",
      "  │ 127.0.0.1:6002  since 14:03  │",
      "  ○ peer981                      │",
      "  │ 127.0.0.1:6002  since 14:03  │",
      "  ╰──────────────◀───────────────╯",
    ]);
    expect(drawn(ring)).toHaveLength(1 + 2 * 21 + 1);
  });
});
