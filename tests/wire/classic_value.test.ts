import { describe, expect, test } from "bun:test";

import { ClassicDecoder, dialectOf, encodeClassic } from "../../src/wire/classic_value.ts";
import { hello, lineOf, pieces, utf8 } from "./sample_frames.ts";

const id = "0b8e8f5c-3f0e-4c6e-9a59-3c9a5d7c1f10";
const message = { id, author: "zoe", command: "m", data: 'a "brace" } {' };
const leave = { id, author: "zoe", command: "q", data: null };

function decode(bytes: Uint8Array, chunk = bytes.length) {
  const decoder = new ClassicDecoder();
  const values = [];
  for (const piece of pieces(bytes, chunk)) {
    const read = decoder.push(piece);
    values.push(...read.values);
    if (read.fault !== null) return { values, fault: read.fault };
  }
  return { values, fault: null };
}

describe("the classic dialect", () => {
  test("is read in any pieces, with newlines between the values and without", () => {
    const bare = utf8.encode(JSON.stringify(message) + JSON.stringify(leave));
    const lined = Buffer.concat([encodeClassic(message), encodeClassic(leave)]);
    for (const bytes of [bare, lined]) {
      for (const chunk of [1, 2, 7, bytes.length]) {
        expect(decode(bytes, chunk)).toEqual({ values: [message, leave], fault: null });
      }
    }
  });

  test("may have fields that nobody knows, and lack some", () => {
    const bytes = utf8.encode(`{"x":[1],"author":"zoe"}${JSON.stringify({ ...leave, y: 1 })}`);
    expect(decode(bytes).values).toEqual([
      { id: "", author: "zoe", command: "", data: null },
      leave,
    ]);
  });

  const wrong = {
    "an id that is no UUID": { ...message, id: "x" },
    "an id that is a number": { ...message, id: 1 },
    "an author that is none": { ...message, author: null },
    "a command that is a number": { ...message, command: 1 },
    "data that is an object": { ...message, data: {} },
  };
  for (const [what, value] of Object.entries(wrong)) {
    test(`is refused with ${what}`, () => {
      expect(decode(lineOf(value)).fault).toBe("a value has a field of a wrong type");
    });
  }

  test("is refused where it is no object, is nested deeply or never ends", () => {
    expect(decode(utf8.encode("[1]")).fault).toBe("what came is no JSON object");
    expect(decode(utf8.encode(`{"x":${"[".repeat(9)}`)).fault).toBe("what came is no JSON object");
    const endless = utf8.encode(`{"data":"${"x".repeat(70_000)}`);
    expect(decode(endless, 8_192).fault).toBe("a value is over 64 KiB");
    expect(decode(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])).fault).not.toBeNull();
  });

  test("is told from ours by the first object, as soon as that is whole", () => {
    const bytes = lineOf(message);
    expect(dialectOf(bytes)).toBe("classic");
    expect(dialectOf(bytes.subarray(0, 20))).toBeNull();
    expect(dialectOf(lineOf(hello))).toBe("ours");
    expect(dialectOf(utf8.encode("GET / HTTP/1.1\r\n"))).toBe("ours");
    expect(dialectOf(utf8.encode('{"no":"command"}'))).toBe("ours");
    for (const line of ["\n", '{"type":\n']) expect(dialectOf(utf8.encode(line))).toBe("ours");
  });
});
