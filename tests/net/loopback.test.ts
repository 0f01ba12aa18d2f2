import { describe, expect, test } from "bun:test";

import { BeaconInlets } from "../../src/net/beacon_inlets.ts";
import { BeaconOutlets } from "../../src/net/beacon_outlets.ts";
import { earsOf, loopbackHosts, receiversOf } from "../../src/net/loopback.ts";
import { freePort } from "../e2e/free_ports.ts";
import { beacon } from "./sample_beacon.ts";

const netmask = "255.0.0.0";
const lan = { host: "192.168.1.23", netmask: "255.255.255.0", broadcast: "192.168.1.255" };

function outletOf(host: string) {
  return { host, netmask, broadcast: "127.255.255.255" };
}

describe("within one machine", () => {
  test("Linux and Windows broadcast, and each listens at the wildcard", () => {
    expect(receiversOf(outletOf("127.0.0.2"), "win32")).toEqual(["127.255.255.255"]);
    expect(receiversOf(outletOf("127.0.0.2"), "linux")).toEqual(["127.255.255.255"]);
    expect(earsOf("127.0.0.2", "linux")).toEqual(["0.0.0.0"]);
  });

  test("elsewhere each address that may be taken is told, and each listens at its own", () => {
    const receivers = receiversOf(outletOf("127.0.0.2"), "darwin");
    for (const host of ["127.0.0.1", "127.0.0.2", "127.0.0.6"]) expect(receivers).toContain(host);
    expect(earsOf("127.0.0.2", "darwin")).toEqual(["0.0.0.0", "127.0.0.2"]);
  });

  test("networks have their broadcasts everywhere", () => {
    expect(receiversOf(lan, "darwin")).toEqual([lan.broadcast]);
    expect(earsOf(lan.host, "darwin")).toEqual(["0.0.0.0"]);
    expect(earsOf(null, "darwin")).toEqual(["0.0.0.0"]);
  });

  // Other systems have only those addresses of the loopback that somebody added.
  test.skipIf(process.platform !== "linux")(
    "a beacon arrives at each address without a broadcast",
    async () => {
      const port = freePort();
      using stack = new DisposableStack();
      const heard = loopbackHosts.map((host) => {
        const { promise, resolve } = Promise.withResolvers<string>();
        const take = (_bytes: Uint8Array, from: string): void => resolve(from);
        const inlets = new BeaconInlets([port], take, () => {}, [host]);
        stack.defer(() => inlets.close());
        inlets.open();
        return promise;
      });
      const outlets = new BeaconOutlets([port], () => {}, "darwin");
      stack.defer(() => outlets.use([]));
      outlets.use([outletOf("127.0.0.3")]);
      // Nobody says when the inlets are bound.
      const again = setInterval(() => outlets.send(beacon), 20);
      stack.defer(() => clearInterval(again));
      expect(await Promise.all(heard)).toEqual(loopbackHosts.map(() => "127.0.0.3"));
    },
  );

  test("nobody is mute whose beacons arrive somewhere", async () => {
    const port = freePort();
    using stack = new DisposableStack();
    const { promise, resolve } = Promise.withResolvers<string>();
    const take = (_bytes: Uint8Array, from: string): void => resolve(from);
    const inlets = new BeaconInlets([port], take, () => {}, ["127.0.0.1"]);
    stack.defer(() => inlets.close());
    inlets.open();
    const told: string[] = [];
    const outlets = new BeaconOutlets([port], (reason) => told.push(reason), "darwin");
    stack.defer(() => outlets.use([]));
    // Takes nothing, as its network has no such broadcast.
    outlets.use([{ host: "127.0.0.1", netmask, broadcast: "10.255.255.255" }]);
    const again = setInterval(() => outlets.send(beacon), 20);
    stack.defer(() => clearInterval(again));
    expect(await promise).toBe("127.0.0.1");
    expect(told).toEqual([]);
  });
});
