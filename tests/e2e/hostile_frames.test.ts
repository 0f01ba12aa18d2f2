/**
 * What strangers may go on sending to a peer of a ring, and what must happen: the peer says what
 * was wrong, closes that connection, writes down why, and the ring goes on talking.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import type { JsonPeer } from "./json_peer.ts";
import { RawLink } from "./raw_link.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";

setDefaultTimeout(60_000);

const residentGrowthMax = 32 * 1024 * 1024;

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
    const opening = '{"type":"hello","version":1,"kind":"ring"';
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
