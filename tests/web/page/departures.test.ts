import { expect, test } from "bun:test";

import { Departures, SHOWN_MS } from "../../../src/web/page/departures.ts";
import { ann, bob, notice, peer } from "./said.ts";

const names = (departures: Departures, nowMs: number, present: readonly { id: string }[] = []) =>
  departures.shown(present, nowMs).map(({ kind, peer }) => `${peer.name} ${kind}`);

test("who left or was lost is told for a while, the latest first", () => {
  const departures = new Departures();
  departures.take(notice("lost", ann, 0));
  departures.take(notice("left", bob, 1_000));
  expect(names(departures, 2_000)).toEqual(["bob left", "ann lost"]);
  expect(names(departures, SHOWN_MS)).toEqual(["bob left"]);
});

test("who is here again is not told as gone", () => {
  const departures = new Departures();
  for (const gone of [ann, bob, peer("cyd")]) departures.take(notice("lost", gone));
  departures.take(notice("back", ann));
  expect(names(departures, 2_000, [bob])).toEqual(["cyd lost"]);
});

test("a guest's leave says nothing of the peer that let it speak", () => {
  const departures = new Departures();
  departures.take({ ...notice("left"), guest: { name: "telnet", address: "10.0.0.9" } });
  expect(names(departures, 2_000)).toEqual([]);
});

test("a crowd that comes and goes is not kept", () => {
  const departures = new Departures();
  for (let at = 0; at < 1_000; at++) departures.take(notice("left", peer(`p${at}`)));
  expect(names(departures, 2_000).length).toBeLessThan(50);
});
