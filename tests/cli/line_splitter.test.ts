import { describe, expect, test } from "bun:test";

import { type InputLine, LineSplitter } from "../../src/cli/line_splitter.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function split(bytes: Uint8Array, chunkBytes: number, bytesMax = 16): InputLine[] {
  const splitter = new LineSplitter(bytesMax);
  const lines: InputLine[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    // One buffer for all chunks, as some readers do: what is kept must be a copy.
    const chunk = bytes.slice(start, start + chunkBytes);
    lines.push(...splitter.push(chunk));
    chunk.fill(0x21);
  }
  return [...lines, ...splitter.end()];
}

const good = (...lines: string[]): InputLine[] => lines.map((line) => ({ ok: true, line }));

describe("LineSplitter", () => {
  const bytes = bytesOf("привет\n\nhow r u\r\nlast");

  test.each([1, 2, 3, 5, 100])("gives the same lines from chunks of %i bytes", (chunkBytes) => {
    expect(split(bytes, chunkBytes)).toEqual(good("привет", "", "how r u\r", "last"));
  });

  test("gives no line after a newline at the end", () => {
    expect(split(bytesOf("a\n"), 100)).toEqual(good("a"));
    expect(split(bytesOf(""), 100)).toEqual([]);
  });

  test("says once that a line is too long, and goes on with the next", () => {
    const text = `${"x".repeat(16)}\n${"x".repeat(17)}\nnext\n${"x".repeat(99)}`;
    for (const chunkBytes of [1, 7, 1_000]) {
      expect(split(bytesOf(text), chunkBytes)).toEqual([
        ...good("x".repeat(16)),
        { ok: false, problem: "too-long" },
        ...good("next"),
        { ok: false, problem: "too-long" },
      ]);
    }
  });

  test("says that a line is not UTF-8, and goes on with the next", () => {
    const bytes = Uint8Array.of(0xff, 0x0a, 0xd0, 0x0a, 0x61);
    expect(split(bytes, 1)).toEqual([
      { ok: false, problem: "not-utf8" },
      { ok: false, problem: "not-utf8" },
      ...good("a"),
    ]);
  });

  test("keeps nothing of a line that never ends", () => {
    const splitter = new LineSplitter(65_536);
    const chunk = new Uint8Array(1 << 20).fill(0x78);
    Bun.gc(true);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 256; i++) expect(splitter.push(chunk)).toEqual([]);
    Bun.gc(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
    expect(splitter.push(bytesOf("\nnext\n"))).toEqual([
      { ok: false, problem: "too-long" },
      ...good("next"),
    ]);
  });
});
