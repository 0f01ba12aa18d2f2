/** Junk and lies by UDP, 10,000 a second, among people who find each other by UDP. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import type { Flood } from "./beacon_flood.ts";
import { isKind } from "./json_event.ts";
import type { JsonPeer } from "./json_peer.ts";
import { LabNetwork } from "./lab_network.ts";
import { linkedWith, ownRoom, PeopleNearby } from "./people_nearby.ts";
import { Program } from "./program.ts";
import { expectNoDuplicates, talk } from "./talk.ts";

setDefaultTimeout(120_000);

const perSecond = 10_000;
const total = 10 * perSecond;
/** Of one core. */
const cpuShareMax = 0.3;

const isPossible = await LabNetwork.isPossible();

function spotsOn(network: LabNetwork, ...computers: readonly number[]) {
  return computers.map((computer) => ({ self: "0.0.0.0", before: network.on(computer) }));
}

/** A computer that has many addresses floods the network. */
function startFlood(network: LabNetwork, computer: number, room: string): Program {
  const hosts = network.freeHosts(20);
  for (const host of hosts) network.addHost(computer, host);
  const { broadcast } = network;
  const flood: Flood = { broadcast, hosts, room, perSecond, total };
  const script = join(import.meta.dir, "beacon_flood.ts");
  return new Program([...network.on(computer), process.execPath, script, JSON.stringify(flood)]);
}

function expectNobodyElse(peers: readonly JsonPeer[]): void {
  const names = peers.map(({ name }) => name);
  for (const { events } of peers) {
    const seen = [...events.items.filter(isKind("notice")), ...events.items.filter(isKind("link"))];
    for (const { peer } of seen) expect(names).toContain(peer.name);
  }
}

test.skipIf(!isPossible)(
  "a flood of false beacons stops nobody from talking, nor a newcomer from being found (needs root and ip)",
  async () => {
    await using network = await LabNetwork.of(5);
    const room = ownRoom();
    const spots = spotsOn(network, 0, 1, 2);
    await using people = await PeopleNearby.start({ command: "lan", spots, room });
    const { peers } = people;
    await people.allLinked();

    await using flood = startFlood(network, 4, room);
    const cpuMs = peers.map(({ program }) => program.cpuMs);
    const beganMs = performance.now();
    await flood.out.first((line) => line === "high", { what: "the flood" });
    await talk(peers, "in the midst of it");
    const [spot] = spotsOn(network, 3);
    const late = { ...spot!, name: "late" };
    await using newcomers = await PeopleNearby.start({ command: "lan", spots: [late], room });
    const [newcomer] = newcomers.peers as [JsonPeer];
    const all = [...peers, newcomer];
    await linkedWith(newcomer, peers);
    await talk(all, "all of us");
    expect(flood.out.items).toHaveLength(1); // it still goes on

    await flood.ended();
    const shares = peers.map(
      ({ program }, at) => (program.cpuMs - cpuMs[at]!) / (performance.now() - beganMs),
    );
    expect(Math.max(...shares)).toBeLessThan(cpuShareMax);
    await talk(all, "after it");
    for (const peer of all) expect((await peer.ring()).peers).toHaveLength(all.length);
    expectNobodyElse(all);
    expectNoDuplicates(all);
  },
);
