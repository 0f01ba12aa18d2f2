import { expect, test } from "bun:test";

import { layOut, wrapBody } from "../../src/terminal/layout.ts";

function rows(text: string, cursor: number, columns = 10, rowsMax = 100) {
  return layOut({ label: "> ", hang: "| ", text, cursor }, columns, rowsMax);
}

test("a draft that fits is one row, with the cursor where it stands", () => {
  expect(rows("hello", 2)).toEqual({ rows: ["> hello"], cursorRow: 0, beforeCursor: "> he" });
});

test("a longer draft wraps before it would touch the edge's far side", () => {
  expect(rows("12345678ab", 10)).toEqual({
    rows: ["> 12345678", "| ab"],
    cursorRow: 1,
    beforeCursor: "| ab",
  });
  expect(rows("12345678", 8)).toEqual({
    rows: ["> 12345678", "| "],
    cursorRow: 1,
    beforeCursor: "| ",
  });
  expect(rows("12345678ab", 8).beforeCursor).toBe("| ");
});

test("line breaks begin rows, and a cursor before one stays on its row", () => {
  expect(rows("a\nb", 1)).toEqual({ rows: ["> a", "| b"], cursorRow: 0, beforeCursor: "> a" });
  expect(rows("a\n", 2)).toEqual({ rows: ["> a", "| "], cursorRow: 1, beforeCursor: "| " });
});

test("a joined emoji has the room that a terminal needs which shows its parts", () => {
  expect(rows("123👨‍👩‍👧", 0).rows).toEqual(["> 123", "| 👨‍👩‍👧"]);
  expect(rows("日本語日本", 0).rows).toEqual(["> 日本語日", "| 本"]);
});

test("of more rows than there are the ones around the cursor are seen", () => {
  const text = "0\n1\n2\n3\n4\n5";
  expect(rows(text, text.length, 10, 3)).toMatchObject({
    rows: ["| 3", "| 4", "| 5"],
    cursorRow: 2,
  });
  expect(rows(text, 0, 10, 3)).toMatchObject({ rows: ["> 0", "| 1", "| 2"], cursorRow: 0 });
  expect(rows(text, 0, 10, 1)).toMatchObject({ rows: ["> 0"], cursorRow: 0 });
});

test("nothing in a draft moves the cursor by itself, and tabs are spaces", () => {
  expect(rows("\x1b[A\ta", 0, 40).rows).toEqual(["> \\x1b[A    a"]);
});

test("a terminal of no width gets rows all the same", () => {
  expect(rows("abc", 3, 1).rows.length).toBeGreaterThan(1);
});

test("a long line is wrapped behind a bar", () => {
  expect(wrapBody("   eddy: 1234567890", 14)).toEqual(["   eddy: 12345", "   | 67890"]);
  expect(wrapBody("   eddy: hi", 14)).toEqual(["   eddy: hi"]);
});
