/**
 * One who knows nothing but PROTOCOL.md: what it gets when it keeps to it, and when it does not.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { HandWrittenPeer, noHash } from "./hand_written_peer.ts";
import { JsonPeer } from "./json_peer.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";

setDefaultTimeout(60_000);

/** What it sends once its link is live, and the answer. */
const misdeeds: [
  title: string,
  send: (peer: HandWrittenPeer) => string,
  code: string,
  says: string,
][] = [
  ["a second hello", (peer) => peer.line(peer.hello), "protocol", "a second hello"],
  [
    "a second proof",
    (peer) => peer.line({ type: "auth", signature: "A".repeat(86) }),
    "protocol",
    "a second proof",
  ],
  [
    "a run that somebody else signed",
    (peer) =>
      peer.said("forged", { author: "ab".repeat(32), first: 1, previous: noHash, lamport: 1 }),
    "auth",
    "is not signed by it",
  ],
  ["a run of another room", (peer) => peer.said("replayed", {}, "attic"), "auth", "not signed"],
  [
    "a leave of somebody else",
    (peer) => {
      const record = peer.record({ peer: "ab".repeat(32), state: "left", incarnation: 9 });
      return peer.line({ type: "members", records: [record] });
    },
    "auth",
    "is not signed by it",
  ],
  ["a clock that leads", (peer) => peer.said("later", { lamport: 1_000 }), "protocol", "clock"],
  ["a gap", (peer) => peer.said("skipped", { first: 7 }), "protocol", "starts at seq 7"],
  [
    "an entry over 32 KiB",
    (peer) => peer.run([{ kind: "text", body: "x".repeat(33 * 1024) }]),
    "frame",
    "over 32 KiB",
  ],
  [
    "a text over 16 KiB",
    (peer) => peer.run([{ kind: "text", body: "x".repeat(17 * 1024) }]),
    "frame",
    "over 16 KiB",
  ],
  [
    "a run of 257 entries",
    (peer) => peer.run(Array.from({ length: 257 }, () => ({ kind: "text", body: "x" }))),
    "frame",
    '"count"',
  ],
  [
    "a run with one bad line",
    (peer) =>
      peer.run([
        { kind: "text", body: "good" },
        { kind: "gossip", body: "bad" },
      ]),
    "frame",
    '"kind"',
  ],
  [
    "a run whose lines are others than it says",
    (peer) => peer.said("changed", { body: "cd".repeat(32) }),
    "protocol",
    "does not hold the lines that it says",
  ],
];

describe.concurrent("a peer written after PROTOCOL.md", () => {
  test("is let in, heard and told", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    using peer = await HandWrittenPeer.greet(await bobby.address(), "handy");
    await peer.link.send(peer.line({ type: "members", records: [peer.record()] }) + peer.joined());
    await bobby.notice("joined", "handy");
    await peer.link.send(peer.said("by hand"));
    expect((await bobby.message("by hand")).author).toMatchObject({ id: peer.id, name: "handy" });
    bobby.say("read by hand");
    const isIt = (line: string): boolean => line.includes('"kind":"text","body":"read by hand"');
    await peer.link.lines.first(isIt, { what: "the entry" });
    await peer.link.send(peer.line({ type: "bye", reason: "leaving" }));
    await peer.link.closed;
  });

  test.each([
    ["one byte a chunk", 1],
    ["seven bytes a chunk", 7],
    ["all in one chunk", 1_000_000],
  ])("is understood with %s", async (_, length) => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    using peer = await HandWrittenPeer.connect(await bobby.address());
    const send = async (text: string): Promise<void> => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += length) {
        await peer.link.send(bytes.subarray(at, at + length));
      }
    };
    await send(peer.line(peer.hello) + peer.line(await peer.auth()) + peer.have);
    await peer.heard("have");
    await send(peer.joined() + peer.said("п".repeat(100)));
    await bobby.message("п".repeat(100));
  });

  test("is not heard twice when it says the same bytes twice, on one link or two", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    using peer = await HandWrittenPeer.greet(await bobby.address());
    const said = peer.joined() + peer.said("once");
    await peer.link.send(said + said);
    using other = await HandWrittenPeer.greet(await bobby.address());
    await other.link.send(said + peer.said("the end"));
    await bobby.message("the end");
    expect(bobby.messages.map(({ text }) => text)).toEqual(["once", "the end"]);
  });

  test("is told which rule it broke, loses that link alone, and the ring talks on", async () => {
    await using ring = await RingOfProcesses.closed(3);
    const [, victim, next] = ring.peers as [JsonPeer, JsonPeer, JsonPeer];
    for (const [title, send, code, says] of misdeeds) {
      using peer = await HandWrittenPeer.greet(ring.addresses[1]!);
      const joined = peer.joined();
      await peer.link.send(joined + send(peer));
      const error = await peer.link.error();
      expect({ title, ...error }).toMatchObject({ title, code });
      expect(error.message).toContain(says);
      await peer.link.closed;
    }
    victim.say("still here");
    await next.message("still here");
    await ring.close();
    for (const { messages } of ring.peers) {
      expect(messages.map(({ text }) => text)).toEqual(["still here"]);
    }
  });

  test("that speaks and leaves in one breath is read in that order by those further on", async () => {
    await using ring = await RingOfProcesses.closed(2);
    const [, donald] = ring.peers as [JsonPeer, JsonPeer];
    using peer = await HandWrittenPeer.greet(ring.addresses[0]!, "handy");
    const members = (record: object): string => peer.line({ type: "members", records: [record] });
    await peer.link.send(members(peer.record()) + peer.joined());
    await donald.notice("joined", "handy");
    const left = peer.record({ state: "left", incarnation: 2 });
    await peer.link.send(peer.said("last words") + members(left));
    await Promise.all([donald.message("last words"), donald.notice("left", "handy")]);
    const told = donald.events.items.filter(
      (event) => event.event === "message" || (event.event === "notice" && event.kind === "left"),
    );
    expect(told.map(({ event }) => event)).toEqual(["message", "notice"]);
  });

  test("that breaks off in the middle of a run has said nothing", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    {
      using peer = await HandWrittenPeer.greet(await bobby.address());
      const run = peer.run([
        peer.joinedEntry,
        { kind: "text", body: "half" },
        { kind: "text", body: "a" },
      ]);
      await peer.link.send(run.slice(0, -20));
    }
    await bobby.link("down", "other");
    bobby.say("nothing came");
    await bobby.message("nothing came");
    expect(bobby.messages.map(({ text }) => text)).toEqual(["nothing came"]);
  });

  test("that says two things at once is found out, and both are told", async () => {
    await using ring = await RingOfProcesses.closed(3);
    const [bobby, donald] = ring.peers as [JsonPeer, JsonPeer, JsonPeer];
    using peer = await HandWrittenPeer.greet(ring.addresses[0]!);
    const joined = peer.joined();
    const twice = peer.fork(
      (fork) => fork.said("yes"),
      (fork) => fork.said("no"),
    );
    await peer.link.send(joined + twice[0]);
    await Promise.all(ring.peers.map((one) => one.message("yes")));
    using other = await HandWrittenPeer.greet(ring.addresses[1]!);
    await other.link.send(twice[1]);
    await Promise.all(ring.peers.map((one) => one.error("forked")));
    expect([bobby, donald].flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual([
      "yes",
      "yes",
    ]);
    donald.say("the ring goes on");
    await bobby.message("the ring goes on");
  });
});
