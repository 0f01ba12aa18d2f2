/** What a stranger may send to any peer, and what the peer must answer. */
import type { RoomKind } from "../../src/wire/frame.ts";

export type HostileLine = readonly [
  title: string,
  sent: string | Uint8Array,
  code: string,
  says: string,
];

const stranger = {
  type: "hello",
  version: 1,
  peer: "ab".repeat(32),
  epoch: "00".repeat(8),
  name: "mallory",
  address: "127.0.0.1:1",
  nonce: "cd".repeat(32),
  dials: 0,
  side: "other",
};

const lap = {
  type: "lap",
  origin: stranger.peer,
  epoch: stranger.epoch,
  number: 1,
  broken: false,
  hops: [],
};

/** The frame with one field as given, such as a number that JSON.stringify would not write. */
function withField(frame: object, field: string, json: string): string {
  return JSON.stringify({ ...frame, [field]: "@" }).replace('"@"', json);
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from([...values, 0x0a]);

/** @param room the peer's own, so that each line has one fault */
export function hostileLines(room: string, kind: RoomKind): readonly HostileLine[] {
  const hello = { ...stranger, room, kind };
  return [
    ["a line of 64 KiB and a byte", `${"x".repeat(65_537)}\n`, "frame", "over 64 KiB"],
    ["a line of 64 KiB", `${JSON.stringify("x".repeat(65_534))}\n`, "frame", "Expected Object"],
    ["binary noise", bytes(0x16, 0x03, 0x01, 0xff, 0x00, 0x80), "frame", "not UTF-8"],
    ["what a browser says", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "frame", "not JSON"],
    ["an empty line", "\n", "frame", "not JSON"],
    ["a million levels", `${"[".repeat(60_000)}\n`, "frame", "nested over 6 levels"],
    ["seven levels", "[[[[[[[]]]]]]]\n", "frame", "nested over 6 levels"],
    ["__proto__", '{"type":"ping","__proto__":{"admin":true}}\n', "frame", "__proto__"],
    ["constructor", '{"type":"ping","constructor":{"prototype":1}}\n', "frame", "constructor"],
    ["a key twice", '{"type":"ping","type":"pang"}\n', "frame", '"type"'],
    ["invalid UTF-8", bytes(0x22, 0xc3, 0x28, 0x22), "frame", "not UTF-8"],
    ["overlong UTF-8", bytes(0x22, 0xc0, 0xaf, 0x22), "frame", "not UTF-8"],
    ["half a surrogate pair", withField(hello, "name", '"\\ud800"') + "\n", "frame", "surrogate"],
    ["2^53", withField(lap, "number", "9007199254740993") + "\n", "frame", '"number"'],
    ["1e400", withField(lap, "number", "1e400") + "\n", "frame", '"number"'],
    ["-0", withField(hello, "dials", "-0") + "\n", "frame", '"dials": is minus zero'],
    ["1.5", withField(lap, "number", "1.5") + "\n", "frame", '"number"'],
    ["a negative number", withField(hello, "dials", "-1") + "\n", "frame", '"dials"'],
    ["a number in quotes", withField(lap, "number", '"1"') + "\n", "frame", '"number"'],
    ["an unknown type", line({ type: "gossip" }), "frame", '"type"'],
    ["no type", line({}), "frame", '"type"'],
    ["no object", "null\n", "frame", "Object"],
    ["a missing field", line({ ...hello, nonce: undefined }), "frame", '"nonce"'],
    ["an extra field", line({ ...hello, admin: true }), "frame", '"admin"'],
    ["a wrong type", line({ ...hello, name: 7 }), "frame", '"name"'],
    ["another version", line({ ...hello, version: 2 }), "version", "version 2"],
    ["another room", line({ ...hello, room: "attic" }), "room", "attic"],
    ["a name of the program's own", line({ ...hello, name: "_" }), "name", "reserved"],
    ["a frame before the greeting", line(lap), "protocol", "before the greeting"],
    [
      "a false proof",
      line(hello) + line({ type: "auth", signature: "A".repeat(86) }),
      "auth",
      "proof",
    ],
  ];
}
