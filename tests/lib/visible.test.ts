import { describe, expect, test } from "bun:test";

import {
  lookOf,
  mixedScripts,
  validName,
  visibleName,
  visibleText,
} from "../../src/lib/visible.ts";

const FAMILY = "👨‍👩‍👧‍👦";

describe("visibleText", () => {
  test("leaves what people write as it is", () => {
    for (const text of [
      "hello there",
      "Привет, ёжик — № 5",
      "naïve €5",
      "日本語",
      "مرحبا",
      FAMILY,
    ]) {
      expect(visibleText(text)).toBe(text);
    }
    for (const text of ["👍🏽", "🇫🇮", "❤️", "👩🏽‍🚀", "é", "ใช้ได้"])
      expect(visibleText(text)).toBe(text);
  });

  test("shows terminal sequences as escapes, also those that never end", () => {
    expect(visibleText("\x1b[31mred")).toBe("\\x1b[31mred");
    expect(visibleText("\x1b]52;c;aGk=\x07")).toBe("\\x1b]52;c;aGk=\\x07");
    expect(visibleText("\x1b]8;;http://evil")).toBe("\\x1b]8;;http://evil");
    expect(visibleText("a\x9b31mb\x00\x7f")).toBe("a\\x9b31mb\\x00\\x7f");
  });

  test("leaves no control character whatever comes in", () => {
    const everything = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join(
      "",
    );
    expect(visibleText(everything)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect(visibleText(everything, { multiline: true })).not.toMatch(/(?!\n)[\p{Cc}\u2028\u2029]/u);
  });

  test("removes overrides and zero-width characters", () => {
    expect(visibleText("a\u202egpj.exe\u2066b\u200bc\ufeffd\u00ade")).toBe("agpj.exebcde");
    expect(visibleText("x\u{e0061}\u{e007f}y\u3164z")).toBe("xyz");
  });

  test("keeps a joiner inside emoji only", () => {
    expect(visibleText("a\u200db")).toBe("ab");
    expect(visibleText("👨\u200d")).toBe("👨");
    expect(visibleText("👨\u200d\u200d👩")).toBe("👨👩");
  });

  test("turns a line break into an escape unless the caller indents lines", () => {
    expect(visibleText("a\nb\rc\u2028d\u2029e\x85f\vg\fh")).toBe(
      "a\\nb\\rc\\u2028d\\u2029e\\x85f\\x0bg\\x0ch",
    );
    expect(visibleText("a\r\nb\nc\rd\u2028e", { multiline: true })).toBe("a\nb\nc\\rd\\u2028e");
  });

  test("caps combining marks, also when invisible characters stand between them", () => {
    expect(visibleText(`e${"\u0301".repeat(10_000)}f`)).toBe(`e${"\u0301".repeat(8)}f`);
    expect(visibleText(`e${"\u0301\u200b".repeat(10_000)}f`)).toBe(`e${"\u0301".repeat(8)}f`);
    expect(visibleText(`e${"\ufe0f".repeat(10_000)}f`)).toHaveLength(10);
  });

  test("replaces half characters", () => {
    expect(visibleText("a\ud83db")).toBe("a\ufffdb");
  });
});

describe("names", () => {
  test("of any length are judged quickly", () => {
    expect(validName("a".repeat(1_000_000))).toEqual({ ok: false, reason: "long" });
  });

  test("are trimmed and composed", () => {
    expect(validName("  Zoe\u0301 ")).toEqual({ ok: true, name: "Zo\u00e9" });
    for (const name of ["bobby", "Ёжик", "李", "4chan", "🦊", "🇫🇮", FAMILY, "a".repeat(32)]) {
      expect(validName(name)).toEqual({ ok: true, name });
    }
    expect(validName(FAMILY.repeat(32))).toMatchObject({ ok: true });
  });

  test.each([
    ["", "empty"],
    [" \t", "empty"],
    ["a".repeat(33), "long"],
    ["_", "start"],
    ["_bobby", "start"],
    ["-rf", "start"],
    ["bob\x1b[31m", "hidden"],
    ["bob\u200bby", "hidden"],
    ["bob\nby", "hidden"],
    ["bob\ud83d", "hidden"],
    ["system", "reserved"],
    ["SyStEm", "reserved"],
    ["ѕуѕтем", "reserved"],
    ["bobby: hi", "punctuation"],
    ["bobby·3fa9", "punctuation"],
    ["bobby\uff1a hi", "punctuation"],
  ] as const)("%j is refused as %s", (name, reason) => {
    expect(validName(name)).toEqual({ ok: false, reason });
  });

  test("of others are cut to what a line bears", () => {
    expect(visibleName("bobby\n\x1b[2J")).toBe("bobby\\n\\x1b[2J");
    expect(visibleName("b".repeat(40))).toBe(`${"b".repeat(31)}…`);
    expect(visibleName(" \u200b ")).toBe("?");
    expect(visibleName("eddy: yes")).toBe("eddy\\x3a yes");
    expect(visibleName("eddy\uff1a yes")).toBe("eddy\\uff1a yes");
    expect(visibleName("eddy·3fa9")).toBe("eddy\\xb73fa9");
    expect(visibleName("b".repeat(100_000))).toHaveLength(32);
  });

  test("that mix alphabets within a word are flagged", () => {
    expect(mixedScripts("dоnald")).toBe(true);
    expect(mixedScripts("bοb")).toBe(true);
    expect(mixedScripts("Ωmega 3")).toBe(true);
    for (const name of ["donald", "Дональд", "Anna Иванова", "日本bob"]) {
      expect(mixedScripts(name)).toBe(false);
    }
  });

  test("have one look when a reader takes them for each other", () => {
    expect(lookOf("Bobby")).toBe(lookOf("bobby"));
    expect(lookOf("сосо")).toBe(lookOf("coco"));
    expect(lookOf("eddy")).not.toBe(lookOf("bobby"));
  });
});
