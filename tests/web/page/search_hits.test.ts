import { expect, test } from "bun:test";

import { piecesOf } from "../../../src/web/page/search_hits.ts";

function marked(text: string, words: string): string {
  return piecesOf(text, words)
    .map(({ isHit, text }) => (isHit ? `[${text}]` : text))
    .join("");
}

test("the beginnings of words are marked, whatever their case", () => {
  expect(marked("Ring, ringing and spring", "ring")).toBe("[Ring], [ring]ing and spring");
  expect(marked("Анна ждёт ещё", "анн еще ждет")).toBe("[Анн]а [ждёт] [ещё]");
});

test("of two words that begin alike the longer is marked", () => {
  expect(marked("ann", "a ann")).toBe("[ann]");
});

test("nothing that is searched for is taken for a pattern", () => {
  expect(marked("a.b (c) <b>", ".* ( <")).toBe("a.b (c) <b>");
  expect(marked("a.b c", "a.b")).toBe("[a].[b] c");
});

test("the pieces are the text", () => {
  const text = "one two\nthree";
  expect(
    piecesOf(text, "two thr")
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
