/** Peers that end, or stop, without a word. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { isKind } from "./json_event.ts";
import type { JsonPeer } from "./json_peer.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";

setDefaultTimeout(60_000);

/** Sooner than any deadline of the protocol: nobody waits for the loss to be noticed. */
const atOnceMs = 2_000;

async function talk(peers: readonly JsonPeer[], words: string): Promise<void> {
  for (const peer of peers) peer.say(`${peer.name} ${words}`);
  await Promise.all(
    peers.flatMap((reader) =>
      peers.map((author) => reader.message(`${author.name} ${words}`, atOnceMs)),
    ),
  );
}

function expectNoDuplicates(peers: readonly JsonPeer[]): void {
  for (const { messages } of peers) {
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  }
}

describe.concurrent("a ring of four", () => {
  test("goes on talking at once when one is killed, and says that it is lost", async () => {
    await using ring = await RingOfProcesses.closed(4);
    const [bobby, donald, ...others] = ring.peers as [JsonPeer, JsonPeer, JsonPeer, JsonPeer];
    const staying = [bobby, ...others];
    await talk(ring.peers, "before");
    donald.program.signal("SIGKILL");
    await talk(staying, "right after");
    await donald.program.ended();
    await Promise.all(staying.map((peer) => peer.notice("lost", "donald")));
    await bobby.closedRing(["bobby", "eddy", "fiona"]);
    await talk(staying, "later");
    for (const { events } of staying) {
      const about = events.items
        .filter(isKind("notice"))
        .filter(({ peer }) => peer.name === "donald");
      expect(about.map(({ kind }) => kind)).toEqual(["joined", "lost"]);
    }
    expectNoDuplicates(staying);
  });

  test("goes on talking when two neighbours are killed together", async () => {
    await using ring = await RingOfProcesses.closed(4);
    const [bobby, donald, eddy, fiona] = ring.peers as [JsonPeer, JsonPeer, JsonPeer, JsonPeer];
    donald.program.signal("SIGKILL");
    eddy.program.signal("SIGKILL");
    await talk([bobby, fiona], "right after");
    await bobby.closedRing(["bobby", "fiona"]);
    await talk([bobby, fiona], "later");
  });

  test("goes round a peer that is frozen, and takes it back when it thaws", async () => {
    await using ring = await RingOfProcesses.closed(4);
    const [bobby, donald, ...others] = ring.peers as [JsonPeer, JsonPeer, JsonPeer, JsonPeer];
    const staying = [bobby, ...others];
    donald.program.signal("SIGSTOP");
    await talk(staying, "while it is frozen");
    await Promise.all(staying.map((peer) => peer.notice("lost", "donald")));
    await bobby.closedRing(["bobby", "eddy", "fiona"]);
    donald.program.signal("SIGCONT");
    await Promise.all(staying.map((peer) => peer.notice("back", "donald")));
    await ring.close();
    await Promise.all(staying.map(({ name }) => donald.message(`${name} while it is frozen`)));
    await talk(ring.peers, "together again");
    expectNoDuplicates(ring.peers);
  });
});
