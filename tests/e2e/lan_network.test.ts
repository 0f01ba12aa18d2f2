/** Computers on one network whose people find each other with no address typed. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { isKind } from "./json_event.ts";
import type { JsonPeer } from "./json_peer.ts";
import { LabNetwork } from "./lab_network.ts";
import { oneRing, PeopleNearby, type Spot } from "./people_nearby.ts";
import { Program } from "./program.ts";
import { expectNoDuplicates, talk } from "./talk.ts";

setDefaultTimeout(120_000);

const size = 6;
const foundWithinMs = 2_000;
const lostWithinMs = 5_000;

/** Each listens at every address that its computer has. */
function spots(network: LabNetwork, computers: readonly number[], port = ""): Spot[] {
  return computers.map((computer) => ({ self: `0.0.0.0${port}`, before: network.on(computer) }));
}

const all = Array.from({ length: size }, (_, computer) => computer);

const title = "on one network (needs root and ip: makes network namespaces)";

describe.skipIf(!(await LabNetwork.isPossible()))(title, () => {
  test("six lan peers find each other, see one killed, and follow one that moves", async () => {
    await using network = await LabNetwork.of(size);
    await using people = await PeopleNearby.start({ command: "lan", spots: spots(network, all) });
    const { peers } = people;
    expect(await people.allLinked()).toBeLessThan(foundWithinMs);
    await people.connections((size * (size - 1)) / 2);
    await talk(peers, "hello");

    const [ann, bert, cora] = peers as [JsonPeer, JsonPeer, JsonPeer];
    const rest = people.others(cora);
    const killedAtMs = performance.now();
    cora.program.kill();
    await Promise.all(rest.map((peer) => peer.notice("lost", cora.name)));
    expect(performance.now() - killedAtMs).toBeLessThan(lostWithinMs);

    const [host] = network.freeHosts(1) as [string];
    network.readdress(0, host);
    ann.say("from elsewhere");
    await Promise.all(rest.map((peer) => peer.message("from elsewhere")));
    await talk(rest, "all here");
    const { peers: seen } = await bert.ring();
    expect(seen.find(({ name }) => name === ann.name)?.address).toBe(`${host}:6010`);
    expectNoDuplicates(rest);
  });

  test("six peers of ring --discover are one ring", async () => {
    await using network = await LabNetwork.of(size);
    const places = spots(network, all, ":6001");
    await using people = await PeopleNearby.start({ command: "ring", spots: places });
    await oneRing(people.peers);
    await talk(people.peers, "hello");
  });

  test("who was in no network for a while comes back by another address", async () => {
    await using network = await LabNetwork.of(3);
    const places = spots(network, [0, 1, 2]);
    await using people = await PeopleNearby.start({ command: "lan", spots: places });
    await people.allLinked();
    const [ann] = people.peers as [JsonPeer];
    const rest = people.others(ann);
    network.dropHost(0);
    await Promise.all(rest.map((peer) => peer.notice("lost", ann.name)));
    ann.say("to nobody yet");
    network.addHost(0, network.freeHosts(1)[0]!);
    await Promise.all(rest.map((peer) => peer.notice("back", ann.name)));
    await Promise.all(rest.map((peer) => peer.message("to nobody yet")));
    await talk(people.peers, "together again");
  });

  test("two networks between two people are one link, and either will do", async () => {
    await using network = await LabNetwork.of(2);
    for (const computer of [0, 1]) network.addHost(computer, `10.78.0.${computer + 1}`);
    const places = spots(network, [0, 1]);
    await using people = await PeopleNearby.start({ command: "lan", spots: places });
    await people.allLinked();
    await people.connections(1);
    network.dropHost(0);
    const [ann, bert] = people.peers as [JsonPeer, JsonPeer];
    ann.say("the other way");
    await bert.message("the other way");
    await talk(people.peers, "still here");
  });

  test("who can't hear, and who can't be heard, is told so once and meets the others", async () => {
    await using network = await LabNetwork.of(3);
    const exclusive = `Bun.udpSocket({hostname: "0.0.0.0", port: 6010}).then(() => console.log("taken"))`;
    await using holder = new Program([...network.on(0), process.execPath, "-e", exclusive]);
    await holder.out.first((line) => line === "taken", { what: "the port" });
    network.forbidBroadcast(1);
    const places = spots(network, [0, 1, 2]);
    await using people = await PeopleNearby.start({ command: "lan", spots: places });
    const [deaf, mute] = people.peers as [JsonPeer, JsonPeer];
    await Promise.all([deaf.error("deaf"), mute.error("mute"), people.allLinked()]);
    await talk(people.peers, "all the same");
    for (const { events } of people.peers) {
      expect(events.items.filter(isKind("error")).length).toBeLessThan(2);
    }
  });
});
