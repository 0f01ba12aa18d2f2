import { describe, expect, test } from "bun:test";

import { starOverlay } from "../../src/overlay/star.ts";
import { idOf, member, tableOf } from "../members/sample_table.ts";

const star = [member(1, 3), member(2, 3), member(3, null), member(4, 3, { down: true })];

describe("in a star", () => {
  test("a client dials and keeps the hub, and looks for hubs alone", () => {
    expect(starOverlay(tableOf(star), idOf(1))).toEqual({
      dial: [idOf(3)],
      instead: [],
      keep: [idOf(3)],
      isFull: false,
      dialler: "us",
      seeks: "hubs",
    });
  });

  test("the hub, who names nobody, keeps everyone who is alive, and lets them dial", () => {
    const { dial, keep, dialler, seeks } = starOverlay(tableOf(star), idOf(3));
    expect(dial.toSorted()).toEqual([idOf(1), idOf(2)]);
    expect(keep).toEqual(dial);
    expect([dialler, seeks]).toEqual(["them", "all"]);
  });

  test("of several hubs everyone keeps a link to each", () => {
    const table = tableOf([...star, member(5, null)]);
    expect(starOverlay(table, idOf(1)).keep.toSorted()).toEqual([idOf(3), idOf(5)]);
    expect(starOverlay(table, idOf(5)).keep.toSorted()).toEqual([idOf(1), idOf(2), idOf(3)]);
  });

  test("a hub that is gone leaves its clients without a link to want", () => {
    const table = tableOf([member(1, 3), member(2, 3), member(3, null, { down: true })]);
    expect(starOverlay(table, idOf(1)).keep).toEqual([]);
  });
});
