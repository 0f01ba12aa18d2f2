/** Tries what a peer needs: a port, beacons both ways, connections both ways. */
import { type Address, joinAddress, splitAddress } from "../../lib/ids.ts";
import { ownHosts } from "../../net/addresses.ts";
import { BeaconInlets } from "../../net/beacon_inlets.ts";
import { BeaconOutlets } from "../../net/beacon_outlets.ts";
import { BeaconSieve } from "../../net/beacon_sieve.ts";
import { askHello, hearHello } from "../../net/first_hello.ts";
import { isLoopback, isNear, outlets } from "../../net/interfaces.ts";
import { earsOf } from "../../net/loopback.ts";
import { type Listener, ListenError, listenTcp } from "../../net/tcp.ts";
import { beaconPort } from "../../net/vicinity.ts";
import type { Connection, ConnectionEvents } from "../../peer/ports.ts";
import type { Beacon, Heard } from "../../wire/beacon.ts";
import type { Other } from "./finding.ts";
import { isAnother } from "./findings.ts";
import { listeningProgram } from "./listening_program.ts";
import type { Place } from "./place.ts";
import type { Asked, BeaconSeen, PortSeen, Seen } from "./seen.ts";

/** Everyone near says a beacon every 3 s: this is two of each. */
export const lookSeconds = 6;
/** Ours are said that often, since any may be lost. */
const beaconEverySeconds = 2;
/** Who is heard late, or has dialled this address a moment ago, needs longer to dial. */
const lookSecondsMax = 10;
/** Of beacons by different senders; a flood must not fill the memory. */
const beaconsMax = 1_000;
const dialsMax = 32;

export async function lookAround(
  place: Place,
  passed: () => void,
): Promise<Omit<Seen, "profiles">> {
  const look = new Look(place);
  const tcp = await look.listen();
  try {
    if (tcp.is !== "refused") await look.look(passed);
  } finally {
    look.close();
  }
  return await look.seen(tcp);
}

class Look {
  readonly #place: Place;
  readonly #ways: ReturnType<typeof outlets>;
  readonly #inlets: BeaconInlets;
  readonly #outlets: BeaconOutlets;
  readonly #sieve = new BeaconSieve({
    // From elsewhere, as anyone anywhere may send it, it would have us dial that far.
    isNear: (host) => isNear(host, this.#ways),
    heard: (heard, host) => this.#heard(heard, host),
  });
  #listener: Listener | null = null;
  readonly #ownHosts = ownHosts().map(({ host }) => host);
  #udp: PortSeen = { port: beaconPort, is: "free" };
  #muteReason: string | null = null;
  /** Hosts from which our own beacon came. */
  readonly #returned = new Set<string>();
  readonly #beacons = new Map<string, BeaconSeen>();
  /** Hosts of the room and kind, which should dial. */
  readonly #expected = new Set<string>();
  readonly #callers = new Set<string>();
  readonly #asked = new Map<Address, Promise<Asked>>();

  constructor(place: Place) {
    this.#place = place;
    const { self } = place;
    // Unless it is asked for, this machine alone is no network.
    this.#ways = outlets(self).filter(({ host }) => self !== null || !isLoopback(host));
    const ports = [...new Set([beaconPort, place.port || beaconPort])];
    this.#inlets = new BeaconInlets(
      ports,
      (bytes, host) => this.#sieve.take(bytes, host),
      (port, reason) => {
        this.#udp = reason.includes("EADDRINUSE")
          ? { port, is: "taken", by: listeningProgram("udp", port) }
          : { port, is: "refused", reason };
      },
      earsOf(self),
    );
    this.#outlets = new BeaconOutlets(ports, (reason) => {
      this.#muteReason = reason;
    });
  }

  /** Listens where the peer would, which passes over a taken port. */
  async listen(): Promise<PortSeen> {
    const { port, self } = this.#place;
    try {
      const place = { host: self ?? "0.0.0.0", port, mayMoveUp: true };
      this.#listener = listenTcp(place, this.#called);
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
      return { port, is: "refused", reason: error.reason };
    }
    if (port === 0 || this.#listener.port === port) return { port, is: "free" };
    const hosts = self === null ? ["127.0.0.1", ...this.#ownHosts] : [self];
    const asked = await Promise.all(hosts.map((host) => askHello(joinAddress(host, port))));
    for (const answer of asked) {
      if (answer.said === "hello") return { port, is: "ours", name: answer.hello.name };
    }
    return { port, is: "taken", by: listeningProgram("tcp", port) };
  }

  async look(passed: () => void): Promise<void> {
    for (const member of this.#place.members) this.#ask(member);
    this.#inlets.open();
    this.#outlets.use(this.#ways);
    for (let second = 0; second < lookSeconds || this.#isStillExpected(second); second++) {
      if (second % beaconEverySeconds === 0) this.#outlets.send(this.#beacon());
      await Bun.sleep(1_000);
      passed();
    }
    this.#sieve.flush();
  }

  close(): void {
    this.#sieve.close();
    this.#inlets.close();
    this.#outlets.use([]);
    this.#listener?.stop();
  }

  async seen(tcp: PortSeen): Promise<Omit<Seen, "profiles">> {
    const { kind, room, self } = this.#place;
    return {
      room,
      kind,
      self,
      ownHosts: this.#ownHosts,
      tcp,
      udp: this.#udp,
      ways: this.#ways.map(({ host }) => ({ host, beacon: this.#fateOf(host) })),
      beacons: [...this.#beacons.values()],
      callers: [...this.#callers],
      asked: await Promise.all(this.#asked.values()),
    };
  }

  #fateOf(host: string) {
    if (this.#returned.has(host)) return "returned";
    return this.#muteReason === null ? "lost" : { refused: this.#muteReason };
  }

  #beacon(): Beacon {
    const { id: peer, kind, name, port, room, self } = this.#place;
    const address = joinAddress(self ?? "0.0.0.0", this.#listener?.port ?? port);
    return { type: "beacon", version: 1, kind, room, peer, name, address };
  }

  readonly #called = (
    connection: Connection,
    _local: Address,
    remote: Address,
  ): ConnectionEvents => {
    this.#callers.add(splitAddress(remote).host);
    return hearHello(connection, () => {});
  };

  #heard(heard: Heard, host: string): void {
    if (heard.heard === "noise" || this.#beacons.size >= beaconsMax) return;
    if (heard.heard === "other-version") {
      this.#beacons.set(`${host} ${heard.version}`, { host, heard });
      return;
    }
    const { beacon } = heard;
    if (beacon.peer === this.#place.id) return void this.#returned.add(host);
    this.#beacons.set(`${host} ${beacon.peer}`, { host, heard });
    const isOurs = beacon.room === this.#place.room && beacon.kind === this.#place.kind;
    // Nobody is sent to a third party's door.
    if (!isOurs || splitAddress(beacon.address).host !== host) return;
    this.#expected.add(host);
    this.#ask(beacon);
  }

  #ask({ address, name }: Other): void {
    if (this.#asked.has(address) || this.#asked.size >= dialsMax) return;
    const asked = askHello(address).then((answer) => ({ address, name, answer }));
    this.#asked.set(address, asked);
  }

  /** Somebody else was heard, and nobody else has dialled. */
  #isStillExpected(second: number): boolean {
    const isElsewhere = (host: string): boolean =>
      isAnother(host, this.#place.self, this.#ownHosts);
    if (second >= lookSecondsMax || [...this.#callers].some(isElsewhere)) return false;
    return [...this.#expected].some(isElsewhere);
  }
}
