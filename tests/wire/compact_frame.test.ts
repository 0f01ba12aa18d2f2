import { describe, expect, test } from "bun:test";

import {
  bridgeName,
  CompactDecoder,
  type CompactRead,
  cutToFit,
  encodeCompact,
  inPieces,
  isBridgeName,
  readCompactName,
} from "../../src/wire/compact_frame.ts";

const utf8 = new TextEncoder();
const bytesOf = (text: string): number => utf8.encode(text).length;

/** Everything that comes of these chunks, and whether something is left. */
function read(...chunks: readonly Uint8Array[]): { reads: CompactRead[]; isWithin: boolean } {
  const decoder = new CompactDecoder();
  const reads: CompactRead[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let one = decoder.next(); one !== null && reads.length < 99; one = decoder.next()) {
      reads.push(one);
      if ("fault" in one) break;
    }
  }
  return { reads, isWithin: decoder.isWithin };
}

function bytes(...parts: readonly (number | string)[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => (typeof part === "number" ? [part] : [...utf8.encode(part)])),
  );
}

const message = (text: string): CompactRead => ({ frame: { type: "message", text } });

describe("a compact frame", () => {
  test("is a type byte, a length byte and the content", () => {
    expect(encodeCompact({ type: "message", text: "hi" })).toEqual(bytes(1, 2, "hi"));
    expect(encodeCompact({ type: "name", text: "Аня" })).toEqual(bytes(2, 6, "Аня"));
  });

  test("of more than 255 bytes is never made", () => {
    expect(encodeCompact({ type: "message", text: "x".repeat(255) })).toHaveLength(257);
    expect(() => encodeCompact({ type: "message", text: "x".repeat(256) })).toThrow();
  });

  test("is read the same wherever it is cut", () => {
    const stream = bytes(2, 6, "Аня", 1, 4, "hi 🙂".slice(0, 3), 33, 1, 0, 1, 4, "🙂");
    const whole = read(stream);
    expect(whole.reads).toEqual([
      { frame: { type: "name", text: "Аня" } },
      message("hi !"),
      message(""),
      message("🙂"),
    ]);
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(read(stream.subarray(0, cut), stream.subarray(cut))).toEqual(whole);
    }
    expect(read(...Array.from(stream, (byte) => bytes(byte)))).toEqual(whole);
  });

  test("whose length lies leaves a part behind", () => {
    expect(read(bytes(1, 200, "only this"))).toEqual({ reads: [], isWithin: true });
    expect(read(bytes(1))).toEqual({ reads: [], isWithin: true });
    expect(read(bytes(1, 2, "hi"))).toEqual({ reads: [message("hi")], isWithin: false });
  });

  test("of an unknown type is a fault, and what came before it counts", () => {
    const { reads } = read(bytes(1, 2, "hi", 7, 1, "x"));
    expect(reads).toEqual([message("hi"), { fault: "a frame of the unknown type 7" }]);
    expect(read(bytes(0)).reads).toEqual([{ fault: "a frame of the unknown type 0" }]);
  });

  test("that is not UTF-8 is a fault", () => {
    const half = utf8.encode("я").subarray(0, 1);
    expect(read(bytes(1, 1, ...half)).reads).toEqual([{ fault: "a message that is not UTF-8" }]);
    expect(read(bytes(2, 2, 0xcf, 0xf0)).reads).toEqual([{ fault: "a name that is not UTF-8" }]);
    expect(read(bytes(1, 3, 0xed, 0xa0, 0x80)).reads).toHaveLength(1);
  });
});

describe("a datagram", () => {
  test("holds a name, and what stands behind it does not matter", () => {
    expect(readCompactName(bytes(2, 3, "bob"))).toBe("bob");
    expect(readCompactName(bytes(2, 3, "bob", 0, 0, 0))).toBe("bob");
  });

  test("that holds no whole name is nothing", () => {
    const noise = [bytes(), bytes(2), bytes(2, 4, "bob"), bytes(1, 3, "bob"), bytes(9, 3, "bob")];
    for (const each of [...noise, bytes(2, 1, 0xff)]) expect(readCompactName(each)).toBeNull();
  });
});

describe("a ringchat's own name", () => {
  test("is told from a guest's, however long it is", () => {
    for (const name of ["ann", "я".repeat(200)]) {
      expect(isBridgeName(bridgeName(name))).toBeTrue();
      expect(bytesOf(bridgeName(name))).toBeLessThanOrEqual(255);
    }
    expect(bridgeName("ann")).toBe("ann (ringchat)");
    expect(isBridgeName("ann")).toBeFalse();
  });
});

describe("a longer text", () => {
  test("is cut between characters", () => {
    const cyrillic = "ы".repeat(150);
    const pieces = inPieces("", cyrillic);
    expect(pieces.map(bytesOf)).toEqual([254, 46]);
    expect(pieces.join("")).toBe(cyrillic);
  });

  test("keeps marks with their letter, and a family together", () => {
    const [accented, family] = ["e\u0301", "👨\u200d👩\u200d👧"];
    const text = `${"x".repeat(254)}${accented}${"y".repeat(250)}${family}`;
    const pieces = inPieces("", text);
    expect(pieces).toEqual(["x".repeat(254), `${accented}${"y".repeat(250)}`, family]);
  });

  test("is cut within a character that alone is too long, never within its bytes", () => {
    const zalgo = `a${"\u0301".repeat(200)}`;
    expect(cutToFit(zalgo, 255).join("")).toBe(zalgo);
    for (const piece of cutToFit(zalgo, 255)) expect(bytesOf(piece)).toBeLessThanOrEqual(255);
  });

  test("bears the name before each piece and each line, and no line is empty", () => {
    const pieces = inPieces("bert: ", `one\n\n${"я".repeat(130)}\r\ncora: two`);
    expect(pieces).toEqual([
      "bert: one",
      `bert: ${"я".repeat(124)}`,
      `bert: ${"я".repeat(6)}`,
      "bert: cora: two",
    ]);
    for (const piece of pieces) expect(bytesOf(piece)).toBeLessThanOrEqual(255);
  });

  test("steers no terminal", () => {
    expect(inPieces("", "a\x1b[2Jb\u202e")).toEqual(["a\\x1b[2Jb"]);
  });
});
