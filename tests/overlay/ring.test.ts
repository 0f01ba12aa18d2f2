import { expect, test } from "bun:test";

import { ringOverlay } from "../../src/overlay/ring.ts";
import { idOf, member, tableOf } from "../members/sample_table.ts";

test("in a ring a peer dials its successor, or those behind it, and keeps its predecessor", () => {
  const table = tableOf([member(1, 2), member(2, 3), member(3, 4), member(4, 1)]);
  expect(ringOverlay(table, idOf(2))).toEqual({
    dial: [idOf(3)],
    instead: [idOf(4), idOf(1)],
    keep: [idOf(3), idOf(1)],
    isFull: false,
    dialler: "us",
    seeks: "all",
  });
});

test("in a ring of two both neighbours are one link", () => {
  const table = tableOf([member(1, 2), member(2, 1)]);
  expect(ringOverlay(table, idOf(1))).toEqual({
    dial: [idOf(2)],
    instead: [],
    keep: [idOf(2)],
    isFull: false,
    dialler: "us",
    seeks: "all",
  });
});

test("alone there is no link", () => {
  expect(ringOverlay(tableOf([member(1, 2)]), idOf(1))).toEqual({
    dial: [],
    instead: [],
    keep: [],
    isFull: false,
    dialler: "us",
    seeks: "all",
  });
});
