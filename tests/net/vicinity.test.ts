import { afterEach, describe, expect, test } from "bun:test";
import { createSocket, type Socket } from "node:dgram";

import { BeaconInlets } from "../../src/net/beacon_inlets.ts";
import { BeaconOutlets } from "../../src/net/beacon_outlets.ts";
import { Vicinity, type VicinityTrouble } from "../../src/net/vicinity.ts";
import { type Beacon, decodeBeacon, encodeBeacon } from "../../src/wire/beacon.ts";
import { freePort } from "../e2e/free_ports.ts";
import { beacon } from "./sample_beacon.ts";

const netmask = "255.0.0.0";
const broadcast = "127.255.255.255";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

type Heard = { readonly beacon: Beacon; readonly host: string };

type Place = { readonly self?: string; readonly ports: readonly number[] };

/** One who looks around, and what it hears and is told. */
class Somebody {
  readonly vicinity: Vicinity;
  heardSoFar = 0;
  toldSoFar = 0;
  readonly #heard = new Waiting<Heard>();
  readonly #trouble = new Waiting<VicinityTrouble>();

  constructor({ self = "127.0.0.1", ports }: Place) {
    this.vicinity = new Vicinity({
      self,
      ports,
      heard: (beacon, host) => {
        this.heardSoFar++;
        this.#heard.push({ beacon, host });
      },
      heardVersion: () => {},
      looked: () => {},
      trouble: (trouble) => {
        this.toldSoFar++;
        this.#trouble.push(trouble);
      },
    });
    cleanUps.push(() => this.vicinity.close());
  }

  hears(): Promise<Heard> {
    return this.#heard.next();
  }

  isTold(): Promise<VicinityTrouble> {
    return this.#trouble.next();
  }
}

/** What comes, in order, whether it is waited for before or after. */
class Waiting<T> {
  readonly #come: T[] = [];
  #wake: () => void = () => {};

  push(one: T): void {
    this.#come.push(one);
    this.#wake();
  }

  async next(): Promise<T> {
    for (;;) {
      const one = this.#come.shift();
      if (one !== undefined) return one;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}

async function holding(port: number): Promise<Socket> {
  const socket = createSocket({ type: "udp4" });
  cleanUps.push(() => socket.close());
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.bind(port, "0.0.0.0", resolve);
  await promise;
  return socket;
}

describe("a beacon", () => {
  test("reaches all who share a port, and says the host that it comes from", async () => {
    const ports = [freePort()];
    const [ann, bert] = [new Somebody({ ports }), new Somebody({ ports })];
    ann.vicinity.send(beacon);
    for (const { host, beacon: heard } of [await ann.hears(), await bert.hears()]) {
      expect(host).toBe("127.0.0.1");
      expect(heard).toEqual({ ...beacon, address: "127.0.0.1:6010" });
    }
  });

  test("goes to each port at which others may listen", async () => {
    const [usual, own] = [freePort(), freePort()];
    const ann = new Somebody({ ports: [usual, own] });
    const others = [new Somebody({ ports: [usual] }), new Somebody({ ports: [own] })];
    ann.vicinity.send(beacon);
    for (const other of others) expect((await other.hears()).beacon.name).toBe("ann");
  });

  test("goes out again where an address has come up", async () => {
    const port = freePort();
    const heard = new Waiting<Beacon>();
    const inlets = new BeaconInlets(
      [port],
      (bytes) => {
        const found = decodeBeacon(bytes);
        if (found.heard === "beacon") heard.push(found.beacon);
      },
      () => {},
    );
    const outlets = new BeaconOutlets([port], () => {});
    cleanUps.push(
      () => inlets.close(),
      () => outlets.use([]),
    );
    inlets.open();
    outlets.send(beacon);
    outlets.use([{ host: "127.0.0.1", netmask, broadcast }]);
    expect((await heard.next()).address).toBe("127.0.0.1:6010");
  });

  test("of the loopback is dropped by one that is bound to another network", async () => {
    const ports = [freePort()];
    const outside = new Somebody({ self: "192.0.2.254", ports });
    const inside = new Somebody({ ports });
    for (let round = 0; round < 3; round++) {
      inside.vicinity.send(beacon);
      await inside.hears();
    }
    expect(outside.heardSoFar).toBe(0);
  });
});

describe("nothing ends it, and it is told once:", () => {
  test("ports that another program has for itself", async () => {
    const ports = [freePort(), freePort(), freePort()] as const;
    const held = ports.slice(0, 2);
    await Promise.all(held.map(holding));
    const ann = new Somebody({ ports });
    const told = await ann.isTold();
    expect(told).toMatchObject({ trouble: "deaf", port: expect.any(Number) });
    for (let round = 0; round < 3; round++) {
      ann.vicinity.send(beacon);
      await ann.hears();
    }
    expect(ann.toldSoFar).toBe(1);
  });

  test("a port that the other program gave back is heard at from then on", async () => {
    const port = freePort();
    const holder = await holding(port);
    const failed = Promise.withResolvers<number>();
    const heard = Promise.withResolvers<string>();
    const inlets = new BeaconInlets([port], (_bytes, host) => heard.resolve(host), failed.resolve);
    cleanUps.push(() => inlets.close());
    inlets.open();
    expect(await failed.promise).toBe(port);
    const released = Promise.withResolvers<void>();
    holder.once("close", released.resolve);
    holder.close();
    cleanUps.shift();
    await released.promise;
    inlets.open();
    const sender = await holding(0);
    sender.send(encodeBeacon(beacon), port, "127.0.0.1");
    expect(await heard.promise).toBe("127.0.0.1");
  });

  test.each([
    [
      "a network that takes no broadcast",
      { host: "127.0.0.1", netmask, broadcast: "10.255.255.255" },
    ],
    ["an address that is gone", { host: "192.0.2.254", netmask, broadcast: "192.0.2.255" }],
  ])("%s", async (_, outlet) => {
    const told = Promise.withResolvers<string>();
    const outlets = new BeaconOutlets([freePort()], told.resolve);
    cleanUps.push(() => outlets.use([]));
    outlets.use([outlet]);
    outlets.send(beacon);
    expect(await told.promise).toMatch(/E[A-Z]+/);
    outlets.send(beacon);
  });

  test("but not one of several networks", async () => {
    const ports = [freePort()];
    const ann = new Somebody({ ports });
    const told: string[] = [];
    const outlets = new BeaconOutlets(ports, (reason) => told.push(reason));
    cleanUps.push(() => outlets.use([]));
    outlets.use([
      { host: "127.0.0.1", netmask, broadcast: "10.255.255.255" },
      { host: "127.0.0.1", netmask, broadcast },
    ]);
    for (let round = 0; round < 3; round++) {
      outlets.send(beacon);
      await ann.hears();
    }
    expect(told).toEqual([]);
  });
});
