import { describe, expect, test } from "bun:test";

import { russian } from "../../../src/chat/speech_ru.ts";
import { Scenery } from "../../../src/web/page/ring_scene.ts";
import {
  describe as describeRing,
  detailsOf,
  middleOf,
  type RingContext,
  troubleWords,
} from "../../../src/web/page/ring_told.ts";
import { memberContext, peer } from "../../chat/members.ts";
import { bobby, donald, eddy, meshOf, notice, ringOf } from "./ring_rooms.ts";

const RETRY = { state: "retry", attempt: 4, of: 10 } as const;

const english: RingContext = { ...memberContext(bobby), language: "en" };
const inRussian: RingContext = { ...memberContext(bobby, russian), language: "ru" };

const hops = [
  { peer: donald, heldMs: 0.05, skewMs: 0 },
  { peer: eddy, heldMs: 0.9, skewMs: 0 },
];

describe("the middle of the ring", () => {
  test("tells the lap, who held it longest, and that it is closed", () => {
    const ring = ringOf([bobby, donald, eddy], { lapMs: 2.4, hops });
    expect(middleOf(ring, english)).toEqual({
      lap: "lap",
      time: "2.4 ms",
      slowest: "slowest: eddy",
      held: ", 0.9 ms",
      shape: "closed",
      state: "✓ closed",
    });
    expect(middleOf(ring, inRussian)?.held).toBe(", 0.9 мс");
  });

  test("tells that it is open, that nobody knows, and that nobody else is there", () => {
    const open = ringOf([bobby, donald], { next: RETRY, closed: false });
    expect(middleOf(open, english)).toMatchObject({ time: "", state: "✕ open" });
    const unknown = ringOf([bobby, donald, eddy], { closed: false });
    expect(middleOf(unknown, english)?.state).toBe("? perhaps open");
    expect(middleOf(ringOf([bobby]), english)?.state).toBe("nobody else yet");
    expect(middleOf(meshOf([bobby, donald]), english)).toBeNull();
  });
});

test("whoever hears the page is told the ring as a terminal that draws nothing tells it", () => {
  const ring = ringOf([bobby, donald], { lapMs: 1.25 });
  expect(describeRing(ring, english)).toBe(
    "Ring of 2 in lobby, closed, last lap 1.3 ms. " +
      "1. bobby (you), 127.0.0.1:6001, since 14:03, link to donald: up. " +
      "2. donald, 127.0.0.1:6002, since 14:03, link to bobby: up",
  );
});

describe("what is told of a node", () => {
  const scenery = new Scenery(ringOf([bobby, donald, eddy], { lapMs: 2, hops }));

  test("is its name, its address, since when, its hop, and its link", () => {
    const ring = ringOf([bobby, donald, eddy], { lapMs: 2, hops });
    const told = scenery.sceneAt(0).places.map((place) => detailsOf(place, ring, english));
    expect(told).toEqual([
      ["bobby (you)", "127.0.0.1:6001", "since 14:03", "link to donald: up"],
      ["donald", "127.0.0.1:6002", "since 14:03", "link to eddy: up"],
      [
        "eddy",
        "127.0.0.1:6003",
        "since 14:03",
        "held the lap 0.9 ms, slowest",
        "link to bobby: up",
      ],
    ]);
  });

  test("is what became of it when it is gone", () => {
    scenery.notice(notice("lost", eddy), 0);
    scenery.take(ringOf([bobby, donald]), 0);
    const places = scenery.sceneAt(0).places;
    const told = places.map((place) => detailsOf(place, ringOf([bobby, donald]), english));
    expect(told[2]).toEqual(["eddy: lost", "127.0.0.1:6003", "since 14:03"]);
  });

  test("has its guests, and in a mesh one's own link to it", () => {
    const guest = { name: "gina", address: "127.0.0.1", via: donald, sinceMs: 0 };
    const mesh = meshOf([bobby, donald], { guests: [guest], links: [RETRY] });
    const [, place] = new Scenery(mesh).sceneAt(0).places;
    expect(detailsOf(place!, mesh, english)).toEqual([
      "donald",
      "127.0.0.1:6002",
      "since 14:03",
      "retry 4 of 10",
      "gina (guest of donald)",
    ]);
  });

  test("cannot be mistaken for something else, whatever it calls itself", () => {
    const liar = peer("bobby\u202e\u001b[2J", "ba", 6009);
    const ring = ringOf([bobby, liar]);
    const [, place] = new Scenery(ring).sceneAt(0).places;
    expect(detailsOf(place!, ring, english)[0]).toBe("bobby\\x1b[2J");
    expect(describeRing(ring, english)).toContain("2. bobby\\x1b[2J,");
  });
});

describe("what is wrong", () => {
  test("is each link that is missing, and who is gone", () => {
    const scenery = new Scenery(ringOf([bobby, donald, eddy]));
    scenery.notice(notice("lost", eddy), 0);
    const open = ringOf([bobby, donald], { next: RETRY, closed: false });
    scenery.take(open, 0);
    const { places } = scenery.sceneAt(0);
    const told = ["bobby → donald: retry 4 of 10", "eddy: lost"];
    expect(troubleWords(open, places, english)).toEqual(told);
    expect(troubleWords(open, places, inRussian)).toEqual([
      "bobby → donald: попытка 4 из 10",
      "eddy: потерян",
    ]);
  });

  test("is nothing in a ring that is closed, and the tries of who is alone", () => {
    expect(troubleWords(ringOf([bobby, donald]), [], english)).toEqual([]);
    expect(troubleWords(ringOf([bobby], { next: RETRY }), [], english)).toEqual(["retry 4 of 10"]);
  });

  test("is told of one's own links in a mesh", () => {
    const mesh = meshOf([bobby, donald, eddy], { links: [{ state: "up" }, { state: "down" }] });
    expect(troubleWords(mesh, [], english)).toEqual(["bobby → eddy: missing"]);
  });

  test("is told of four at most", () => {
    const many = Array.from({ length: 9 }, (_, at) => peer(`p${at}`, `a${at}`, 7000 + at));
    const mesh = meshOf([bobby, ...many], { links: many.map(() => ({ state: "down" })) });
    expect(troubleWords(mesh, [], english).slice(3)).toEqual(["bobby → p3: missing", "and 5 more"]);
  });
});
