import { describe, expect, test } from "bun:test";

import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { textBytesMax } from "../../src/wire/limits.ts";
import {
  epoch,
  hash,
  hello,
  oneOfEach,
  peerA,
  peerB,
  record,
  runOf,
  signature,
  textEntry,
  utf8,
} from "./sample_frames.ts";

const { header } = runOf([textEntry]);

/** What is wrong with a line, as its sender is told; null when nothing is. */
function faultOf(line: string): string | null {
  const decoder = new FrameDecoder();
  decoder.allowRuns();
  return decoder.push(utf8.encode(`${line}\n`)).fault?.reason ?? null;
}

function faultIn(value: unknown): string | null {
  return faultOf(JSON.stringify(value));
}

/** What is wrong with a line in which `field` stands as the raw JSON `raw`. */
function faultWith(frame: object, field: string, raw: string): string | null {
  const line = JSON.stringify({ ...frame, [field]: "\u0001HERE" });
  return faultOf(line.replace('"\\u0001HERE"', raw));
}

function entryFault(change: object): string | null {
  return faultOf(`${JSON.stringify(header)}\n${JSON.stringify({ ...textEntry, ...change })}`);
}

const lap = { type: "lap", origin: peerA, epoch, number: 1, broken: false, hops: [] };
const objects = [
  ...oneOfEach.filter((frame) => frame.type !== "run"),
  { ...header },
] satisfies object[];

describe("shape", () => {
  test("a frame of an unknown type is refused and the type is named", () => {
    expect(faultIn({ type: "gossip" })).toContain("gossip");
    for (const type of [null, 1, {}, [], "", "Ping", "constructor", "__proto__"]) {
      expect(faultIn({ type })).toContain('"type"');
    }
    expect(faultIn({})).toContain('"type"');
    for (const value of [null, 1, "ping", true, [], [{ type: "ping" }]]) {
      expect(faultIn(value)).not.toBeNull();
    }
  });

  test("a frame with an extra field is refused and the field is named", () => {
    for (const frame of objects) expect(faultIn({ ...frame, extra: 1 })).toContain('"extra"');
  });

  test("a frame that lacks any of its fields is refused and the field is named", () => {
    for (const frame of objects) {
      for (const field of Object.keys(frame)) {
        const { [field]: _, ...rest } = Object.fromEntries(Object.entries(frame));
        expect(faultIn(rest)).toContain(`"${field}"`);
      }
    }
  });

  test("a frame with a field of the wrong type is refused", () => {
    for (const frame of objects) {
      for (const field of Object.keys(frame)) {
        const others = [null, {}, [[]], 0.5, "\ud83d"];
        for (const other of others) {
          expect([field, faultIn({ ...frame, [field]: other })]).not.toEqual([field, null]);
        }
      }
    }
  });

  test("a record and a hop with an extra field are refused", () => {
    expect(faultIn({ type: "members", records: [{ ...record, admin: true }] })).toContain("admin");
    const hop = { peer: peerB, clock: 1, heldMs: 0, committed: 0, extra: 1 };
    expect(faultIn({ ...lap, hops: [hop] })).toContain("extra");
    expect(
      faultIn({ type: "have", feeds: [[peerA, epoch, 1, hash, 1]], whole: true, more: false }),
    ).toContain("feeds");
  });

  test("a cause that is no triple of id, epoch and seq is refused", () => {
    const causes: readonly unknown[] = [
      [peerB, epoch],
      [peerB, epoch, 1, hash],
      [epoch, peerB, 1],
      [peerB, epoch, "1"],
      { author: peerB, epoch, seq: 1 },
      [],
      null,
    ];
    for (const cause of causes) {
      expect(faultIn({ ...header, after: [cause] })).toContain("after");
      const proof = { type: "proof", one: header, other: { ...header, after: [cause] } };
      expect(faultIn(proof)).toContain("after");
    }
    expect(faultIn({ ...header, after: {} })).toContain("after");
  });

  test("a proof holds two headers and nothing else", () => {
    for (const other of [null, [], {}, { type: "ping" }, { ...header, extra: 1 }]) {
      expect(faultIn({ type: "proof", one: header, other })).toContain("other");
      expect(faultIn({ type: "proof", one: other, other: header })).toContain("one");
    }
  });

  test("an entry with an extra field, of an unknown kind or with another kind's body is refused", () => {
    expect(entryFault({})).toBeNull();
    expect(entryFault({ extra: 1 })).toContain("extra");
    expect(entryFault({ kind: "file" })).toContain("kind");
    expect(entryFault({ kind: "system" })).toContain("body");
    expect(entryFault({ kind: "system", body: { event: "won", name: "x" } })).toContain("event");
    expect(entryFault({ kind: "system", body: { event: "left", name: "x", y: 1 } })).toContain("y");
  });

  test("an entry of a guest names it and where it was seen, and may bear an id", () => {
    const body = { name: "zoe", address: "10.0.0.7", text: "hi" };
    const faultOfBody = (change: object): string | null =>
      entryFault({ kind: "guest", body: { ...body, ...change } });
    const id = "7f2e9b52-3c55-4a57-9d3a-0d5b7c1f2a10";
    for (const address of ["10.0.0.7:8888", "[fe80::1]", "host.lan"]) {
      expect(faultOfBody({ address })).toBeNull();
    }
    expect(faultOfBody({ id })).toBeNull();
    const bad = [{ text: "" }, { name: "" }, { address: "a b" }, { id: "7" }, { peer: peerA }];
    for (const change of bad) expect(faultOfBody(change)).not.toBeNull();
    const event = { event: "guest-joined", name: "zoe", address: "10.0.0.7" };
    expect(entryFault({ kind: "system", body: event })).toBeNull();
    expect(entryFault({ kind: "system", body: { ...event, text: "hi" } })).not.toBeNull();
  });

  test("__proto__ and constructor as keys are refused like any other extra field", () => {
    for (const key of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      expect(faultOf(`{"type":"ping","${key}":{"polluted":1}}`)).toContain(key);
      expect(faultOf(`{"type":"members","records":[{"${key}":1}]}`)).not.toBeNull();
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("polluted");
  });

  test("of a duplicate key the last counts, so that there is one reading", () => {
    expect(faultOf('{"type":"nonsense","type":"ping"}')).toBeNull();
    expect(faultOf('{"type":"ping","type":"nonsense"}')).toContain("nonsense");
  });

  test("the reason of a refusal is short however long the offending value is", () => {
    expect(faultIn({ type: "x".repeat(50_000) })?.length).toBeLessThan(300);
    expect(faultIn({ type: "ping", ["y".repeat(50_000)]: 1 })?.length).toBeLessThan(300);
  });
});

describe("numbers", () => {
  const bad = ["9007199254740993", "1e400", "-1e400", "-0", "1.5", "-1", '"1"', "true", "null"];

  test("a seq, a count or a clock that is not a whole number of zero or more is refused", () => {
    for (const raw of bad) {
      expect([raw, faultWith(hello, "dials", raw)]).not.toEqual([raw, null]);
      expect([raw, faultWith(header, "first", raw)]).not.toEqual([raw, null]);
      expect([raw, faultWith(header, "count", raw)]).not.toEqual([raw, null]);
      expect([raw, faultWith(header, "lamport", raw)]).not.toEqual([raw, null]);
      expect([raw, faultWith(header, "after", `[["${peerB}","${epoch}",${raw}]]`)]).not.toEqual([
        raw,
        null,
      ]);
      expect([raw, faultWith(lap, "number", raw)]).not.toEqual([raw, null]);
    }
    expect(faultWith(hello, "dials", "0")).toBeNull();
    expect(faultWith(hello, "dials", "9007199254740991")).toBeNull();
  });

  test("a seq of zero is refused, for seqs count from one", () => {
    expect(faultWith(header, "first", "0")).toContain('"first"');
    expect(
      faultIn({ type: "have", feeds: [[peerA, epoch, 0, hash]], whole: true, more: false }),
    ).not.toBeNull();
    expect(faultIn({ ...header, after: [[peerB, epoch, 0]] })).toContain("after");
    expect(faultIn({ ...header, lamport: 0 })).toContain("lamport");
  });

  test("a hold time that is negative or not finite is refused", () => {
    const hop = { peer: peerB, clock: 1, heldMs: 0, committed: 0 };
    for (const raw of ["-1", "1e400", '"1"', "null"]) {
      const line = JSON.stringify({ ...lap, hops: [hop] });
      expect(faultOf(line.replace('"heldMs":0', `"heldMs":${raw}`))).toContain("heldMs");
    }
  });
});

describe("text", () => {
  test("half of a surrogate pair is refused in every text", () => {
    for (const half of ['"\\ud83d"', '"\\ude00"', '"a\\ude00\\ud83d"']) {
      expect(faultWith(hello, "name", half)).toContain("surrogate");
      expect(faultWith(hello, "room", half)).toContain("surrogate");
      const error = { type: "error", code: "frame", message: "" };
      expect(faultWith(error, "message", half)).toContain("surrogate");
    }
    expect(entryFault({ body: "\ud83d" })).toContain("surrogate");
    expect(entryFault({ kind: "system", body: { event: "left", name: "\ud83d" } })).toContain(
      "surrogate",
    );
    expect(faultWith(hello, "name", '"\\ud83d\\ude00"')).toBeNull();
  });

  test("a name or a room of 1 to 64 units is taken, none and 65 are not", () => {
    for (const field of ["name", "room"]) {
      expect(faultIn({ ...hello, [field]: "x".repeat(64) })).toBeNull();
      expect(faultIn({ ...hello, [field]: "x".repeat(65) })).toContain(field);
      expect(faultIn({ ...hello, [field]: "" })).toContain(field);
    }
  });

  test("a text of 16 KiB as UTF-8 is taken, a byte more and an empty one are not", () => {
    expect(entryFault({ body: "x".repeat(textBytesMax) })).toBeNull();
    expect(entryFault({ body: "x".repeat(textBytesMax + 1) })).toContain("16 KiB");
    expect(entryFault({ body: "ж".repeat(textBytesMax / 2) })).toBeNull();
    expect(entryFault({ body: "ж".repeat(textBytesMax / 2 + 1) })).toContain("16 KiB");
    expect(entryFault({ body: "" })).toContain("body");
  });

  test("an id, an epoch, a hash or a signature of another alphabet or length is refused", () => {
    for (const peer of ["A".repeat(64), "a".repeat(63), "a".repeat(65), `${"a".repeat(64)}\n`]) {
      expect(faultIn({ ...hello, peer })).toContain('"peer"');
      expect(faultIn({ ...hello, nonce: peer })).toContain('"nonce"');
    }
    for (const other of ["", "68f0a1b20000000", "68f0a1b20000000g", "68F0A1B200000001"]) {
      expect(faultIn({ ...hello, epoch: other })).toContain('"epoch"');
    }
    for (const other of ["", "S".repeat(85), "S".repeat(87), `${"S".repeat(85)}=`]) {
      expect(faultIn({ type: "auth", signature: other })).toContain('"signature"');
    }
  });

  test("an address is a host or a bracketed IPv6 host, a colon and a port up to 65535", () => {
    const good = [
      "localhost:1",
      "127.0.0.1:65535",
      "[::1]:6001",
      "[fe80::1%eth0]:6001",
      "a-b.c:80",
    ];
    for (const address of good) expect(faultIn({ ...hello, address })).toBeNull();
    const bad = ["", "localhost", ":6001", "localhost:", "localhost:65536", "localhost:999999"];
    bad.push("::1:6001", "[::1]", "[]:1", "a b:1", "a:1\n", "a/b:1", "http://a:1", "a:-1", "a:1e3");
    bad.push(`${"x".repeat(254)}:1`, "\u0000:1", "[::1%\u202e]:1");
    for (const address of bad) {
      expect([address, faultIn({ ...hello, address })]).not.toEqual([address, null]);
      expect([
        address,
        faultIn({ type: "members", records: [{ ...record, next: address }] }),
      ]).not.toEqual([address, null]);
    }
  });
});

describe("limits", () => {
  test("a frame with more records, feeds, hops or dependencies than allowed is refused", () => {
    const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
    expect(faultIn({ type: "members", records: times(40, record) })).toBeNull();
    expect(faultIn({ type: "members", records: times(41, record) })).toContain("records");
    const head = [peerA, epoch, 1, hash];
    expect(faultIn({ type: "have", feeds: times(256, head), whole: false, more: true })).toBeNull();
    expect(faultIn({ type: "have", feeds: times(257, head), whole: false, more: true })).toContain(
      "feeds",
    );
    const hop = { peer: peerB, clock: 1, heldMs: 0, committed: 0 };
    expect(faultIn({ ...lap, hops: times(256, hop) })).toBeNull();
    expect(faultIn({ ...lap, hops: times(257, hop) })).toContain("hops");
    expect(faultIn({ ...header, after: times(64, [peerB, epoch, 1]) })).toBeNull();
    expect(faultIn({ ...header, after: times(65, [peerB, epoch, 1]) })).toContain("after");
  });

  test("the fullest frame of each kind fits in its line", () => {
    const max = Number.MAX_SAFE_INTEGER;
    const wide = { name: "\u0001".repeat(64), address: `${"x".repeat(253)}:65535` };
    const full = { ...record, ...wide, next: wide.address, incarnation: max, down: false };
    const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
    expect(faultIn({ type: "members", records: times(40, full) })).toBeNull();
    expect(
      faultIn({
        type: "have",
        feeds: times(256, [peerA, epoch, max, hash]),
        whole: true,
        more: false,
      }),
    ).toBeNull();
    const after = times(64, [peerB, epoch, max]);
    const filled = { ...header, after, lamport: max, first: max, count: 256 };
    expect(faultIn({ type: "proof", one: filled, other: filled })).toBeNull();
    const hop = {
      peer: peerB,
      clock: 8_640_000_000_000_000,
      heldMs: Number.MIN_VALUE * 3,
      committed: max,
    };
    expect(faultIn({ ...lap, number: max, hops: times(256, hop) })).toBeNull();
  });
});

describe("version", () => {
  test("a hello of another version is refused with both versions, whatever else it holds", () => {
    const line = utf8.encode('{"type":"hello","version":2,"shiny":true}\n');
    expect(new FrameDecoder().push(line).fault).toEqual({
      code: "version",
      reason: "the other end speaks version 2, this one version 1",
    });
  });

  test("a version that is no number is refused, even one that cannot be made text", () => {
    const versions = ["1", null, {}, [1], { toString: 1, valueOf: 1 }, { toString: null }, true];
    for (const version of versions) expect(faultIn({ ...hello, version })).toContain('"version"');
  });
});

test("a signature in the sample frames is one that the schema takes", () => {
  expect(faultIn({ type: "auth", signature })).toBeNull();
});
