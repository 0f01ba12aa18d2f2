import { expect, test } from "bun:test";

import { type HistoryContext, historyOf } from "../../src/chat/history_lines.ts";
import { NameBook } from "../../src/chat/names.ts";
import type { HistoryEntry, HistoryQuery, Room } from "../../src/chat/room.ts";
import { english } from "../../src/chat/speech_en.ts";
import { russian } from "../../src/chat/speech_ru.ts";

const bobby = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };
const donald = { id: "d0".repeat(32), name: "donald", address: "127.0.0.1:6002" };

const context = (words = english): HistoryContext => ({
  words,
  names: new NameBook(bobby),
  when: (atMs) => `[${atMs}]`,
});

const place = { id: "1", author: donald, epoch: "0", seq: 1, lamport: 1 };

function message(text: string, author = donald, atMs = 7): HistoryEntry {
  return { ...place, kind: "message", author, text, atMs };
}

function notice(kind: "joined" | "left" | "lost", peer = donald): HistoryEntry {
  return { ...place, kind, peer, atMs: 7 };
}

function roomWith(entries: readonly HistoryEntry[], asked: HistoryQuery[] = []): Room {
  return {
    say: () => {},
    askRing: () => {},
    pageLink: () => null,
    leave: () => {},
    subscribe: () => {},
    history: (query) => {
      asked.push(query);
      return query.limit === null ? entries : entries.slice(-query.limit);
    },
  };
}

test("each entry has its time, who, and what, in the order that the room tells", () => {
  const told = [notice("joined"), message("hi"), message("ho", bobby), notice("lost")];
  const room = roomWith([...told, notice("left")]);
  expect(historyOf(room, "all", context())).toEqual({
    head: "History",
    body: [
      "   [7]  _: User donald has joined from 127.0.0.1:6002",
      "   [7]  donald: hi",
      "   [7]  bobby: ho",
      "   [7]  _: User donald is lost: does not answer",
      "   [7]  _: User donald has left",
    ],
  });
});

test("in a mesh each message has its author's address, too", () => {
  const room = roomWith([notice("joined"), message("hi")]);
  expect(historyOf(room, "all", { ...context(), kind: "mesh" }).body).toEqual([
    "   [7]  _: User donald has joined from 127.0.0.1:6002",
    "   [7]  donald (127.0.0.1:6002): hi",
  ]);
});

test("no text, name or address in it can pass for another line", () => {
  const evil = { id: "e0".repeat(32), name: "e\n\x1b[2K", address: "1\n2" };
  const entries = [
    message("one\n   [7]  donald: two\r\n\x1b[2Jthree", evil),
    notice("joined", evil),
  ];
  expect(historyOf(roomWith(entries), "all", context()).body).toEqual([
    "   [7]  e\\n\\x1b[2K: one",
    "   |    [7]  donald: two",
    "   | \\x1b[2Jthree",
    "   [7]  _: User e\\n\\x1b[2K has joined from 1\\n2",
  ]);
  const mesh = historyOf(roomWith(entries), "all", { ...context(), kind: "mesh" });
  expect(mesh.body[0]).toBe("   [7]  e\\n\\x1b[2K (1\\n2): one");
});

test("of a long history since this start the newest are shown, and how to see all", () => {
  const asked: HistoryQuery[] = [];
  const many = Array.from({ length: 300 }, (_, index) => message(`number ${index}`));
  const { head, body } = historyOf(roomWith(many, asked), "start", context());
  expect(head).toBe("History, the newest 100 messages; h all shows all");
  expect(body).toHaveLength(100);
  expect(body[0]).toEndWith("number 200");
  expect(body.at(-1)).toEndWith("number 299");
  expect(asked).toEqual([{ limit: 101, since: "start" }]);
  expect(historyOf(roomWith(many), "all", context()).body).toHaveLength(300);
});

test("notices do not push messages out of a short history", () => {
  const joins = Array.from({ length: 80 }, () => notice("joined"));
  const { head, body } = historyOf(roomWith([...joins, message("hi")]), "start", context());
  expect(head).toBe("History since this start; h all shows all");
  expect(body).toHaveLength(81);
});

test("an empty history is said, in both languages", () => {
  expect(historyOf(roomWith([]), "start", context()).head).toContain("h all");
  expect(historyOf(roomWith([]), "all", context(russian)).head).toBe("Здесь ещё ничего не сказано");
});
