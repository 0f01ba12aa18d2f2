import { describe, expect, test } from "bun:test";

import { strandKey } from "../../../src/web/page/ring_scene.ts";
import { type Passage, passageOf, slownessOf, spotAt } from "../../../src/web/page/ring_travel.ts";
import { bobby, donald, eddy, frank, meshOf, ringOf } from "./ring_rooms.ts";

const FOUR = [bobby, donald, eddy, frank];
const DOWN = { state: "down" } as const;

/** A lap of 4 ms, shown 250 times slower: each hop takes 250 ms. */
const LAP = { lapMs: 4 } as const;

function passage(...asked: Parameters<typeof passageOf>): Passage {
  const found = passageOf(...asked);
  if (found === null) throw new Error("it goes nowhere");
  return found;
}

/** Whom it reaches, and when. */
function arrivals({ arrivals }: Passage): Record<string, number> {
  const names = new Map(FOUR.map(({ id, name }) => [id, name]));
  return Object.fromEntries(arrivals.map(({ atMs, id }) => [names.get(id), Math.round(atMs)]));
}

describe("a message in a ring", () => {
  test("goes both ways round from its author, at the speed of the last lap", () => {
    const round = passage(ringOf(FOUR, LAP), donald.id, 250);
    expect(arrivals(round)).toEqual({ eddy: 250, frank: 500, bobby: 250 });
    expect(round.endsMs).toBe(500);
    const spots = round.fronts.map((front) => spotAt(front, 125));
    expect(spots).toEqual([
      { strand: strandKey(donald.id, eddy.id), share: 0.5 },
      { strand: strandKey(bobby.id, donald.id), share: 0.5 },
    ]);
  });

  test("meets itself half-way between two when there are three", () => {
    const round = passage(ringOf([bobby, donald, eddy], { lapMs: 3 }), bobby.id, 100);
    const across = strandKey(donald.id, eddy.id);
    for (const front of round.fronts)
      expect(spotAt(front, 150)).toEqual({ strand: across, share: 0.5 });
    for (const front of round.fronts) {
      expect(spotAt(front, 151)).toEqual({ strand: across, share: 0.5 });
      expect(spotAt(front, -1)).toBeNull();
    }
  });

  test("rests at who held the lap, and meets itself later in time than in place", () => {
    const hops = [{ peer: donald, heldMs: 2, skewMs: 0 }];
    const round = passage(ringOf(FOUR, { ...LAP, hops }), bobby.id, 250);
    // Hops take half of the lap, donald the other: 125 ms each, and a rest of 500 ms.
    expect(arrivals(round)).toEqual({ donald: 125, frank: 125, eddy: 250 });
    const [clockwise] = round.fronts;
    const resting = { strand: strandKey(bobby.id, donald.id), share: 1 };
    expect(spotAt(clockwise ?? [], 300)).toEqual(resting);
    // By then the other dot rests there, too.
    expect(round.endsMs).toBe(375);
  });

  test("stops where a link is missing, and reaches the others the other way", () => {
    const open = ringOf(FOUR, { next: DOWN, closed: false });
    const round = passage(open, bobby.id, null);
    expect(Object.keys(arrivals(round))).toEqual(["frank", "eddy", "donald"]);
    expect(round.fronts).toHaveLength(1);
    const [left] = passage(open, donald.id, null).fronts;
    expect(spotAt(left ?? [], 10_000)?.strand).toBe(strandKey(frank.id, bobby.id));
  });

  test("goes nowhere when its author is not here, alone, or cut off on both sides", () => {
    expect(passageOf(ringOf([bobby]), bobby.id, null)).toBeNull();
    expect(passageOf(ringOf([bobby, donald]), eddy.id, null)).toBeNull();
    const cut = ringOf([bobby, donald], { next: DOWN, previous: DOWN, closed: false });
    expect(passageOf(cut, bobby.id, null)).toBeNull();
  });

  test("takes about a second when nobody knows how fast it is", () => {
    expect(passage(ringOf(FOUR), bobby.id, null).endsMs).toBeWithin(500, 1_500);
  });
});

test("a message in a mesh goes over one's own links alone", () => {
  const links = [{ state: "up" }, DOWN, { state: "up" }] as const;
  const mesh = meshOf(FOUR, { links });
  expect(Object.keys(arrivals(passage(mesh, bobby.id, null)))).toEqual(["donald", "frank"]);
  const [front] = passage(mesh, frank.id, null).fronts;
  expect(spotAt(front ?? [], 0)).toEqual({ strand: strandKey(bobby.id, frank.id), share: 1 });
  expect(passageOf(mesh, eddy.id, null)).toBeNull();
});

describe("how much slower messages are shown", () => {
  test("is a round number by which a lap takes about a second", () => {
    for (const lapMs of [0.1, 0.7, 2.4, 13, 176, 999]) {
      const slowness = slownessOf(lapMs, null) ?? 0;
      expect(slowness * lapMs).toBeWithin(650, 1_401);
      expect(String(slowness)).toMatch(/^[1235]0*$/);
    }
    expect(slownessOf(30_000, null)).toBe(1);
  });

  test("stays the same while laps are about as fast, so that one can compare them", () => {
    expect(slownessOf(3, 500)).toBe(500);
    expect(slownessOf(4.5, 500)).toBe(500);
    expect(slownessOf(20, 500)).toBe(50);
  });

  test("is not known while no lap came home, or it took no time", () => {
    expect(slownessOf(null, 500)).toBeNull();
    expect(slownessOf(0, null)).toBeNull();
  });
});
