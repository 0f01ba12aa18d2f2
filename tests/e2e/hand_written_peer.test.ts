/**
 * One who knows nothing but PROTOCOL.md: what it gets when it keeps to it, and when it cheats.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { HandWrittenPeer } from "./hand_written_peer.ts";
import { JsonPeer } from "./json_peer.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";

setDefaultTimeout(60_000);

describe.concurrent("a peer written after PROTOCOL.md", () => {
  test("is let in, heard and told", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    using peer = await HandWrittenPeer.greet(await bobby.address(), { name: "handy" });
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

  test("that speaks and leaves in one breath is read in that order by those further on", async () => {
    await using ring = await RingOfProcesses.closed(2);
    const [, donald] = ring.peers as [JsonPeer, JsonPeer];
    using peer = await HandWrittenPeer.greet(ring.addresses[0]!, { name: "handy" });
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
