/** Peers that end, or stop, without a word. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { isKind, type JsonEvent } from "./json_event.ts";
import type { JsonPeer } from "./json_peer.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";
import { expectNoDuplicates, talk } from "./talk.ts";

setDefaultTimeout(60_000);

/** Three seconds until somebody is lost: what does not wait for that is seen to come sooner. */
const patient = ["--retry-ms", "300"];

/** All that was said came to each before it knew of any loss: nobody waited for that. */
function expectBeforeLoss(peers: readonly JsonPeer[], words: string): void {
  for (const { events } of peers) {
    const untilLoss = events.items.slice(0, events.items.findIndex(isLoss));
    const texts = untilLoss.filter(isKind("message")).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(peers.map(({ name }) => `${name} ${words}`)));
  }
}

const isLoss = (event: JsonEvent): boolean => event.event === "notice" && event.kind === "lost";

describe.concurrent("a ring of four", () => {
  test("goes on talking at once when one is killed, and says that it is lost", async () => {
    await using ring = await RingOfProcesses.closed(4, patient);
    const [bobby, donald, ...others] = ring.peers as [JsonPeer, JsonPeer, JsonPeer, JsonPeer];
    const staying = [bobby, ...others];
    await talk(ring.peers, "before");
    const told = new Map(staying.map((peer) => [peer, peer.events.items.length]));
    donald.program.signal("SIGKILL");
    await talk(staying, "right after");
    await donald.program.ended();
    await Promise.all(staying.map((peer) => peer.notice("lost", "donald")));
    expectBeforeLoss(staying, "right after");
    await bobby.closedRing(["bobby", "eddy", "fiona"]);
    await talk(staying, "later");
    for (const peer of staying) {
      const since = peer.events.items.slice(told.get(peer)).filter(isKind("notice"));
      const about = since.filter((notice) => notice.peer.name === "donald");
      expect(about.map(({ kind }) => kind)).toEqual(["lost"]);
    }
    expectNoDuplicates(staying);
  });

  test("goes on talking when two neighbours are killed together", async () => {
    await using ring = await RingOfProcesses.closed(4, patient);
    const [bobby, donald, eddy, fiona] = ring.peers as [JsonPeer, JsonPeer, JsonPeer, JsonPeer];
    donald.program.signal("SIGKILL");
    eddy.program.signal("SIGKILL");
    await talk([bobby, fiona], "right after");
    await bobby.closedRing(["bobby", "fiona"]);
    await Promise.all([bobby, fiona].map((peer) => peer.notice("lost", "donald")));
    expectBeforeLoss([bobby, fiona], "right after");
    await talk([bobby, fiona], "later");
  });

  test("goes round a peer that is frozen, and takes it back when it thaws", async () => {
    await using ring = await RingOfProcesses.closed(4, patient);
    const [bobby, donald, ...others] = ring.peers as [JsonPeer, JsonPeer, JsonPeer, JsonPeer];
    const staying = [bobby, ...others];
    donald.program.signal("SIGSTOP");
    await talk(staying, "while it is frozen");
    await Promise.all(staying.map((peer) => peer.notice("lost", "donald")));
    expectBeforeLoss(staying, "while it is frozen");
    await bobby.closedRing(["bobby", "eddy", "fiona"]);
    donald.program.signal("SIGCONT");
    await Promise.all(staying.map((peer) => peer.notice("back", "donald")));
    await ring.close();
    await Promise.all(staying.map(({ name }) => donald.message(`${name} while it is frozen`)));
    await talk(ring.peers, "together again");
    expectNoDuplicates(ring.peers);
  });
});
