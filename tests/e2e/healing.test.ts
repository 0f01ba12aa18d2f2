/** Who dies, freezes, leaves and comes back, at the pace that people use. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { JsonPeer } from "./json_peer.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";
import { expectNoDuplicates, talk } from "./talk.ts";

setDefaultTimeout(120_000);

const patient = ["--retry-ms", "1000"];
const closedAgainWithinMs = 15_000;
const frozenMs = 8_000;
const linkedAgainWithinMs = 2_000;
/** Between rounds of talk. */
const pauseMs = 100;

describe.concurrent("a ring of six of which two neighbours are killed at once", () => {
  test.each([0, 5])("from %i on talks without a gap, and closes", async (first) => {
    await using ring = await RingOfProcesses.closed(6, patient);
    const around = [...ring.peers.slice(first), ...ring.peers.slice(0, first)];
    const [one, other, ...staying] = around as [JsonPeer, JsonPeer, ...JsonPeer[]];
    await talk(ring.peers, "together");
    one.program.signal("SIGKILL");
    other.program.signal("SIGKILL");
    const killedAtMs = performance.now();
    const closed = new AbortController();
    const closing = async (): Promise<void> => {
      await ring.close(staying);
      closed.abort();
    };
    const talking = async (): Promise<void> => {
      for (let round = 0; !closed.signal.aborted; round++) {
        await talk(staying, `round ${round}`);
        await Bun.sleep(pauseMs);
      }
    };
    await Promise.all([closing(), talking()]);
    expect(performance.now() - killedAtMs).toBeLessThan(closedAgainWithinMs);
    await talk(staying, "closed again");
    expectNoDuplicates(staying);
  });
});

describe.concurrent("a ring of four", () => {
  test("has a peer back that was frozen 2 s after it thaws, with all that was said", async () => {
    await using ring = await RingOfProcesses.closed(4, patient);
    const donald = ring.peers[1]!;
    const staying = ring.peers.filter((peer) => peer !== donald);
    const thawAtMs = performance.now() + frozenMs;
    donald.program.signal("SIGSTOP");
    let round = 0;
    do {
      await talk(staying, `frozen ${++round}`);
      await Bun.sleep(pauseMs);
    } while (performance.now() < thawAtMs);
    const from = donald.events.items.length;
    donald.program.signal("SIGCONT");
    await donald.events.first((event) => event.event === "link" && event.state === "up", {
      what: "a link of donald's",
      withinMs: linkedAgainWithinMs,
      from,
    });
    const saidMeanwhile = staying.flatMap(({ name }) =>
      Array.from({ length: round }, (_, index) => `${name} frozen ${index + 1}`),
    );
    await Promise.all(saidMeanwhile.map((text) => donald.message(text)));
    await ring.close();
    await talk(ring.peers, "thawed");
    expectNoDuplicates(ring.peers);
  });
});

describe.concurrent("the ring of the first document", () => {
  test("goes on when bobby leaves, and has him back, and nobody else starts anew", async () => {
    await using ring = await RingOfProcesses.closed(3, patient);
    const [bobby, donald, eddy] = ring.peers as [JsonPeer, JsonPeer, JsonPeer];
    await talk(ring.peers, "at the beginning");
    expect(await bobby.quit()).toBe(0);
    const staying = [donald, eddy];
    await talk(staying, "without bobby");
    await ring.close(staying);
    await talk(staying, "closed without bobby");

    const [self, next] = ring.addresses as [string, string];
    await using again = await JsonPeer.start({
      name: "bobby",
      self,
      next,
      state: bobby.state,
      extra: patient,
    });
    await ring.close([again, donald, eddy]);
    await Promise.all(staying.map((peer) => peer.notice("back", "bobby")));
    await Promise.all(staying.map(({ name }) => again.message(`${name} closed without bobby`)));
    await talk([again, donald, eddy], "together again");
    expectNoDuplicates([again, donald, eddy]);
  });
});
