import { describe, expect, test } from "bun:test";

import { type Scene, Scenery } from "../../../src/web/page/ring_scene.ts";
import { peer } from "../../chat/members.ts";
import { bobby, donald, eddy, frank, meshOf, notice, ringOf } from "./ring_rooms.ts";

const RETRY = { state: "retry", attempt: 4, of: 10 } as const;

/** Names with what became of them, in the order of their places. */
function places({ places }: Scene): string[] {
  return places.map(({ peer, state }) => (state === "here" ? peer.name : `${peer.name} ${state}`));
}

/** Who is linked with whom, and how. */
function strands({ places, strands }: Scene): string[] {
  const nameOf = new Map(places.map(({ peer }) => [peer.id, peer.name]));
  return strands.map(({ from, link, to }) => {
    return `${nameOf.get(from)}-${nameOf.get(to)} ${link.state}`;
  });
}

function quartet(): Scenery {
  return new Scenery(ringOf([bobby, donald, eddy, frank]));
}

describe("a ring's scene", () => {
  test("has a place for everybody in ring order, and a link from each to the next", () => {
    const scene = quartet().sceneAt(0);
    expect(places(scene)).toEqual(["bobby", "donald", "eddy", "frank"]);
    expect(strands(scene)).toEqual([
      "bobby-donald up",
      "donald-eddy up",
      "eddy-frank up",
      "frank-bobby up",
    ]);
  });

  test("of one who dials somebody has the link that is missing", () => {
    const scene = new Scenery(ringOf([bobby], { next: RETRY })).sceneAt(0);
    expect(scene.strands.map(({ link }) => link)).toEqual([RETRY]);
  });

  test("keeps the place of who is lost for 10 s, and the new link leads past it", () => {
    const scenery = quartet();
    scenery.take(ringOf([bobby, donald, frank]), 1_000);
    scenery.notice(notice("lost", eddy), 3_000);
    const scene = scenery.sceneAt(3_000);
    expect(places(scene)).toEqual(["bobby", "donald", "eddy lost", "frank"]);
    expect(strands(scene)).toEqual([
      "donald-eddy remains",
      "eddy-frank remains",
      "bobby-donald up",
      "donald-frank up",
      "frank-bobby up",
    ]);
    expect(scenery.dueAtMs).toBe(13_000);
    expect(places(scenery.sceneAt(12_999))).toContain("eddy lost");
    expect(places(scenery.sceneAt(13_000))).toEqual(["bobby", "donald", "frank"]);
    expect(scenery.dueAtMs).toBeNull();
  });

  test("marks who is lost while the status that has it is still on its way", () => {
    const scenery = quartet();
    scenery.notice(notice("lost", eddy), 1_000);
    scenery.take(ringOf([bobby, donald, eddy, frank]), 2_000);
    const scene = scenery.sceneAt(2_000);
    expect(places(scene)).toContain("eddy lost");
    expect(scene.places.filter(({ isGone }) => isGone)).toEqual([]);
  });

  test("believes the status rather than an old notice, and the notice that somebody is back", () => {
    const scenery = quartet();
    scenery.notice(notice("lost", eddy), 1_000);
    scenery.take(ringOf([bobby, donald, eddy, frank]), 3_000);
    expect(places(scenery.sceneAt(3_000))).toContain("eddy");
    scenery.notice(notice("lost", eddy), 4_000);
    scenery.notice(notice("back", eddy), 4_100);
    expect(places(scenery.sceneAt(4_100))).toContain("eddy");
  });

  test("doubts who is in the ring no more, and lets it go when nobody says why", () => {
    const scenery = quartet();
    scenery.take(ringOf([bobby, donald, frank]), 1_000);
    expect(places(scenery.sceneAt(1_000))).toContain("eddy doubted");
    expect(places(scenery.sceneAt(5_000))).toEqual(["bobby", "donald", "frank"]);
  });

  test("lets go at once of who said good-bye", () => {
    const scenery = quartet();
    scenery.notice(notice("left", eddy), 1_000);
    scenery.take(ringOf([bobby, donald, frank]), 1_000);
    expect(places(scenery.sceneAt(1_800))).toContain("eddy left");
    expect(places(scenery.sceneAt(1_900))).not.toContain("eddy left");
  });

  test("keeps two that are gone where they were, also when one of them was gone before", () => {
    const scenery = quartet();
    scenery.take(ringOf([bobby, eddy, frank]), 0);
    scenery.notice(notice("lost", donald), 0);
    scenery.take(ringOf([bobby, frank]), 1_000);
    scenery.notice(notice("lost", eddy), 1_000);
    const both = ["bobby", "donald lost", "eddy lost", "frank"];
    expect(places(scenery.sceneAt(2_000))).toEqual(both);
    expect(places(scenery.sceneAt(10_500))).toEqual(["bobby", "eddy lost", "frank"]);
  });

  test("has who is back in its place again, and no ghost of it", () => {
    const scenery = quartet();
    scenery.take(ringOf([bobby, donald, frank]), 0);
    scenery.notice(notice("lost", eddy), 0);
    scenery.notice(notice("back", eddy), 2_000);
    scenery.take(ringOf([bobby, donald, eddy, frank]), 2_000);
    expect(places(scenery.sceneAt(2_000))).toEqual(["bobby", "donald", "eddy", "frank"]);
    expect(strands(scenery.sceneAt(2_000))).not.toContain("donald-eddy remains");
  });

  test("believes no notice about who has no place in it", () => {
    const scenery = new Scenery(ringOf([bobby, donald]));
    scenery.notice(notice("lost", eddy), 1_000);
    scenery.take(ringOf([bobby, donald, eddy]), 1_100);
    expect(places(scenery.sceneAt(1_100))).toEqual(["bobby", "donald", "eddy"]);
  });

  test("keeps the places of sixteen when a crowd is gone at once", () => {
    const crowd = Array.from({ length: 40 }, (_, index) => {
      return peer(`p${index}`, (index + 16).toString(16), 7000 + index);
    });
    const scenery = new Scenery(ringOf([bobby, ...crowd]));
    scenery.take(ringOf([bobby]), 0);
    expect(scenery.sceneAt(0).places).toHaveLength(17);
  });
});

test("a mesh's scene has one's own link to each, and what is left of those that are gone", () => {
  const down = { state: "down" } as const;
  const scenery = new Scenery(meshOf([bobby, donald, eddy], { links: [{ state: "up" }, down] }));
  expect(strands(scenery.sceneAt(0))).toEqual(["bobby-donald up", "bobby-eddy down"]);
  expect(scenery.sceneAt(0).strands.every(({ shape }) => shape === "chord")).toBe(true);
  scenery.take(meshOf([bobby, donald]), 1_000);
  expect(strands(scenery.sceneAt(1_000))).toEqual(["bobby-eddy remains", "bobby-donald up"]);
});
