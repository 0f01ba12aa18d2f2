/** A ring whose lines are bad: each peer dials its next through a proxy that misbehaves. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { joinAddress } from "../../src/lib/ids.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { type End, FaultProxy } from "./fault_proxy.ts";
import { freePorts } from "./free_ports.ts";
import type { JsonEvent } from "./json_event.ts";
import type { JsonPeer } from "./json_peer.ts";
import { recorded } from "./log_records.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";
import { expectNoDuplicates, talk } from "./talk.ts";

setDefaultTimeout(60_000);

/** 3.5 s of silence, and what a machine adds that is busy with eight rings. */
const noticedWithinMs = 6_000;

type BadLines = { readonly ring: RingOfProcesses; readonly lines: readonly FaultProxy[] };

/** Three in a ring; the line at an index is what the peer at that index dials. */
async function ringOnBadLines(stack: AsyncDisposableStack): Promise<BadLines> {
  const ports = freePorts(3);
  const lines: FaultProxy[] = [];
  for (const index of ports.keys()) {
    const next = ports[(index + 1) % ports.length]!;
    lines.push(stack.use(await FaultProxy.before(next, seededRandom(index))));
  }
  const places = ports.map((port, index) => ({
    self: joinAddress("127.0.0.1", port),
    next: lines[index]!.address,
  }));
  return { ring: stack.use(await RingOfProcesses.closedAt(places)), lines };
}

/** To be awaited later; from now on, the peer has to notice that its link there is dead. */
async function noticesSilence(peer: JsonPeer, side: "next" | "previous"): Promise<void> {
  const isIt = (event: JsonEvent): boolean =>
    event.event === "link" && event.state === "down" && event.side === side;
  const what = `the end of the link to the ${side} of ${peer.name}`;
  const beganMs = Date.now();
  await peer.events.first(isIt, { what, from: peer.events.items.length });
  // When it was, by its log: this process has eight rings to attend to.
  const down = await recorded(peer.state, { event: "link", state: "down", side }, beganMs);
  expect(Date.parse(down.at) - beganMs).toBeLessThan(noticedWithinMs);
}

describe.concurrent("a ring of three", () => {
  test("takes its time on slow lines, and stays closed", async () => {
    await using stack = new AsyncDisposableStack();
    const { ring, lines } = await ringOnBadLines(stack);
    for (const line of lines) line.latencyMs = 150;
    await talk(ring.peers, "slowly");
    const linksDown = () =>
      ring.peers.flatMap(({ events }) =>
        events.items.filter((event) => event.event === "link" && event.state === "down"),
      );
    const before = linksDown();
    // The lap of before counts for 2 s.
    while (((await ring.peers[0]!.ring()).lapMs ?? 0) < 3 * 150) await Bun.sleep(100);
    expect(linksDown()).toEqual(before);
  });

  test("greets, heals and talks on lines that cut the bytes anywhere", async () => {
    await using stack = new AsyncDisposableStack();
    const { ring, lines } = await ringOnBadLines(stack);
    for (const line of lines) line.pieceBytesMax = 9;
    for (const line of lines) line.reset();
    await talk(ring.peers, "нарезано 👩‍👩‍👧‍👦 тонко");
    await ring.close();
    await talk(ring.peers, "ещё раз");
    expectNoDuplicates(ring.peers);
  });

  test("goes on talking while one line is reset again and again", async () => {
    await using stack = new AsyncDisposableStack();
    const { ring, lines } = await ringOnBadLines(stack);
    for (let time = 0; time < 10; time++) {
      lines[0]!.reset();
      await talk(ring.peers, `after reset ${time}`);
    }
    await ring.close();
    expectNoDuplicates(ring.peers);
  });

  test.each<End>(["dialler", "peer"])(
    "goes on talking when a connection is gone for the %s alone, which the other notices",
    async (end) => {
      await using stack = new AsyncDisposableStack();
      const { ring, lines } = await ringOnBadLines(stack);
      const [bobby, donald] = ring.peers;
      lines[0]!.halfClose(end);
      const noticed =
        end === "peer" ? noticesSilence(bobby!, "next") : noticesSilence(donald!, "previous");
      await Promise.all([talk(ring.peers, "on a half"), noticed]);
      await ring.close();
      await talk(ring.peers, "on the whole");
      expectNoDuplicates(ring.peers);
    },
  );

  test.each<readonly [End[]]>([[["dialler"]], [["peer"]], [["dialler", "peer"]]])(
    "goes on talking when nothing passes towards %p, notices it, and closes as soon as it can",
    async (towards) => {
      await using stack = new AsyncDisposableStack();
      const { ring, lines } = await ringOnBadLines(stack);
      const [bobby, donald] = ring.peers;
      lines[0]!.hold(...towards);
      const noticed = towards.includes("dialler")
        ? noticesSilence(bobby!, "next")
        : noticesSilence(donald!, "previous");
      await Promise.all([talk(ring.peers, "round the hole"), noticed]);
      await talk(ring.peers, "still round it");
      lines[0]!.release();
      await ring.close();
      await talk(ring.peers, "through it again");
      expectNoDuplicates(ring.peers);
    },
  );
});
