import { expect, test } from "bun:test";

import { entryId } from "../../src/feed/entry_id.ts";
import { makeRun, runHash, signedBytes } from "../../src/feed/run.ts";
import type { RunHeader } from "../../src/wire/frame.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { crypto, epoch, idA, idB, text } from "./sample_runs.ts";

const options = {
  crypto,
  room: "lobby",
  place: { author: idA, epoch, first: 1, previous: "0".repeat(64), after: [], lamport: 1 },
  entries: [text("hello there"), text("how r u")],
};
const { run, hash } = makeRun(options);

test("a run's hash changes with every field of its header and with the room", () => {
  const changes: readonly Partial<RunHeader>[] = [
    { author: idB },
    { epoch: "0000000000000002" },
    { first: 2 },
    { count: 1 },
    { previous: "1".repeat(64) },
    { after: [[idB, epoch, 1]] },
    { lamport: 2 },
    { body: "1".repeat(64) },
  ];
  const seen = new Set([hash]);
  for (const change of changes) {
    seen.add(runHash(crypto.hash, "lobby", { ...run.header, ...change }));
  }
  for (const room of ["Lobby", "", 'lobby","']) seen.add(runHash(crypto.hash, room, run.header));
  expect(seen.size).toBe(1 + changes.length + 3);
});

test("a run's header holds the hash of its entry lines as they stand", () => {
  expect(run.header.body).toBe(crypto.hash(run.body));
  expect(new TextDecoder().decode(run.body)).toBe(
    '{"at":0,"kind":"text","body":"hello there"}\n{"at":0,"kind":"text","body":"how r u"}\n',
  );
});

test("a run's hash does not depend on its signature", () => {
  const resigned = { ...run.header, signature: "T".repeat(86) };
  expect(runHash(crypto.hash, "lobby", resigned)).toBe(hash);
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
