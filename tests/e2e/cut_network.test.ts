/** Six computers on two switches, whose cables are pulled. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { isKind, type JsonEvent } from "./json_event.ts";
import type { JsonPeer } from "./json_peer.ts";
import { LabNetwork } from "./lab_network.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";
import { expectNoDuplicates, talk } from "./talk.ts";

setDefaultTimeout(120_000);

const size = 6;
const splitMs = 30_000;
const talkEveryMs = 1_000;
const noticedWithinMs = 4_000;

type Lab = { readonly network: LabNetwork; readonly ring: RingOfProcesses };

async function ringInLab(stack: AsyncDisposableStack): Promise<Lab> {
  const network = stack.use(await LabNetwork.of(size));
  const places = Array.from({ length: size }, (_, computer) => ({
    self: network.address(computer),
    next: network.address((computer + 1) % size),
    before: network.on(computer),
  }));
  return { network, ring: stack.use(await RingOfProcesses.closedAt(places)) };
}

function linkEnds(peer: JsonPeer, to: JsonPeer): Promise<JsonEvent> {
  const isIt = (event: JsonEvent): boolean =>
    event.event === "link" && event.state === "down" && event.peer.name === to.name;
  const from = peer.events.items.length;
  const what = `the end of the link to ${to.name} at ${peer.name}`;
  return peer.events.first(isIt, { what, withinMs: noticedWithinMs, from });
}

const title = "a ring of six computers (needs root and ip: makes network namespaces)";

describe.concurrent.skipIf(!(await LabNetwork.isPossible()))(title, () => {
  test("cut in two for 30 s is two rings, then one, with one history", async () => {
    await using stack = new AsyncDisposableStack();
    const { network, ring } = await ringInLab(stack);
    const { peers } = ring;
    const halves = [peers.slice(0, 3), peers.slice(3)];
    await talk(peers, "all together");
    network.split();
    const splitAtMs = performance.now();
    for (let round = 0; performance.now() < splitAtMs + splitMs; round++) {
      await Promise.all(halves.map((half) => talk(half, `in round ${round} of the split`)));
      await Bun.sleep(talkEveryMs);
    }
    await Promise.all(halves.map((half) => ring.close(half)));
    const said = halves.map((half) => half[0]!.messages.length);
    network.join();
    await ring.close();
    await talk(peers, "together again");

    const all = said.reduce((sum, count) => sum + count - size) + size;
    for (const peer of peers) {
      await peer.events.when(() => peer.messages.length === all, { what: "all that was said" });
    }
    expectNoDuplicates(peers);
    // What was shown a moment ago may not be on disk yet, where histories come from.
    await Promise.all(
      peers.map(async (peer) => {
        const { id } = await peer.message(`${peer.name} together again`);
        await peer.receipt(id, size, size);
      }),
    );
    const histories = await Promise.all(peers.map(async (peer) => (await peer.history()).messages));
    for (const history of histories) expect(history).toEqual(histories[0]!);
    expect(histories[0]).toHaveLength(all);
    const merged = peers.flatMap(({ events }) =>
      events.items.filter(isKind("notice")).filter(({ kind }) => kind === "merged"),
    );
    expect(merged.length).toBeGreaterThan(0);
  });

  test("notices on both sides that a cable was pulled, and that it is back", async () => {
    await using stack = new AsyncDisposableStack();
    const { network, ring } = await ringInLab(stack);
    const [bobby, donald, eddy] = ring.peers as [JsonPeer, JsonPeer, JsonPeer];
    const others = ring.peers.filter((peer) => peer !== donald);
    const noticed = [
      linkEnds(bobby, donald),
      linkEnds(eddy, donald),
      linkEnds(donald, bobby),
      linkEnds(donald, eddy),
    ];
    network.pull(1);
    donald.say("to nobody yet");
    await Promise.all([talk(others, "without donald"), ...noticed]);
    await ring.close(others);
    network.plug(1);
    await ring.close();
    await Promise.all(others.map((peer) => peer.message("to nobody yet")));
    await talk(ring.peers, "with donald");
    expectNoDuplicates(ring.peers);
  });
});
