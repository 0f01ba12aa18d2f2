import { expect, test } from "bun:test";

import { Chatter } from "../../../src/cli/demo/chatter.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { textBytesMax } from "../../../src/wire/limits.ts";

function said(chatter: Chatter, speakers: readonly string[], count: number) {
  return Array.from({ length: count }, () => chatter.next(speakers));
}

const speakers = ["bobby", "cora", "donald"];

test("the same seed makes the same talk, in which all take part and nobody speaks twice running", () => {
  const talk = said(new Chatter("en", seededRandom(1)), speakers, 40);
  expect(said(new Chatter("en", seededRandom(1)), speakers, 40)).toEqual(talk);
  const names = talk.map((line) => line?.name ?? "");
  expect([...new Set(names)].toSorted()).toEqual(speakers);
  for (const [index, name] of names.entries()) expect(names[index + 1]).not.toBe(name);
});

test("one alone talks on, and where nobody runs nothing is said", () => {
  const chatter = new Chatter("en", seededRandom(1));
  expect(said(chatter, ["bobby"], 2).map((line) => line?.name)).toEqual(["bobby", "bobby"]);
  expect(chatter.next([])).toBeNull();
});

test.each(["en", "ru"] as const)("what is said in %s can be said", (language) => {
  const lines = said(new Chatter(language, seededRandom(1)), speakers, 20);
  const texts = lines.map((line) => line?.text ?? "");
  expect(new Set(texts).size).toBe(texts.length);
  for (const text of texts) {
    expect(/[а-яё]/i.test(text)).toBe(language === "ru");
    expect(Buffer.byteLength(text)).toBeLessThan(textBytesMax);
  }
});
