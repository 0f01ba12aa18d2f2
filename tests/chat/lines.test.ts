import { describe, expect, test } from "bun:test";

import type { LinesContext } from "../../src/chat/lines.ts";
import { linesFor } from "../../src/chat/lines.ts";
import { NameBook } from "../../src/chat/names.ts";
import { RefusalBook } from "../../src/chat/refusals.ts";
import { english } from "../../src/chat/speech_en.ts";
import { russian } from "../../src/chat/speech_ru.ts";
import type { NoticeKind, PeerView, Shown, Side } from "../../src/peer/shown.ts";
import { shownRing } from "../peer/shown_ring.ts";

const NOW_MS = 1_000_000;

function context(changes: Partial<LinesContext> = {}): LinesContext {
  const [names, refusals] = [new NameBook(bobby), new RefusalBook()];
  const clock = { now: () => NOW_MS, when: () => "WHEN", widthOf: Bun.stringWidth };
  return {
    kind: "ring",
    level: "info",
    interactive: false,
    canvas: () => null,
    words: english,
    names,
    refusals,
    ...clock,
    ...changes,
  };
}

function read(shown: Shown, changes: Partial<LinesContext> = {}): string[] {
  return linesFor(shown, context(changes)).flatMap(({ level, head, body }) => [
    `${level} ${head}`,
    ...body,
  ]);
}

const donald: PeerView = { id: "d0".repeat(32), name: "donald", address: "127.0.0.1:6002" };
const bobby: PeerView = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };

function message(text: string, changes: { author?: PeerView; own?: boolean } = {}): Shown {
  const rest = { id: "1", author: donald, atMs: 0, own: false, backlog: false };
  return { show: "message", text, ...rest, ...changes };
}

function link(state: "up" | "down", side: Side, reason = "", expected = false): Shown {
  const ends = { local: "127.0.0.1:6001", remote: "127.0.0.1:59793" };
  return { show: "link", state, side, peer: donald, ...ends, reason, expected };
}

test("a peer that is reached elsewhere than it listens says both", () => {
  const shown: Shown = { show: "listening", address: "203.0.113.5:7001", at: "0.0.0.0:6001" };
  expect(read(shown)).toEqual([
    "info Server listening at 0.0.0.0:6001, reached at 203.0.113.5:7001",
  ]);
});

describe("the document's lines", () => {
  const document: [string, Shown, string[]][] = [
    [
      "listening",
      { show: "listening", address: "127.0.0.1:6001" },
      ["info Server listening at 127.0.0.1:6001"],
    ],
    [
      "a retry",
      { show: "retry", address: "localhost:6002", attempt: 1, of: 10 },
      ["debug Clt could not connect to localhost:6002. retry 1 of 10"],
    ],
    [
      "the next link",
      link("up", "next"),
      ["info Clt opening connection (127.0.0.1:6001 -> 127.0.0.1:59793)"],
    ],
    [
      "the previous link",
      link("up", "previous"),
      ["debug Server handling connection (127.0.0.1:6001 <- 127.0.0.1:59793)"],
    ],
    ["a message", message("hello there"), ["info Incoming message", "   donald: hello there"]],
    [
      "a leave",
      { show: "notice", kind: "left", peer: donald, atMs: 0 },
      ["info ", "   _: User donald has left"],
    ],
    [
      "a lost link",
      link("down", "previous", "left", true),
      ["debug Connection to prev. peer probably lost"],
    ],
    ["the end", { show: "stopped" }, ["info Server is shutting down"]],
  ];
  test.each(document)("stand in every language: %s", (_name, shown, lines) => {
    expect(read(shown)).toEqual(lines);
    expect(read(shown, { words: russian })).toEqual(lines);
  });
});

test("the wait is said where the retries are not", () => {
  const waiting: Shown = { show: "waiting", address: "localhost:6002" };
  expect(read(waiting)).toEqual(["info Waiting for localhost:6002; you can type now"]);
  expect(read(waiting, { level: "debug" })[0]).toStartWith("trace");
});

test("links that change nothing for a person are for the trace", () => {
  expect(read(link("down", "previous", "duplicate", true))[0]).toStartWith("trace");
  expect(read(link("down", "next", "left", true))[0]).toStartWith("trace");
  expect(read(link("up", "other"))[0]).toStartWith("trace");
  expect(read(message("mine", { own: true }))).toEqual(["trace Outgoing message"]);
});

test("what becomes of others reads differently, and tells how often they were tried", () => {
  const notice = (kind: NoticeKind, more: { tries?: number; sentAgain?: number } = {}): string[] =>
    [english, russian].map((words) => {
      const shown: Shown = { show: "notice", kind, peer: donald, atMs: 0, ...more };
      return read(shown, { words })[1]?.slice("   _: ".length) ?? "";
    });
  expect(notice("left")).toEqual(["User donald has left", "User donald has left"]);
  expect(notice("lost")).toEqual([
    "User donald is lost: does not answer",
    "Связь с donald потеряна: не отвечает",
  ]);
  expect(notice("lost", { tries: 10 })).toEqual([
    "User donald is lost: no answer to 10 tries",
    "Связь с donald потеряна: не отвечает, попыток: 10",
  ]);
  expect(notice("lost", { tries: 1 })[0]).toEndWith("no answer to 1 try");
  expect(notice("back")).toEqual(["User donald is back", "donald снова на связи"]);
  expect(notice("joined")).toEqual(["User donald has joined", "donald теперь в чате"]);
  expect(notice("healed", { sentAgain: 0 })).toEqual([
    "The gap is closed: your next is donald now",
    "Разрыв закрыт: следующий узел теперь donald",
  ]);
  expect(notice("healed", { sentAgain: 3 })).toEqual([
    "The gap is closed: your next is donald now, and was sent again what it lacked: 3 entries",
    "Разрыв закрыт: следующий узел теперь donald, ему ещё раз отправлены недостающие записи: 3",
  ]);
  expect(notice("healed", { sentAgain: 1 })[0]).toEndWith("lacked: 1 entry");
  expect(notice("merged")).toEqual([
    "Two rings have become one: donald was in the other",
    "Два кольца стали одним: в другом — donald",
  ]);
});

test("who comes is told to a person, not to a pipe", () => {
  const joined: Shown = { show: "notice", kind: "joined", peer: donald, atMs: 0 };
  expect(read(joined, { interactive: true })[0]).toStartWith("info");
  expect(read(joined)[0]).toStartWith("trace");
});

describe("in a mesh", () => {
  const told = (shown: Shown, words = english): string[] =>
    read(shown, { kind: "mesh", interactive: true, words });

  test("nothing is said of a ring, and where who comes is", () => {
    const notice = (kind: NoticeKind): string[] =>
      [english, russian].flatMap((words) =>
        told({ show: "notice", kind, peer: donald, atMs: 0 }, words).slice(1),
      );
    expect(notice("joined")).toEqual([
      "   _: User donald has joined from 127.0.0.1:6002",
      "   _: donald теперь в чате, адрес 127.0.0.1:6002",
    ]);
    expect(notice("lost")).toHaveLength(2);
  });

  test("links are for whoever looks for a fault: r tells of them", () => {
    expect(told(link("up", "next"))).toEqual([
      "debug Link to donald up (127.0.0.1:6001 - 127.0.0.1:59793)",
    ]);
    expect(told(link("down", "previous", "silent"))).toEqual([
      "debug Link to donald down (127.0.0.1:6001 - 127.0.0.1:59793) silent",
    ]);
    expect(told(link("down", "other", "left", true))[0]).toStartWith("trace");
    const address = donald.address;
    expect(told({ show: "waiting", address })[0]).toStartWith("trace");
    expect(told({ show: "gave-up", address, tries: 3, configured: false })[0]).toStartWith("debug");
    expect(told({ show: "gave-up", address, tries: 3, configured: true })[0]).toStartWith("warn");
  });
});

test("a message of several lines can't pass for another author's", () => {
  expect(read(message("hi\n   eddy: buy\u2028x\r\n\x1b[2K")).slice(1)).toEqual([
    "   donald: hi",
    "   |    eddy: buy\\u2028x",
    "   | \\x1b[2K",
  ]);
});

test("a name or an address can't start a line either", () => {
  const evil = { ...donald, name: "x\n12:00:00 INF ~", address: "1\n2" };
  for (const kind of ["left", "lost", "joined"] as const) {
    expect(read({ show: "notice", kind, peer: evil, atMs: 0 }).join("")).not.toContain("\n");
  }
  const ring = shownRing({ peers: [bobby, evil] });
  expect(read(ring).join("")).not.toContain("\n");
  const refused = { show: "refused", code: "frame", remote: "1\n2", reason: "a\nb" } as const;
  expect(read({ ...refused, byUs: true }).join("")).not.toContain("\n");
});

test("peers of one name are told apart by their keys, and so is one named like me", () => {
  const names = new NameBook({ ...bobby, id: "11".repeat(32) });
  const from = (author: PeerView): string | undefined =>
    read(message("x", { author }), { names })[1];
  const other = { ...donald, id: "3fa9".repeat(16) };
  expect(from(donald)).toBe("   donald: x");
  expect(from(donald)).toBe("   donald: x");
  expect(from(other)).toBe("   donald·3fa9: x");
  expect(from(donald)).toBe("   donald·d0d0: x");
  expect(from(bobby)).toBe("   bobby·b0b0: x");
  expect(from({ ...other, name: "dоnny" })).toBe("   dоnny·3fa9: x");
});

test("what was said a while ago and comes only now has its time", () => {
  const late = { ...message("hello"), backlog: true } as Shown;
  expect(read(late)).toEqual(["info Incoming message, said at WHEN", "   donald: hello"]);
  expect(read({ ...late, atMs: NOW_MS - 1_000 } as Shown)[0]).toBe("info Incoming message");
  expect(read({ ...late, backlog: false } as Shown)[0]).toBe("info Incoming message");
});

test("what an earlier start of mine said comes back under my name", () => {
  const mine = { ...message("mine", { author: bobby, own: true }), backlog: true } as Shown;
  expect(read(mine)).toEqual(["info Incoming message, said at WHEN", "   bobby: mine"]);
});

test("receipts are for the trace, since the terminal has its own way to tell them", () => {
  expect(read({ show: "receipt", id: "1", seenBy: 2, of: 3 })).toEqual(["trace On disk at 2 of 3"]);
});

test("a disk that takes nothing more is said, and what to do", () => {
  const failed: Shown = { show: "store-failed", reason: "no-space: history\n.db" };
  const [line = ""] = read(failed);
  expect(line).toStartWith("error The disk takes nothing more");
  expect(line).toContain("(no-space: history\\n.db). Free some space");
  expect(read(failed, { words: russian })[0]).toContain("Освободите место");
});

test("who is proved to have said two things at once is named", () => {
  const forked: Shown = { show: "forked", peer: donald };
  expect(read(forked)[0]).toMatch(/^warn donald said two different things at once.*void$/);
  expect(read(forked, { words: russian })[0]).toStartWith("warn donald сказал");
});

test("giving up says that it stays, and a refusal says what was wrong", () => {
  const gaveUp: Shown = { show: "gave-up", address: "localhost:6002", tries: 10, configured: true };
  expect(read(gaveUp)[0]).toMatch(/localhost:6002 after 10 tries.*listening.*type now/);
  const refused = { show: "refused", code: "room", remote: "127.0.0.1:6002" } as const;
  const reason = "the room there is kitchen, not lobby";
  expect(read({ ...refused, reason, byUs: false })).toEqual([
    `warn Refused by 127.0.0.1:6002: ${reason}`,
  ]);
  expect(read({ ...refused, reason, byUs: true }, { words: russian })[0]).toContain(reason);
});

test("a stranger that knocks on and on is told of once, whatever its ports", () => {
  const refusals = new RefusalBook();
  const knock = (port: number, reason: string): string | undefined => {
    const remote = `127.0.0.1:${port}`;
    return read({ show: "refused", code: "room", remote, reason, byUs: true }, { refusals })[0];
  };
  expect(knock(40_001, "this is room a")).toStartWith("warn ");
  expect(knock(40_002, "this is room a")).toStartWith("trace ");
  expect(knock(40_003, "this is room b")).toStartWith("warn ");
});
