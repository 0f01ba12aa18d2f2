import { expect, test } from "bun:test";

import { english } from "../../src/chat/speech_en.ts";
import { introduction } from "../../src/cli/introduction.ts";

const bert = { id: "b0".repeat(32), name: "bert", address: "10.0.0.2:6010" };
const zoe = { name: "zoe", address: "10.0.0.7" };

test("a guest reads who speaks, but for this peer, whose name it knows", () => {
  expect(introduction({ author: bert, own: true }, english)).toBe("");
  expect(introduction({ author: bert, own: false }, english)).toBe("bert: ");
  expect(introduction({ author: bert, own: false, guest: zoe }, english)).toBe(
    "zoe (guest of bert): ",
  );
});

test("names leave room for the words, and whose guest it is stays", () => {
  const long = { author: { ...bert, name: "б".repeat(64) }, own: false };
  const guest = { ...zoe, name: "👨‍👩‍👧".repeat(32) };
  const said = introduction({ ...long, guest }, english);
  expect(Buffer.byteLength(said)).toBeLessThan(127);
  expect(said).toContain("(guest of бббб");
});
