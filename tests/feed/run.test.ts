import { expect, test } from "bun:test";

import { entryId } from "../../src/feed/entry_id.ts";
import { makeRun, runHash, signedBytes } from "../../src/feed/run.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { crypto, epoch, idA, idB, text } from "./sample_runs.ts";

const options = {
  crypto,
  room: "lobby",
  author: idA,
  epoch,
  first: 1,
  previous: "0".repeat(64),
  entries: [text("hello there", 1), text("how r u", 2)],
};
const { run, hash } = makeRun(options);

test("a run's hash changes with every field of its header, with the room and with each byte", () => {
  const seen = new Set([hash]);
  const headers = [
    { author: idB },
    { epoch: "0000000000000002" },
    { first: 2 },
    { previous: "1".repeat(64) },
    { count: 1 },
  ];
  for (const change of headers) {
    seen.add(runHash(crypto.hash, "lobby", { ...run.header, ...change }, run.body));
  }
  for (const room of ["Lobby", "", 'lobby","']) {
    seen.add(runHash(crypto.hash, room, run.header, run.body));
  }
  expect(seen.size).toBe(1 + headers.length + 3);
  for (let at = 0; at < run.body.length; at++) {
    const changed = run.body.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    seen.add(runHash(crypto.hash, "lobby", run.header, changed));
  }
  expect(seen.size).toBe(1 + headers.length + 3 + run.body.length);
});

test("a run's hash does not depend on its signature", () => {
  const resigned = { ...run.header, signature: "T".repeat(86) };
  expect(runHash(crypto.hash, "lobby", resigned, run.body)).toBe(hash);
});

test("what is signed names what it is for, so that no signature serves elsewhere", () => {
  const signed: string[] = [];
  const sign = (bytes: Uint8Array): string => {
    signed.push(new TextDecoder().decode(bytes));
    return "S".repeat(86);
  };
  makeRun({ ...options, crypto: { ...crypto, sign } });
  expect(signed).toEqual([`ringchat run 1 ${hash}`]);
  expect(new TextDecoder().decode(signedBytes(hash))).toBe(`ringchat run 1 ${hash}`);
});

test("a run that was made is one that the decoder takes", () => {
  const decoder = new FrameDecoder();
  decoder.allowRuns();
  expect(decoder.push(run.bytes)).toEqual({
    frames: [{ type: "run", run }],
    lengths: [run.bytes.length],
    fault: null,
  });
});

test("each entry's id is a UUID of version 8, its own, and the same on every peer", () => {
  const ids = Array.from({ length: 256 }, (_, index) => entryId(hash, index));
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const id of ids) expect(id).toMatch(uuid);
  expect(new Set(ids).size).toBe(256);
  expect(ids).toEqual(Array.from({ length: 256 }, (_, index) => entryId(hash, index)));
  expect(entryId(crypto.hash(run.bytes), 0)).not.toBe(ids[0]);
});
