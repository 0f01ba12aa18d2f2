import { expect, test } from "bun:test";

import { encodeEntries, encodeFrame, encodeRun } from "../../src/wire/encode.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { RandomFrames, runOf, textEntry } from "./sample_frames.ts";

const decode = (bytes: Uint8Array) => {
  const decoder = new FrameDecoder();
  decoder.allowRuns();
  const { frames, fault } = decoder.push(bytes);
  return { frames, fault };
};

test("a random frame of every type comes back from its bytes as it was", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 500; seed++) {
    const frame = new RandomFrames(seed).frame();
    seen.add(frame.type);
    expect({ seed, ...decode(encodeFrame(frame)) }).toEqual({ seed, frames: [frame], fault: null });
  }
  expect(seen.size).toBe(14);
});

test("a frame is one line, whatever newlines its texts hold", () => {
  const line = encodeFrame({ type: "error", code: "frame", message: "a\nb\r\n\u2028c" });
  expect(line.indexOf(0x0a)).toBe(line.length - 1);
});

test("a run is passed on as the very bytes that came", () => {
  // Other spacing and another order of keys than ours: the bytes are what is signed.
  const { header } = runOf([textEntry]);
  const text = '{ "kind":"text", "body":"\\u0068i", "at":1 }\n';
  const bytes = encodeRun(header, new TextEncoder().encode(text));
  const [frame] = decode(bytes).frames;
  expect(frame?.type).toBe("run");
  if (frame?.type !== "run") return;
  expect(frame.run.entries).toEqual([{ ...textEntry, at: 1, body: "hi" }]);
  expect(encodeFrame(frame)).toEqual(bytes);
  expect(new TextDecoder().decode(frame.run.body)).toBe(text);
});

test("the entry lines of a run are its body", () => {
  const run = runOf([textEntry, textEntry]);
  expect(run.body).toEqual(encodeEntries([textEntry, textEntry]));
  expect(run.body.buffer).toBe(run.bytes.buffer);
});
