import { describe, expect, test } from "bun:test";

import { exportJsonLines, exportMarkdown } from "../../src/chat/export.ts";
import type { HistoryEntry, HistoryMessage } from "../../src/peer/history.ts";

const BOBBY = { id: "3fa9".padEnd(64, "0"), name: "bobby", address: "127.0.0.1:6001" };
const AT_MS = Date.parse("2026-11-21T15:58:43.214Z");

function message(text: string, changes: Partial<HistoryMessage> = {}): HistoryMessage {
  return {
    kind: "message",
    id: "00000000-0000-8000-8000-000000000000",
    author: BOBBY,
    epoch: "6921ab3c00000001",
    seq: 2,
    lamport: 5,
    atMs: AT_MS,
    text,
    ...changes,
  };
}

function notice(kind: "joined" | "left" | "lost"): HistoryEntry {
  const { text: _, ...place } = message("");
  return { ...place, kind, peer: BOBBY };
}

function markdown(...history: HistoryEntry[]): string {
  return [...exportMarkdown(history, "lobby")].join("");
}

describe("exportJsonLines", () => {
  test("writes an object a line, with what everyone knows alike", () => {
    const [first, second] = [...exportJsonLines([notice("joined"), message("hello")])];
    expect(first).toBe(
      `{"kind":"joined","id":"00000000-0000-8000-8000-000000000000","author":` +
        `{"id":"${BOBBY.id}","name":"bobby"},"peer":{"id":"${BOBBY.id}","name":"bobby",` +
        `"address":"127.0.0.1:6001"},"at":"2026-11-21T15:58:43.214Z"}\n`,
    );
    expect(JSON.parse(second ?? "")).toEqual({
      kind: "message",
      id: "00000000-0000-8000-8000-000000000000",
      author: { id: BOBBY.id, name: "bobby" },
      text: "hello",
      at: "2026-11-21T15:58:43.214Z",
    });
  });

  test("keeps hostile text whole and on its line, and steers no terminal", () => {
    const hostile = 'a\nb\u2028c\x1b[2J\u202e"\\';
    const [line = ""] = [...exportJsonLines([message(hostile)])];
    expect(line).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
    expect(JSON.parse(line).text).toBe(hostile);
  });
});

describe("exportMarkdown", () => {
  test("writes a heading a day and an item an entry", () => {
    const later = message("fine thx", { atMs: AT_MS + 86_400_000 });
    expect(markdown(notice("joined"), message("hello"), later, notice("left"), notice("lost")))
      .toBe(`# lobby

## 2026-11-21 (UTC)

- 15:58:43 _User bobby·3fa9 has joined from 127.0.0.1:6001_
- 15:58:43 **bobby·3fa9**: hello

## 2026-11-22 (UTC)

- 15:58:43 **bobby·3fa9**: fine thx

## 2026-11-21 (UTC)

- 15:58:43 _User bobby·3fa9 has left_
- 15:58:43 _User bobby·3fa9 is lost_
`);
  });

  test("keeps the lines of a message within its item", () => {
    expect(markdown(message("one\n# two\n- three\n1. four\n    five"))).toEndWith(
      "- 15:58:43 **bobby·3fa9**: one\\\n  \\# two\\\n  \\- three\\\n  1\\. four\\\n  " +
        "&nbsp;&nbsp;&nbsp;&nbsp;five\n",
    );
  });

  test.each([
    ["<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"],
    ["![x](http://evil)", "\\!\\[x\\](http://evil)"],
    ["`code` **bold** _em_", "\\`code\\` \\*\\*bold\\*\\* \\_em\\_"],
    ["&lt;b&gt;", "\\&lt;b\\&gt;"],
    ["\x1b[31mred\u202e", "\\\\x1b\\[31mred"],
    ["a\u2028b", "a\\\\u2028b"],
    ["back\\", "back\\\\"],
  ])("escapes %j", (text, escaped) => {
    expect(markdown(message(text))).toEndWith(`**bobby·3fa9**: ${escaped}\n`);
  });

  test("escapes names, addresses and the room, and cuts long names", () => {
    const name = `_${"x".repeat(100)}`;
    const shown = markdown(message("hi", { author: { ...BOBBY, name } }));
    expect(shown).toContain(`**\\_${"x".repeat(30)}…·3fa9**: hi`);
    expect([...exportMarkdown([], "a\n# b")].join("")).toBe("# a\\\\n\\# b\n");
  });

  test("takes times that no calendar holds", () => {
    const far = message("hi", { atMs: Number.MAX_SAFE_INTEGER });
    expect(markdown(far)).toContain("## +287396-10-12 (UTC)");
  });
});
