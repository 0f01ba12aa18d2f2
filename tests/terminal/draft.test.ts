import { expect, test } from "bun:test";

import { Draft } from "../../src/terminal/draft.ts";

const FAMILY = "👨‍👩‍👧";

function draft(text: string): Draft {
  const made = new Draft();
  made.insert(text);
  return made;
}

/** The draft with a bar where the cursor stands. */
function seen(made: Draft): string {
  return `${made.text.slice(0, made.cursor)}|${made.text.slice(made.cursor)}`;
}

test("the cursor passes a joined emoji or a marked letter in one step", () => {
  const made = draft(`a${FAMILY}e\u0301`);
  made.left();
  expect(seen(made)).toBe(`a${FAMILY}|e\u0301`);
  made.left();
  expect(seen(made)).toBe(`a|${FAMILY}e\u0301`);
  made.right();
  made.backspace();
  expect(seen(made)).toBe("a|e\u0301");
  made.delete();
  expect(seen(made)).toBe("a|");
});

test("at its ends nothing more happens", () => {
  const made = draft("a");
  made.right();
  made.delete();
  made.home();
  made.left();
  made.backspace();
  expect(seen(made)).toBe("|a");
});

test("control characters are left out, line breaks become one kind", () => {
  expect(draft("a\x1b[31mb\x03\r\nc\rd\te\u0085").text).toBe("a[31mb\nc\nd\te");
});

test("words are jumped over and deleted", () => {
  const made = draft("one two  ");
  made.wordLeft();
  expect(seen(made)).toBe("one |two  ");
  made.wordLeft();
  made.wordRight();
  expect(seen(made)).toBe("one| two  ");
  made.deleteWord();
  expect(seen(made)).toBe("| two  ");
});

test("home, end, up and down keep to lines", () => {
  const made = draft("first\n👍👍\nthird");
  made.home();
  expect(seen(made)).toBe("first\n👍👍\n|third");
  made.end();
  made.left();
  made.left();
  expect(made.vertical(-1)).toBe(true);
  expect(seen(made)).toBe("first\n👍|👍\nthird");
  expect(made.vertical(-1)).toBe(true);
  expect(seen(made)).toBe("fi|rst\n👍👍\nthird");
  expect(made.vertical(-1)).toBe(false);
});

test("everything before or behind the cursor is deleted at once", () => {
  const made = draft("one two");
  made.wordLeft();
  made.deleteToEnd();
  expect(seen(made)).toBe("one |");
  made.deleteToStart();
  expect(seen(made)).toBe("|");
});
