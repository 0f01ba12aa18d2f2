/**
 * What strangers may go on sending to a member of any room, and what must happen: it says what was
 * wrong, closes that connection, writes down why, and the room goes on talking.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { having, logRecords, spanMs } from "../e2e/log_records.ts";
import { RawLink } from "../e2e/raw_link.ts";
import { kinds } from "./room_kinds.ts";
import { Room } from "./room_of_processes.ts";

setDefaultTimeout(60_000);

const names = ["ann", "bert", "cora"];
const slowReason = "the greeting was not over within 5 s";
/** Connections that are begun together. */
const atOnce = 50;
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

describe.concurrent.each([...kinds])("a member of a %s", (kind) => {
  test("hangs up on a line that never ends, after little of it", async () => {
    await using room = await Room.of(kind, names);
    const victim = room.peers[1]!;
    await room.talk("before");
    const residentBefore = victim.program.residentBytes;
    for (const [bytes, chunk] of Object.entries({ text: 0x61, noise: 0xff, digits: 0x37 })) {
      using link = await RawLink.open(await victim.address());
      const sent = await sendForever(link, new Uint8Array(64 * 1024).fill(chunk), 4_000);
      expect(sent, `chunks of 64 KiB of ${bytes}`).toBeLessThan(400);
      expect(await link.error()).toMatchObject({ code: "frame", message: "a line is over 64 KiB" });
    }
    await victim.logged("a line is over 64 KiB");
    await room.talk("after");
    expect(victim.program.residentBytes - residentBefore).toBeLessThan(residentGrowthMax);
  });

  test("gives a slow opener five seconds, not more", async () => {
    await using room = await Room.of(kind, names);
    const victim = room.peers[1]!;
    using link = await RawLink.open(await victim.address());
    const opening = '{"type":"hello","version":1,"kind":"ring"';
    for (let sent = 0; !link.isClosed && sent < 20; sent++) {
      await link.send(opening.charAt(sent));
      await Promise.race([link.closed, Bun.sleep(1_000)]);
    }
    await link.closed;
    expect(await link.error()).toMatchObject({ code: "slow", message: slowReason });
    await victim.error("slow");
    await victim.logged(slowReason);
    const records = logRecords(victim.state);
    const [refused] = having(records, { event: "refused", reason: slowReason });
    const [opened] = having(records, { event: "connection-open", remote: refused?.["remote"] });
    // Less than half of what it would take to send all of it.
    expect(spanMs([opened!, refused!])).toBeWithin(4_500, 7_000);
    await room.talk("after");
  });
});

// Two such floods at once are too much for who sends them: one kind for all.
test("a member takes 8 strangers of one host and 128 in all, out of a thousand", async () => {
  await using room = await Room.of("ring", names);
  const victim = room.peers[1]!;
  const address = await victim.address();
  await room.talk("before");
  const residentBefore = victim.program.residentBytes;
  using stack = new DisposableStack();
  const beganMs = performance.now();
  /** What each was told; one who is turned away on a busy machine may not even be connected. */
  const flood = async (count: number, hostOf: (index: number) => string) => {
    const links: (RawLink | null)[] = [];
    while (links.length < count) {
      const hosts = Array.from({ length: atOnce }, (_, index) => hostOf(links.length + index));
      const opened = hosts.map((from) => RawLink.open(address, from).catch(() => null));
      links.push(...(await Promise.all(opened)));
    }
    const isOpen = links.filter((link) => link !== null);
    for (const link of isOpen) stack.use(link);
    const errors = isOpen.map((link) => link.error());
    const openedMs = performance.now() - beganMs;
    await room.talk(`during ${count}`);
    const told = (await Promise.all(errors)).map(({ code, message }) => `${code}: ${message}`);
    /** Those who had their five seconds, for each five that it took to open all. */
    const isSlow = (one: string): boolean => one === `slow: ${slowReason}`;
    const slow = told.filter(isSlow).length / Math.ceil(openedMs / 5_000);
    return { slow, others: new Set(told.filter((one) => !isSlow(one))) };
  };
  const [one, many] = await Promise.all([
    flood(200, () => "127.0.0.99"),
    flood(1_000, (index) => `127.0.1.${1 + (index % 200)}`),
  ]);
  expect(one.slow).toBeWithin(1, 9);
  expect([...one.others]).toEqual(["busy: over 8 unfinished greetings from 127.0.0.99"]);
  expect(many.slow).toBeWithin(60, 129);
  expect([...many.others]).toEqual(["busy: over 128 unfinished greetings"]);
  await victim.logged(
    "over 8 unfinished greetings from 127.0.0.99",
    "over 128 unfinished greetings",
  );
  await room.talk("after");
  await room.together();
  expect(victim.program.residentBytes - residentBefore).toBeLessThan(residentGrowthMax);
});
