import { describe, expect, test } from "bun:test";
import { posix, win32 } from "node:path";

import { safeFileName } from "../../src/store/safe_name.ts";

const hostile = [
  ...["..", ".", "", "/", "../..", "../../etc/passwd", "/etc/passwd", "\\\\host\\share"],
  ...["C:", "C:\\", "c:autoexec", "a\0b", "NUL", "nul.txt", "CON", "con.d", "COM1", "LPT9.x"],
  ...["AUX.", "trailing.", "trailing ", "a/b", "a:b", 'a*?<>|"b', "-rf", "--state", ".hidden"],
  ...["~", "$HOME", "`id`", "a\nb", "\u202egnp", "\ud800", "x".repeat(300), "Ж".repeat(300)],
];

describe("safeFileName makes a name of our own folder", () => {
  test.each(hostile)("of %j", (text) => {
    const name = safeFileName(text);
    expect(posix.basename(name)).toBe(name);
    expect(win32.basename(name)).toBe(name);
    expect(name).toMatch(/^[\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}._~-]*$|^~[0-9a-f]{8}$/u);
    expect(name).not.toMatch(/[. ]$/);
    expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|~|$)/i);
    expect(name.isWellFormed()).toBe(true);
    expect(Buffer.byteLength(`${name}@${name}`)).toBeLessThan(256);
  });
});

test.each(["bobby", "donald.2", "эдди", "lobby-3", "a_b", "john-vm.local"])(
  "safeFileName leaves %s as it is",
  (text) => expect(safeFileName(text)).toBe(text),
);

test("safeFileName never gives two texts one name, even where file names ignore case", () => {
  const composed = "é".normalize("NFC");
  const texts = [...hostile, "bobby", "Bobby", "BOBBY", "a_b", "a b", composed, "e\u0301", "a__b"];
  const distinct = new Set(texts);
  const names = texts.map((text) => safeFileName(text).normalize("NFC").toLowerCase());
  expect(new Set(names).size).toBe(distinct.size);
});
