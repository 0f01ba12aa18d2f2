import { expect, test } from "bun:test";

import { meshOverlay } from "../../src/overlay/mesh.ts";
import { idOf, member, tableOf } from "../members/sample_table.ts";

test("in a mesh a peer dials and keeps everyone who is alive, in ring order from itself", () => {
  const table = tableOf([member(1, 2), member(2, 3), member(3, 1), member(4, null)]);
  const others = [idOf(3), idOf(1), idOf(4)];
  const { dial, instead, keep, isFull } = meshOverlay(table, idOf(2));
  expect(dial.toSorted()).toEqual(others.toSorted());
  expect(dial[0]).toBe(idOf(3));
  expect(keep).toEqual(dial);
  expect([instead, isFull]).toEqual([[], true]);
});

test("who left or is down is wanted by nobody in a mesh", () => {
  const gone = [member(2, null, { state: "left" }), member(3, null, { down: true })];
  const table = tableOf([member(1, null), ...gone, member(4, null)]);
  expect(meshOverlay(table, idOf(1)).keep).toEqual([idOf(4)]);
});
