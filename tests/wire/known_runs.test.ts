import { expect, test } from "bun:test";

import type { Frame, RunHeader } from "../../src/wire/frame.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { lineBytesMax } from "../../src/wire/limits.ts";
import { cut, joined, lineOf, pieces, runOf, textEntry, utf8 } from "./sample_frames.ts";

const run = runOf([textEntry, { ...textEntry, body: "second" }]);
const known = runOf([textEntry, { ...textEntry, body: "known" }, textEntry], { first: 7 });
const ping = lineOf({ type: "ping" });

/** A decoder that is told of each run that starts at seq 7 that it is known. */
function knowing(): { decoder: FrameDecoder; asked: RunHeader[] } {
  const decoder = new FrameDecoder();
  const asked: RunHeader[] = [];
  decoder.allowRuns((header) => {
    asked.push(header);
    return header.first === 7;
  });
  return { decoder, asked };
}

test("FrameDecoder tells of a known run by its header and passes over its lines", () => {
  const { decoder, asked } = knowing();
  const { frames, fault } = decoder.push(joined([known.bytes, ping, run.bytes, known.bytes]));
  expect(fault).toBeNull();
  expect(frames).toEqual([
    { type: "known-run", header: known.header },
    { type: "ping" },
    { type: "run", run },
    { type: "known-run", header: known.header },
  ]);
  expect(asked).toEqual([known.header, run.header, known.header]);
});

test("FrameDecoder passes over a known run that is cut anywhere, and over no line more", () => {
  const bytes = joined([ping, known.bytes, run.bytes, ping]);
  const expected: Frame["type"][] = ["ping", "known-run", "run", "ping"];
  for (let at = 0; at <= bytes.length; at++) {
    const { decoder } = knowing();
    const frames = cut(bytes, at).flatMap((chunk) => [...decoder.push(chunk).frames]);
    expect(frames.map(({ type }) => type)).toEqual(expected);
  }
  const { decoder } = knowing();
  const frames = pieces(bytes, 1).flatMap((chunk) => [...decoder.push(chunk).frames]);
  expect(frames.map(({ type }) => type)).toEqual(expected);
  expect(frames).toContainEqual({ type: "run", run });
});

test("FrameDecoder does not parse the lines of a known run: what they hold is not looked at", () => {
  const { decoder } = knowing();
  const header = known.bytes.subarray(0, known.bytes.indexOf(0x0a) + 1);
  const noise = joined([header, utf8.encode("noise\n"), new Uint8Array([0xff, 0x0a]), ping]);
  const { frames, fault } = decoder.push(joined([noise, ping]));
  expect(frames.map(({ type }) => type)).toEqual(["known-run", "ping"]);
  expect(fault).toBeNull();
});

test("FrameDecoder holds no more of a known run than a line, which may not be overlong", () => {
  const { decoder } = knowing();
  const header = known.bytes.subarray(0, known.bytes.indexOf(0x0a) + 1);
  expect(decoder.push(header).fault).toBeNull();
  const chunk = new Uint8Array(1024).fill(0x78);
  let taken = 0;
  for (let i = 0; i < 200; i++) if (decoder.push(chunk).fault === null) taken += chunk.length;
  expect(taken).toBe(lineBytesMax);
});

test("FrameDecoder refuses a known run with a broken header like any other", () => {
  const { decoder, asked } = knowing();
  const { fault } = decoder.push(lineOf({ ...known.header, count: 257 }));
  expect(fault?.reason).toContain('field "count"');
  expect(asked).toEqual([]);
});
