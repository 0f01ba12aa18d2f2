import { describe, expect, test } from "bun:test";

import { runJsonSession } from "../../src/cli/json_session.ts";
import { OutputQueue } from "../../src/cli/output_queue.ts";
import { PeerRoom } from "../../src/cli/peer_room.ts";
import type { PeerView } from "../../src/peer/shown.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { shownRing } from "../peer/shown_ring.ts";
import { unasked } from "./unasked.ts";

const bobby: PeerView = { id: "b0".repeat(32), name: "bobby", address: "127.0.0.1:6001" };

/** A peer that answers everything at once; what it says was said at `atMs`. */
function roomOf(atMs = 0): PeerRoom {
  const room = new PeerRoom({ room: "lobby", store: new MemoryStore() }, () => {});
  room.show({ show: "listening", address: bobby.address });
  const refOf = (ref?: string) => (ref === undefined ? {} : { ref });
  room.attach({
    address: bobby.address,
    ...unasked,
    commit: () => {},
    say: (text, ref) => {
      const said = { id: "m", author: bobby, text, atMs, own: true, backlog: false };
      room.show({ show: "message", ...said, ...refOf(ref) });
    },
    askRing: (ref) => {
      room.show(shownRing({ peers: [bobby], ...refOf(ref) }));
    },
    leave: () => room.show({ show: "stopped" }),
  });
  return room;
}

/** What a session with this input writes. */
async function session(input: readonly (string | Uint8Array)[], room = roomOf()) {
  let written = "";
  const sink = { write: (text: string) => (written += text).length, flush: () => 0 };
  const output = new OutputQueue(sink, 1 << 20, () => {});
  await runJsonSession({ room, input: chunksOf(input), output });
  expect(written).toEndWith("\n");
  return written
    .trimEnd()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
}

async function* chunksOf(input: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of input) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

const brief = (events: readonly Record<string, unknown>[]): unknown[] =>
  events.map(({ event, code, ref }) => [code ?? event, ...(ref === undefined ? [] : [ref])]);

describe("a session with a script", () => {
  test("begins with what the peer showed before, and ends with bye at the end of input", async () => {
    expect(await session([])).toEqual([
      { event: "listening", address: bobby.address },
      { event: "bye" },
    ]);
  });

  test("answers each command, repeating its ref", async () => {
    const events = await session([
      '{"do":"say","text":"hello","ref":"r1"}\n{"do":"ri',
      'ng","ref":"r2"}\n{"do":"ring"}\n',
      '{"do":"quit","ref":"r3"}\n',
    ]);
    expect(brief(events)).toEqual([
      ["listening"],
      ["message", "r1"],
      ["ring", "r2"],
      ["ring"],
      ["bye", "r3"],
    ]);
  });

  test("says where the page is at first, and when it is asked", async () => {
    const web = '{"do":"web","ref":"r1"}\n';
    expect(brief(await session([web]))).toEqual([["listening"], ["no-page", "r1"], ["bye"]]);
    const room = roomOf();
    room.openPage({ newLink: () => "http://127.0.0.1:1/#x" });
    expect(brief(await session([web], room))).toEqual([
      ["listening"],
      ["web"],
      ["web", "r1"],
      ["bye"],
    ]);
  });

  test("obeys a last line without a newline", async () => {
    const events = await session(['{"do":"say","text":"hello"}']);
    expect(brief(events)).toEqual([["listening"], ["message"], ["bye"]]);
  });

  test("says what is wrong with a line, and goes on", async () => {
    const events = await session([
      "nonsense\n\n  \n",
      '{"do":"sing","ref":"r1"}\n',
      Uint8Array.of(0xff, 0x0a),
      `${"x".repeat(65_537)}\n`,
      '{"do":"ring"}\n',
    ]);
    expect(brief(events)).toEqual([
      ["listening"],
      ["usage"],
      ["usage", "r1"],
      ["usage"],
      ["usage"],
      ["ring"],
      ["bye"],
    ]);
    for (const { code, message } of events) {
      if (code !== undefined) expect(message).toMatch(/^.{10,}$/);
    }
  });

  test("takes an input that breaks off for one that ends", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"do":"ring"}\n');
      throw new Error("EIO");
    }
    let written = "";
    const sink = { write: (text: string) => (written += text).length, flush: () => 0 };
    const output = new OutputQueue(sink, 1 << 20, () => {});
    await runJsonSession({ room: roomOf(), input: broken(), output });
    expect(written).toEndWith('{"event":"bye"}\n');
  });

  test.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [1_796_342_399_999, "2026-12-03T23:59:59.999Z"],
    [8_640_000_000_000_000, "+275760-09-13T00:00:00.000Z"],
  ])("writes the time %d as %s, the last being the last that a peer may send", async (atMs, at) => {
    const events = await session(['{"do":"say","text":"hello"}'], roomOf(atMs));
    expect(events[1]).toMatchObject({ event: "message", at });
  });

  test("writes no character that could fake a line", async () => {
    const text = "a\u2028{}\x9b\n";
    const events = await session([`${JSON.stringify({ do: "say", text })}\n`]);
    expect(events[1]).toMatchObject({ text });
  });
});
