import { describe, expect, test } from "bun:test";

import { ITEMS_MAX, Talk, TEXT_LENGTH_MAX } from "../../../src/web/page/talk.ts";
import { ann, bob, entries, entry, message, notice } from "./said.ts";

function keysOf(talk: Talk): string[] {
  const { from, to } = talk.span;
  return Array.from({ length: to - from }, (_, index) => talk.at(from + index)?.key ?? "nothing");
}

function greeted(from: number, to: number): Talk {
  const talk = new Talk();
  talk.greet(entries(from, to), from > 0, ann.id);
  return talk;
}

describe("Talk", () => {
  test("holds the history, then what comes, each once", () => {
    const talk = greeted(0, 2);
    expect(talk.take(message("m1"))).toBeFalse();
    expect(talk.take(message("m2"))).toBeTrue();
    expect(keysOf(talk)).toEqual(["m0", "m1", "m2"]);
  });

  test("knows its own words in the history, but not a guest's of its peer", () => {
    const talk = new Talk();
    const guest = { name: "ann", address: "10.0.0.9" };
    talk.greet([entry("a", ann), entry("b", bob), { ...entry("c", ann), guest }], false, ann.id);
    const own = [0, 1, 2].map((at) => talk.at(talk.span.from + at)?.shown);
    expect(own.map((shown) => shown?.show === "message" && shown.own)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("puts older pages before it, and its rows keep their numbers", () => {
    const talk = greeted(100, 102);
    const { from } = talk.span;
    expect(talk.oldestPlace).toEqual({ before: "m100", lamport: 1 });
    talk.prepend(entries(98, 101), false, ann.id);
    expect(keysOf(talk)).toEqual(["m98", "m99", "m100", "m101"]);
    expect(talk.at(from)?.key).toBe("m100");
    expect(talk.wantsOlder).toBeFalse();
  });

  test("greeted again, has what it missed and keeps what it held before", () => {
    const talk = greeted(5, 10);
    talk.prepend(entries(0, 5), false, ann.id);
    talk.take(message("live", { backlog: true }));
    const { from } = talk.span;
    talk.greet([...entries(8, 12), entry("live")], true, ann.id);
    expect(keysOf(talk)).toEqual([...entries(0, 12).map(({ id }) => id), "live"]);
    expect(talk.span.from).toBe(from);
    expect(talk.at(talk.span.to - 1)?.shown).toMatchObject({ backlog: true });
    expect(talk.hasOlder).toBeFalse();
  });

  test("greeted again, keeps a message that came live and belongs further back", () => {
    const talk = greeted(0, 4);
    talk.take(message("late"));
    talk.greet(entries(2, 6), true, ann.id);
    expect(keysOf(talk)).toEqual(["m0", "m1", "late", "m2", "m3", "m4", "m5"]);
  });

  test("greeted after it missed more than it is told, begins anew", () => {
    const talk = greeted(0, 4);
    talk.greet(entries(50, 52), true, ann.id);
    expect(keysOf(talk)).toEqual(["m50", "m51"]);
    expect(talk.wantsOlder).toBeTrue();
  });

  test("greeted again, leaves live notices to the history, which tells them too", () => {
    const talk = greeted(0, 2);
    talk.take(notice("joined"));
    talk.greet(entries(0, 2), false, ann.id);
    expect(keysOf(talk)).toEqual(["m0", "m1"]);
  });

  test("holds only so many messages, the newest, and says that there are more", () => {
    const talk = new Talk();
    for (let at = 0; at < 3 * ITEMS_MAX; at++) talk.take(message(`m${at}`));
    const { from, to } = talk.span;
    expect(to - from).toBeLessThanOrEqual(ITEMS_MAX);
    expect(to - from).toBeGreaterThan(ITEMS_MAX / 2);
    expect(talk.at(to - 1)?.key).toBe(`m${3 * ITEMS_MAX - 1}`);
    expect(talk.hasOlder).toBeTrue();
  });

  test("holds only so much text", () => {
    const talk = new Talk();
    const text = "x".repeat(16 * 1024);
    let most = 0;
    for (let at = 0; at < 1_500; at++) {
      talk.take(message(`m${at}`, { text }));
      most = Math.max(most, (talk.span.to - talk.span.from) * text.length);
    }
    expect(most).toBeLessThanOrEqual(TEXT_LENGTH_MAX + text.length);
    expect(talk.at(talk.span.to - 1)?.key).toBe("m1499");
  });

  test("goes back no further once it is full", () => {
    const talk = greeted(30_000, 30_010);
    while (talk.wantsOlder) {
      const { from, to } = talk.span;
      talk.prepend(entries(30_010 - (to - from) - 1_000, 30_010 - (to - from)), true, ann.id);
    }
    expect(talk.span.to - talk.span.from).toBeLessThan(ITEMS_MAX + 1_000);
    expect(talk.hasOlder).toBeTrue();
  });
});
