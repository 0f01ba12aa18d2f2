import { describe, expect, test } from "bun:test";

import { encodeFrame } from "../../src/wire/encode.ts";
import type { Frame } from "../../src/wire/frame.ts";
import { type Fault, FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { entryBytesMax, lineBytesMax, runBytesMax } from "../../src/wire/limits.ts";
import {
  cut,
  joined,
  lineOf,
  oneOfEach,
  pieces,
  RandomFrames,
  runOf,
  textEntry,
  utf8,
} from "./sample_frames.ts";

function newDecoder(): FrameDecoder {
  const decoder = new FrameDecoder();
  decoder.allowRuns();
  return decoder;
}

/** Everything that comes out of the chunks, and the fault that ended it. */
function decodeAll(chunks: readonly Uint8Array[]): { frames: Frame[]; fault: Fault | null } {
  const decoder = newDecoder();
  const frames: Frame[] = [];
  let fault: Fault | null = null;
  for (const chunk of chunks) {
    const decoded = decoder.push(chunk);
    frames.push(...decoded.frames);
    fault = decoded.fault;
  }
  return { frames, fault };
}

function reasonOf(bytes: Uint8Array | string): string {
  const chunk = typeof bytes === "string" ? utf8.encode(bytes) : bytes;
  return newDecoder().push(chunk).fault?.reason ?? "";
}

const everything = joined(oneOfEach.map(encodeFrame));
const run = runOf([textEntry, { ...textEntry, body: "second" }, { ...textEntry, body: "third" }]);

describe("cuts", () => {
  test("FrameDecoder takes one frame of each type out of one chunk", () => {
    expect(decodeAll([everything])).toEqual({ frames: [...oneOfEach], fault: null });
  });

  test("FrameDecoder says how many bytes each frame took, however they were cut", () => {
    const lengths = oneOfEach.map((frame) => encodeFrame(frame).length);
    expect(newDecoder().push(everything).lengths).toEqual(lengths);
    const decoder = newDecoder();
    const chunks = pieces(everything, 100);
    expect(chunks.flatMap((chunk) => decoder.push(chunk).lengths)).toEqual(lengths);
  });

  test("FrameDecoder takes a frame cut at every byte as if it were whole", () => {
    for (const frame of oneOfEach) {
      const bytes = encodeFrame(frame);
      for (let at = 0; at <= bytes.length; at++) {
        expect(decodeAll(cut(bytes, at))).toEqual({ frames: [frame], fault: null });
      }
    }
  });

  test("FrameDecoder takes one byte a chunk as if the frames were whole", () => {
    expect(decodeAll(pieces(everything, 1))).toEqual({ frames: [...oneOfEach], fault: null });
  });

  test("FrameDecoder takes a run cut at every byte, inside its entry lines too, byte for byte", () => {
    const around = joined([
      lineOf({ type: "ping" }),
      run.bytes,
      run.bytes,
      lineOf({ type: "ping" }),
    ]);
    for (let at = 0; at <= around.length; at++) {
      const { frames, fault } = decodeAll(cut(around, at));
      expect(fault).toBeNull();
      expect(frames.map((frame) => frame.type)).toEqual(["ping", "run", "run", "ping"]);
      for (const frame of frames) {
        if (frame.type !== "run") continue;
        expect(Buffer.from(frame.run.bytes).equals(run.bytes)).toBeTrue();
        expect(Buffer.from(frame.run.body).equals(run.body)).toBeTrue();
      }
    }
  });

  test("FrameDecoder gives the same frames whatever the lengths of the chunks", () => {
    for (const length of [2, 3, 7, 64, 191, 1000]) {
      expect(decodeAll(pieces(everything, length)).frames).toEqual([...oneOfEach]);
    }
  });

  test("FrameDecoder keeps no view into a chunk that its owner uses again", () => {
    const decoder = newDecoder();
    const frames: Frame[] = [];
    const shared = new Uint8Array(5);
    const other = runOf([{ ...textEntry, body: "other words" }, textEntry, textEntry]);
    const runs = [run, other, run];
    for (const chunk of pieces(joined(runs.map(({ bytes }) => bytes)), shared.length)) {
      shared.set(chunk);
      frames.push(...decoder.push(shared.subarray(0, chunk.length)).frames);
      shared.fill(0);
    }
    // The later runs must not overwrite the first one, which was already handed out.
    expect(frames).toEqual(runs.map((one) => ({ type: "run", run: one })));
  });

  test("FrameDecoder reads a thousand random streams alike in one chunk and in random cuts", () => {
    for (let seed = 1; seed <= 250; seed++) {
      const random = new RandomFrames(seed);
      const frames = [random.frame(), random.frame(), random.frame(), random.frame()];
      const bytes = joined(frames.map(encodeFrame));
      const chunks: Uint8Array[] = [];
      for (let from = 0; from < bytes.length;) {
        const length = 1 + random.below(random.pick([3, 100, 20_000]));
        chunks.push(bytes.slice(from, from + length));
        from += length;
      }
      const seen = { seed, whole: decodeAll([bytes]), cut: decodeAll(chunks) };
      const expected = { frames, fault: null };
      expect(seen).toEqual({ seed, whole: expected, cut: expected });
    }
  });
});

describe("sizes", () => {
  test("FrameDecoder takes a line of exactly 64 KiB and refuses one byte more", () => {
    const padding = " ".repeat(lineBytesMax - '{"type":"ping"}'.length);
    expect(decodeAll([utf8.encode(`{"type":"ping"}${padding}\n`)]).frames).toHaveLength(1);
    expect(reasonOf(`{"type":"ping"}${padding} \n`)).toBe("a line is over 64 KiB");
  });

  test("FrameDecoder gives up a line that never ends as soon as it is over 64 KiB", () => {
    const decoder = newDecoder();
    const chunk = new Uint8Array(1024).fill(0x78);
    let taken = 0;
    for (let i = 0; i < 200; i++) {
      if (decoder.push(chunk).fault === null) taken += chunk.length;
    }
    expect(taken).toBe(lineBytesMax);
  });

  test("FrameDecoder counts a line from its start, not from the last chunk or frame", () => {
    const long = utf8.encode(`{"type":"ping"}${" ".repeat(lineBytesMax - 20)}\n`);
    expect(decodeAll(pieces(joined([long, long, long]), 10_000)).frames).toHaveLength(3);
  });

  test("FrameDecoder takes no bytes after a fault and repeats it", () => {
    const decoder = newDecoder();
    const { fault } = decoder.push(utf8.encode("noise\n"));
    expect(decoder.push(lineOf({ type: "ping" }))).toEqual({ frames: [], lengths: [], fault });
  });

  test("FrameDecoder hands out the frames before a fault together with the fault", () => {
    const decoded = decodeAll([joined([lineOf({ type: "ping" }), utf8.encode("noise\n")])]);
    expect(decoded.frames).toEqual([{ type: "ping" }]);
    expect(decoded.fault?.reason).toBe("a line is not JSON");
  });

  test("FrameDecoder refuses an entry over 32 KiB before its end has come", () => {
    const header = run.bytes.subarray(0, run.bytes.length - run.body.length);
    const entry = utf8.encode(`{"at":1${" ".repeat(entryBytesMax)}`);
    expect(reasonOf(joined([header, entry]))).toBe("an entry is over 32 KiB");
  });

  test("FrameDecoder refuses a run over 256 KiB", () => {
    const body = "x".repeat(16_000);
    const entries = Array.from({ length: 17 }, () => ({ ...textEntry, body }));
    const large = runOf(entries);
    expect(large.bytes.length).toBeGreaterThan(runBytesMax);
    expect(decodeAll(pieces(large.bytes, 30_000)).fault?.reason).toBe("a run is over 256 KiB");
    expect(decodeAll([runOf(entries.slice(1)).bytes]).fault).toBeNull();
  });

  test("FrameDecoder refuses a run of 257 entries at its header", () => {
    const { bytes } = runOf(Array.from({ length: 257 }, () => textEntry));
    expect(reasonOf(bytes.subarray(0, bytes.indexOf(0x0a) + 1))).toContain('field "count"');
  });

  test("FrameDecoder refuses a run before the other side is known", () => {
    const decoded = new FrameDecoder().push(run.bytes);
    expect(decoded.frames).toEqual([]);
    expect(decoded.fault?.reason).toBe("a run before the greeting is over");
  });

  test("FrameDecoder refuses a frame in the place of an entry", () => {
    const header = run.bytes.subarray(0, run.bytes.length - run.body.length);
    expect(reasonOf(joined([header, lineOf({ type: "ping" })]))).toStartWith("an entry's field");
  });
});

describe("bytes that are no frame", () => {
  test("FrameDecoder refuses a line that is not JSON", () => {
    for (const line of ["", "hello", "{", '{"type":"ping"', "{'type':'ping'}", "NaN", "\ufeff{}"]) {
      expect(reasonOf(`${line}\n`)).toBe("a line is not JSON");
    }
  });

  test("FrameDecoder refuses invalid UTF-8 instead of repairing it", () => {
    const name = [...utf8.encode('{"type":"error","code":"frame","message":"')];
    const rest = [...utf8.encode('"}\n')];
    const broken = [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]];
    for (const bytes of broken) {
      expect(reasonOf(new Uint8Array([...name, ...bytes, ...rest]))).toBe("a line is not UTF-8");
    }
  });

  test("FrameDecoder looks at the depth of a line before it parses it", () => {
    const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}\n`;
    expect(reasonOf(deep(7))).toBe("a line is nested over 6 levels deep");
    expect(reasonOf(deep(30_000))).toBe("a line is nested over 6 levels deep");
    expect(reasonOf(deep(6))).toContain("Invalid type");
    expect(reasonOf(`${'{"a":'.repeat(7)}1${"}".repeat(7)}\n`)).toContain("nested over 6");
  });

  test("FrameDecoder does not count brackets inside strings as depth", () => {
    const message = '[[[[[[[[{{{{{{{{ \\" [[[[[[[[ \\\\" ';
    const frame = { type: "error", code: "frame", message } as const;
    expect(decodeAll([encodeFrame(frame)]).frames).toEqual([frame]);
  });

  test("FrameDecoder reads random noise without throwing", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new RandomFrames(seed);
      const noise = Uint8Array.from({ length: 400 }, () => random.below(256));
      expect(decodeAll([joined([noise, utf8.encode("\n")])]).fault).not.toBeNull();
    }
  });

  test("FrameDecoder survives any one byte of a frame being another", () => {
    for (const frame of oneOfEach) {
      const bytes = encodeFrame(frame);
      for (let at = 0; at < bytes.length; at++) {
        for (const byte of [0x00, 0x22, 0x2d, 0x30, 0x5b, 0x7d, 0xff]) {
          const damaged = bytes.slice();
          damaged[at] = byte;
          expect(() => newDecoder().push(damaged)).not.toThrow();
        }
      }
    }
  });
});
