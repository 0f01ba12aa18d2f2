import { expect, test } from "bun:test";

import { readPlace } from "../../src/cli/place_words.ts";
import { failureOf } from "./failure_of.ts";

const of = (...words: readonly string[]) => ({ words, language: "en" }) as const;

test("a place is a host, a port or both, in one word or two", () => {
  expect(readPlace(of(), "relay")).toEqual({});
  expect(readPlace(of("localhost"), "relay")).toEqual({ host: "localhost" });
  expect(readPlace(of("8888"), "relay")).toEqual({ port: 8888 });
  for (const words of [["localhost", "8888"], ["localhost:8888"]]) {
    expect(readPlace(of(...words), "relay")).toEqual({ host: "localhost", port: 8888 });
  }
  for (const words of [["::1", "8888"], ["[::1]:8888"]]) {
    expect(readPlace(of(...words), "relay")).toEqual({ host: "::1", port: 8888 });
  }
});

test("what is none is refused, and so is a third word", () => {
  for (const words of [["localhost", "eight"], ["localhost", "88888"], ["99999"], ["a b"], [""]]) {
    expect(failureOf(() => readPlace(of(...words), "relay"))).toMatchObject({
      why: "bad-value",
      source: "HOST PORT",
    });
  }
  expect(failureOf(() => readPlace(of("a", "1", "b"), "relay"))).toMatchObject({
    why: "stray-word",
    word: "b",
  });
});
