import { describe, expect, test } from "bun:test";

import { exportJsonLines, exportMarkdown } from "../../src/chat/export.ts";
import { historyLines } from "../../src/chat/history_lines.ts";
import { eventOf, historyEvent } from "../../src/chat/json_lines.ts";
import { type LinesContext, linesFor } from "../../src/chat/lines.ts";
import { NameBook } from "../../src/chat/names.ts";
import { RefusalBook } from "../../src/chat/refusals.ts";
import { english } from "../../src/chat/speech_en.ts";
import { russian } from "../../src/chat/speech_ru.ts";
import type { HistoryEntry } from "../../src/peer/history.ts";
import type { GuestView, Shown } from "../../src/peer/shown.ts";

const ann = { id: "a0".repeat(32), name: "ann", address: "127.0.0.1:6010" };
const bert = { id: "b0".repeat(32), name: "bert", address: "127.0.0.2:6010" };
const zoe: GuestView = { name: "zoe", address: "10.0.0.7" };
const unsigned = { id: "", ...zoe };

const context = (words = english, kind: LinesContext["kind"] = "ring"): LinesContext => ({
  level: "info",
  kind,
  interactive: true,
  canvas: () => null,
  words,
  names: new NameBook(ann),
  refusals: new RefusalBook(),
  now: () => 0,
  when: (atMs) => `[${atMs}]`,
  widthOf: Bun.stringWidth,
});

function message(guest = zoe, author = bert): Extract<Shown, { show: "message" }> {
  const rest = { id: "1", text: "hi", atMs: 7, own: false, backlog: false };
  return { show: "message", author, guest, ...rest };
}

function notice(kind: "joined" | "left"): Shown {
  return { show: "notice", kind, peer: bert, guest: zoe, atMs: 7 };
}

const place = { id: "1", author: bert, epoch: "0", seq: 1, lamport: 1, atMs: 7 };
const said: HistoryEntry = { ...place, kind: "message", guest: zoe, text: "hi" };
const joined: HistoryEntry = { ...place, kind: "joined", peer: bert, guest: zoe };

function body(shown: Shown, words = english): readonly string[] {
  return linesFor(shown, context(words)).flatMap((line) => line.body);
}

describe("a person reads of a guest", () => {
  test("what it says, and whose guest it is", () => {
    expect(body(message())).toEqual(["   zoe (guest of bert): hi"]);
    expect(body(message(), russian)).toEqual(["   zoe (гость у bert): hi"]);
  });

  test("what it says where it was let in, too", () => {
    expect(body(message(zoe, ann))).toEqual(["   zoe (guest of ann): hi"]);
  });

  test("that it came and went", () => {
    expect(body(notice("joined"))[0]).toContain("zoe (guest of bert)");
    expect(body(notice("left"))).toEqual(["   _: User zoe (guest of bert) has left"]);
  });

  test("that it is one, whatever it calls itself", () => {
    const names = ["bert", "bert·b0b0", "bert: hi\nann", "bert (guest of ann)", "\u202ebert"];
    for (const name of names) {
      const lines = body(message({ ...zoe, name }));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toEndWith("(guest of bert): hi");
      expect(lines[0]).not.toMatch(/[\u202e·]/);
    }
  });

  test("the same in the history, with where it came from", () => {
    expect(historyLines(said, context())).toEqual(["   [7]  zoe (guest of bert): hi"]);
    expect(historyLines(joined, context())).toEqual([
      "   [7]  _: User zoe (guest of bert) has joined from 10.0.0.7",
    ]);
  });

  test("its own address, where addresses are told", () => {
    const mesh = context(english, "mesh");
    expect(historyLines(said, mesh)).toEqual(["   [7]  zoe (guest of bert) (10.0.0.7): hi"]);
    expect(linesFor(notice("joined"), mesh)[0]?.body[0]).toEndWith("from 10.0.0.7");
  });

  test("the same in an export", () => {
    const text = [...exportMarkdown([joined, said], "lobby")].join("");
    expect(text).toContain("_User zoe (guest of bert·b0b0) has joined from 10.0.0.7_");
    expect(text).toContain("**zoe (guest of bert·b0b0)**: hi");
  });
});

describe("a script is told of a guest, which has no id,", () => {
  const at = "1970-01-01T00:00:00.007Z";

  test("with the peer that it came by", () => {
    const rest = { id: "1", text: "hi", at, own: false, backlog: false };
    expect(eventOf(message())).toEqual({ event: "message", author: unsigned, via: bert, ...rest });
    expect(eventOf(notice("left"))).toEqual({
      event: "notice",
      kind: "left",
      peer: unsigned,
      via: bert,
    });
  });

  test("the same in the history", () => {
    const via = { id: bert.id, name: bert.name };
    expect(historyEvent([joined, said])).toEqual({
      event: "history",
      messages: [{ id: "1", author: unsigned, via, text: "hi", at }],
      notices: [{ kind: "joined", peer: unsigned, via: bert, at }],
    });
  });

  test("the same in an export", () => {
    const feed = { id: bert.id, name: bert.name };
    const [first, second] = [...exportJsonLines([joined, said])].map((line): unknown =>
      JSON.parse(line),
    );
    expect(first).toEqual({ kind: "joined", id: "1", author: feed, peer: unsigned, via: feed, at });
    expect(second).toEqual({
      kind: "message",
      id: "1",
      author: unsigned,
      via: feed,
      text: "hi",
      at,
    });
  });
});
