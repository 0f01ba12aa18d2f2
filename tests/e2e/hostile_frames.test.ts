/**
 * What strangers may send to a peer of a ring, and what must happen: the peer says what was wrong,
 * closes that one connection, writes down why, and the ring goes on talking.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import type { JsonEvent } from "./json_event.ts";
import type { JsonPeer } from "./json_peer.ts";
import { RawLink } from "./raw_link.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";

setDefaultTimeout(60_000);

const residentGrowthMax = 32 * 1024 * 1024;

const hello = {
  type: "hello",
  version: 1,
  kind: "ring",
  room: "lobby",
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
  origin: hello.peer,
  epoch: hello.epoch,
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

/** What is sent, and what the answer has to say. */
const frames: [title: string, sent: string | Uint8Array, code: string, says: string][] = [
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

/** What goes on for as long as the peer listens. */
async function sendForever(link: RawLink, chunk: Uint8Array, chunksMax: number): Promise<number> {
  let sent = 0;
  while (!link.isClosed && sent < chunksMax) {
    await link.send(chunk);
    sent++;
  }
  return sent;
}

async function expectToTalk(peers: readonly JsonPeer[], words: string): Promise<void> {
  for (const peer of peers) peer.say(`${peer.name} ${words}`);
  await Promise.all(
    peers.flatMap((reader) => peers.map((author) => reader.message(`${author.name} ${words}`))),
  );
}

describe.concurrent("a peer of a ring", () => {
  test("names what is wrong with a frame, closes that one connection, and goes on", async () => {
    await using ring = await RingOfProcesses.closed(3);
    const victim = ring.peers[1]!;
    await expectToTalk(ring.peers, "before");
    const residentBefore = victim.program.residentBytes;
    const reasons: string[] = [];
    for (const [title, sent, code, says] of frames) {
      using link = await RawLink.open(ring.addresses[1]!);
      await link.send(sent);
      const error = await link.error();
      expect({ title, ...error }).toMatchObject({ title, code });
      expect(error.message).toContain(says);
      await link.closed;
      const isTold = (event: JsonEvent) =>
        event.event === "error" && event.code === code && event.message.endsWith(error.message);
      await victim.events.first(isTold, { what: error.message });
      reasons.push(error.message);
    }
    await victim.logged(...reasons);
    await expectToTalk(ring.peers, "after");
    await ring.close();
    expect(victim.program.residentBytes - residentBefore).toBeLessThan(residentGrowthMax);
  });

  test("hangs up on a line that never ends, after little of it", async () => {
    await using ring = await RingOfProcesses.closed(3);
    const victim = ring.peers[1]!;
    await expectToTalk(ring.peers, "before");
    const residentBefore = victim.program.residentBytes;
    for (const [kind, chunk] of Object.entries({ text: 0x61, noise: 0xff, digits: 0x37 })) {
      using link = await RawLink.open(ring.addresses[1]!);
      const sent = await sendForever(link, new Uint8Array(64 * 1024).fill(chunk), 4_000);
      expect(sent, `chunks of 64 KiB of ${kind}`).toBeLessThan(400);
      expect(await link.error()).toMatchObject({ code: "frame", message: "a line is over 64 KiB" });
    }
    await victim.logged("a line is over 64 KiB");
    await expectToTalk(ring.peers, "after");
    expect(victim.program.residentBytes - residentBefore).toBeLessThan(residentGrowthMax);
  });

  test("gives a slow opener five seconds, not more", async () => {
    await using ring = await RingOfProcesses.closed(3);
    // Before the connection: the peer's five seconds begin when it accepts.
    const beganMs = performance.now();
    using link = await RawLink.open(ring.addresses[1]!);
    const opening = line(hello);
    for (let sent = 0; !link.isClosed && sent < 20; sent++) {
      await link.send(opening.charAt(sent));
      await Promise.race([link.closed, Bun.sleep(1_000)]);
    }
    // Half of what it would take to send all of it.
    expect(performance.now() - beganMs).toBeWithin(4_500, 10_000);
    expect(await link.error()).toMatchObject({
      code: "slow",
      message: "the greeting was not over within 5 s",
    });
    await ring.peers[1]!.error("slow");
    await ring.peers[1]!.logged("the greeting was not over within 5 s");
    await expectToTalk(ring.peers, "after");
  });

  test("takes 8 strangers of one host and 128 in all, out of a thousand", async () => {
    await using ring = await RingOfProcesses.closed(3);
    const victim = ring.peers[1]!;
    const address = ring.addresses[1]!;
    await expectToTalk(ring.peers, "before");
    const residentBefore = victim.program.residentBytes;
    using stack = new DisposableStack();
    const flood = async (count: number, hostOf: (index: number) => string) => {
      const hosts = Array.from({ length: count }, (_, index) => hostOf(index));
      const links = await Promise.all(hosts.map((from) => RawLink.open(address, from)));
      for (const link of links) stack.use(link);
      const errors = links.map((link) => link.error());
      await expectToTalk(ring.peers, `during ${count}`);
      return (await Promise.all(errors)).map(({ code, message }) => `${code}: ${message}`);
    };
    const [one, many] = await Promise.all([
      flood(200, () => "127.0.0.2"),
      flood(1_000, (index) => `127.0.1.${1 + (index % 200)}`),
    ]);
    const slow = "slow: the greeting was not over within 5 s";
    expect(one.filter((error) => error === slow)).toHaveLength(8);
    expect(one.filter((error) => error !== slow)).toEqual(
      Array.from({ length: 192 }, () => "busy: over 8 unfinished greetings from 127.0.0.2"),
    );
    expect(many.filter((error) => error === slow)).toHaveLength(120);
    expect(many.filter((error) => error !== slow)).toEqual(
      Array.from({ length: 880 }, () => "busy: over 128 unfinished greetings"),
    );
    await victim.logged(
      "over 8 unfinished greetings from 127.0.0.2",
      "over 128 unfinished greetings",
    );
    await expectToTalk(ring.peers, "after");
    await ring.close();
    expect(victim.program.residentBytes - residentBefore).toBeLessThan(residentGrowthMax);
  });
});
