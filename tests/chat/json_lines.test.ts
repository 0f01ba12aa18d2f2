import { describe, expect, test } from "bun:test";

import {
  errorEvent,
  eventOf,
  historyEvent,
  readCommand,
  statusEvent,
} from "../../src/chat/json_lines.ts";
import type { PeerView, Shown } from "../../src/peer/shown.ts";
import { shownMesh, shownRing } from "../peer/shown_ring.ts";

const bobby: PeerView = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };
const donald: PeerView = { id: "d0".repeat(32), name: "donald", address: "127.0.0.1:6002" };
const address = donald.address;

function told(shown: Shown): unknown {
  return eventOf(shown);
}

describe("a script is told, to the letter of the contract, of", () => {
  const link = { local: bobby.address, remote: address, reason: "", expected: false } as const;
  const message = { id: "m1", author: donald, text: "hello", own: false, backlog: true } as const;
  const peers = [bobby, donald].map((peer) => ({ ...peer, sinceMs: 1_795_269_839_000 }));
  const present = [bobby, donald].map((peer) => ({ ...peer, since: "2026-11-21T14:03:59.000Z" }));
  const ring = { peers, closed: true, lapMs: 1.5 } as const;
  const cases: [title: string, shown: Shown, event: unknown][] = [
    ["listening", { show: "listening", address }, { event: "listening", address }],
    [
      "listening elsewhere than it is reached",
      { show: "listening", address, at: "0.0.0.0:7" },
      { event: "listening", address, at: "0.0.0.0:7" },
    ],
    [
      "a retry",
      { show: "retry", address, attempt: 1, of: 10 },
      { event: "retry", address, attempt: 1, of: 10 },
    ],
    [
      "a link",
      { show: "link", state: "up", side: "next", peer: donald, ...link },
      { event: "link", state: "up", side: "next", peer: donald },
    ],
    [
      "a message",
      { show: "message", ...message, atMs: 5 },
      { event: "message", ...message, at: "1970-01-01T00:00:00.005Z" },
    ],
    [
      "a message of one's own, with the ref of what said it",
      { show: "message", ...message, own: true, atMs: 5, ref: "r" },
      { event: "message", ...message, own: true, at: "1970-01-01T00:00:00.005Z", ref: "r" },
    ],
    [
      "a notice",
      { show: "notice", kind: "left", peer: donald, atMs: 5 },
      { event: "notice", kind: "left", peer: donald },
    ],
    [
      "the ring",
      shownRing({ ...ring, ref: "" }),
      { event: "ring", kind: "ring", ...ring, peers: present, ref: "" },
    ],
    ["a mesh", shownMesh(ring), { event: "ring", kind: "mesh", ...ring, peers: present }],
    [
      "a receipt",
      { show: "receipt", id: "m1", seenBy: 2, of: 3 },
      { event: "receipt", id: "m1", seenBy: 2, of: 3 },
    ],
    ["the end", { show: "stopped" }, { event: "bye" }],
  ];
  test.each(cases)("%s", (_, shown, event) => expect(told(shown)).toEqual(event));

  test("no more of a peer than that", () => {
    const peer = { ...donald, incarnation: 7 };
    expect(told({ show: "notice", kind: "back", peer, atMs: 5 })).toEqual({
      event: "notice",
      kind: "back",
      peer: donald,
    });
  });
});

describe("a script is told as an error", () => {
  const cases: [title: string, shown: Shown, code: string, message: RegExp][] = [
    [
      "that the next peer does not answer",
      { show: "gave-up", address, tries: 10, configured: true },
      "gave-up",
      /^No answer from 127\.0\.0\.1:6002 after 10 tries; it is dialled quietly until it appears$/,
    ],
    [
      "that this peer refused another",
      { show: "refused", code: "frame", remote: address, reason: "a line is not JSON", byUs: true },
      "frame",
      /^Closed the link with 127\.0\.0\.1:6002: a line is not JSON$/,
    ],
    [
      "that another refused this peer",
      { show: "refused", code: "room", remote: address, reason: "this is attic", byUs: false },
      "room",
      /^127\.0\.0\.1:6002 refused this peer: this is attic$/,
    ],
    [
      "that its identity is in use, and what to do",
      { show: "identity-in-use", address },
      "identity-in-use",
      /127\.0\.0\.1:6002.*--new-identity/,
    ],
    ["that a feed is void", { show: "forked", peer: donald }, "forked", /^donald .*void$/],
    [
      "that nothing can be kept any more",
      { show: "store-failed", reason: "the disk is full" },
      "store-failed",
      /^the disk is full; .*ends$/,
    ],
  ];
  test.each(cases)("%s", (_, shown, code, message) => {
    expect(told(shown)).toEqual({ event: "error", code, message: expect.stringMatching(message) });
  });

  test.each(["too-long", "empty", "leaving", "not-text"] as const)(
    "that a message was not sent: %s",
    (code) => {
      expect(told({ show: "rejected", code, ref: "r" })).toEqual({
        event: "error",
        code,
        message: expect.stringContaining("not sent"),
        ref: "r",
      });
    },
  );
});

test("a script is not told what only a person waits for", () => {
  expect(told({ show: "waiting", address })).toBeNull();
});

describe("a script may ask", () => {
  test.each([
    '{"do":"say","text":"hello"}',
    '{"do":"say","text":"","ref":"r"}',
    '{"do":"ring"}',
    '{"do":"ring","ref":""}',
    '{"do":"history","limit":0}',
    '{"do":"history"}',
    '{"do":"status","ref":"r"}',
    ' {"ref":"r","do":"quit"}\r',
  ])("%s", (line) => {
    expect(readCommand(line)).toEqual({ ok: true, command: JSON.parse(line) });
  });
});

describe("a script hears what is wrong with", () => {
  test.each([
    ["say hello", "not JSON"],
    ["", "not JSON"],
    ["null", "object"],
    ['"quit"', "object"],
    ["[]", "do"],
    ["{}", "do"],
    ['{"do":"sing"}', "say, ring, history, status, web and quit"],
    ['{"do":"__proto__"}', "say, ring, history, status, web and quit"],
    ['{"do":"say"}', '"text"'],
    ['{"do":"say","text":7}', '"text"'],
    ['{"do":"say","text":"a","to":"eddy"}', '"to"'],
    ['{"do":"quit","__proto__":{}}', '"__proto__"'],
    ['{"do":"quit","constructor":1}', '"constructor"'],
    ['{"do":"history","limit":-1}', '"limit"'],
    ['{"do":"history","limit":1.5}', '"limit"'],
    ['{"do":"history","limit":1e400}', '"limit"'],
    ['{"do":"quit","ref":7}', '"ref"'],
    [`{"do":"quit","ref":"${"r".repeat(257)}"}`, '"ref"'],
    [`${"[".repeat(30_000)}${"]".repeat(30_000)}`, "do"],
  ])("%j", (line, part) => {
    const read = readCommand(line);
    expect(read).toEqual({ ok: false, reason: expect.stringContaining(part) });
  });

  test("a command whose ref can be read, with that ref", () => {
    expect(readCommand('{"do":"sing","ref":"r7"}')).toMatchObject({ ok: false, ref: "r7" });
  });

  test("a field with an endless name, in a line that ends", () => {
    const read = readCommand(JSON.stringify({ do: "quit", ["x".repeat(60_000)]: 1 }));
    expect(read.ok ? "" : read.reason).toMatch(/^.{10,400}$/);
  });
});

test("guests are told with who is there, if there are any", () => {
  const guest = { name: "zoe", address: "10.0.0.9" };
  const mesh = shownMesh({ peers: [bobby], guests: [{ ...guest, via: donald, sinceMs: 5 }] });
  const since = "1970-01-01T00:00:00.005Z";
  expect(told(mesh)).toMatchObject({ guests: [{ ...guest, id: "", since, via: donald }] });
  expect(told({ ...mesh, guests: [] })).not.toHaveProperty("guests");
});

describe("a status is told to the letter of the documents", () => {
  const hop = { heldMs: 0.2, skewMs: -3 };
  const [up, down] = [{ state: "up" }, { state: "down" }] as const;
  const lap = { closed: true, lapMs: 1.5, reached: null };
  const since = { bobby: { ...bobby, since: "1970-01-01T00:00:00.000Z" } };
  const more = { room: "lobby", ...lap, waiting: 2 };
  const event = {
    event: "status",
    ...more,
    peers: [since.bobby],
    hops: [{ ...hop, peer: donald }],
  };
  const hops = [{ ...hop, peer: { ...donald, sinceMs: 0 } }];

  test("of a ring, with one's own two links", () => {
    const ring = shownRing({ peers: [bobby], ...lap, hops, previous: down });
    expect(statusEvent({ ...ring, waiting: 2 })).toEqual({
      ...event,
      kind: "ring",
      next: up,
      previous: down,
    });
  });

  test("of a mesh, with the links to the others in their order", () => {
    const mesh = shownMesh({ peers: [bobby], ...lap, hops, links: [down] });
    const told = statusEvent({ ...mesh, waiting: 2 }, "r");
    expect(told).toEqual({ ...event, kind: "mesh", links: [down], ref: "r" });
  });
});

test("a history is told to the letter of the contract, messages and notices apart", () => {
  const place = { epoch: "6921ab3c9be04d17", seq: 1, lamport: 1, atMs: 5 };
  const author = { id: donald.id, name: "donald" };
  const at = "1970-01-01T00:00:00.005Z";
  const event = historyEvent(
    [
      { ...place, kind: "joined", id: "n1", author: donald, peer: donald },
      { ...place, kind: "message", id: "m1", author: donald, text: "hello" },
      { ...place, kind: "lost", id: "n2", author: donald, peer: bobby },
    ],
    "r",
  );
  expect(event).toEqual({
    event: "history",
    messages: [{ id: "m1", author, text: "hello", at }],
    notices: [
      { kind: "joined", peer: donald, at },
      { kind: "lost", peer: bobby, at },
    ],
    ref: "r",
  });
  expect(historyEvent([])).toEqual({ event: "history", messages: [], notices: [] });
});

test("an error repeats the ref of what it answers, if there was one", () => {
  expect(errorEvent("usage", "no")).toEqual({ event: "error", code: "usage", message: "no" });
  expect(errorEvent("usage", "no", "")).toHaveProperty("ref", "");
});
