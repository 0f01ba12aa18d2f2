import { describe, expect, test } from "bun:test";

import { meshOverlay } from "../../src/overlay/mesh.ts";
import type { Overlay } from "../../src/overlay/overlay.ts";
import { ringOverlay } from "../../src/overlay/ring.ts";
import { starOverlay } from "../../src/overlay/star.ts";
import { member, randomRecords, tableOf } from "../members/sample_table.ts";

/** What every overlay owes to the peer; a new one joins the list. */
const overlays: readonly (readonly [string, Overlay])[] = [
  ["ring", ringOverlay],
  ["mesh", meshOverlay],
  ["star", starOverlay],
];

/** Whoever else is in it: a star needs a hub. */
const hub = member(9, null);

describe.each(overlays)("the %s overlay", (_name, overlay) => {
  test("wants links only to alive members, never to oneself, and keeps what it dials", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const table = tableOf(randomRecords(seed, 15));
      const alive = new Set(table.alive().map(({ peer }) => peer));
      for (const self of alive) {
        const { dial, keep } = overlay(table, self);
        expect({ seed, self: keep.includes(self) }).toEqual({ seed, self: false });
        for (const peer of keep) expect(alive.has(peer)).toBeTrue();
        for (const peer of dial) expect(keep).toContain(peer);
      }
    }
  });

  test("keeps at both ends every link that one end dials", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const table = tableOf(randomRecords(seed, 15));
      for (const { peer: self } of table.alive()) {
        for (const peer of overlay(table, self).dial) {
          expect({ seed, kept: overlay(table, peer).keep.includes(self) }).toEqual({
            seed,
            kept: true,
          });
        }
      }
    }
  });

  test("connects all that are alive", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const table = tableOf([...randomRecords(seed, 15), hub]);
      const [first, ...rest] = table.alive().map(({ peer }) => peer);
      if (first === undefined) continue;
      const reached = new Set([first]);
      for (const peer of reached) for (const next of overlay(table, peer).keep) reached.add(next);
      expect({ seed, missing: rest.filter((peer) => !reached.has(peer)) }).toEqual({
        seed,
        missing: [],
      });
    }
  });

  test("wants nothing for one who is alone or not in the table", () => {
    const nobody = { dial: [], instead: [], keep: [] };
    expect(overlay(tableOf([]), "0".repeat(64))).toMatchObject(nobody);
    const [record] = randomRecords(1, 1).map((one) => ({ ...one, down: false }));
    if (record !== undefined) expect(overlay(tableOf([record]), record.peer)).toMatchObject(nobody);
  });
});
