import { describe, expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";

import { broadcastOf, isNear, outlets } from "../../src/net/interfaces.ts";

function ipv4(address: string, netmask: string): NetworkInterfaceInfo {
  const internal = address.startsWith("127.");
  return { address, netmask, family: "IPv4", mac: "", internal, cidr: null };
}

const ipv6: NetworkInterfaceInfo = {
  address: "fe80::1",
  netmask: "ffff:ffff:ffff:ffff::",
  family: "IPv6",
  mac: "",
  internal: false,
  cidr: null,
  scopeid: 2,
};

const interfaces = {
  lo: [ipv4("127.0.0.1", "255.0.0.0")],
  eth0: [ipv4("192.168.1.23", "255.255.255.0"), ipv6],
  wlan0: [ipv4("10.3.200.7", "255.255.240.0")],
  tun0: [ipv4("10.8.0.6", "255.255.255.255")],
};

describe("the broadcast address", () => {
  test.each([
    ["192.168.1.23", "255.255.255.0", "192.168.1.255"],
    ["10.3.200.7", "255.255.240.0", "10.3.207.255"],
    ["172.17.0.2", "255.255.0.0", "172.17.255.255"],
    ["127.0.0.1", "255.0.0.0", "127.255.255.255"],
  ])("of %s in %s is %s", (host, netmask, broadcast) => {
    expect(broadcastOf(host, netmask)).toBe(broadcast);
  });

  test.each([
    ["10.8.0.6", "255.255.255.255"],
    ["10.8.0.6", "255.255.255.254"],
    ["fe80::1", "ffff::"],
  ])("of %s in %s is none", (host, netmask) => {
    expect(broadcastOf(host, netmask)).toBeNull();
  });
});

describe("beacons go out", () => {
  test("from every IPv4 address that has others around it, once", () => {
    const twice = { ...interfaces, bridged: [ipv4("192.168.1.23", "255.255.255.0")] };
    expect(outlets(null, twice)).toEqual([
      { host: "127.0.0.1", netmask: "255.0.0.0", broadcast: "127.255.255.255" },
      { host: "192.168.1.23", netmask: "255.255.255.0", broadcast: "192.168.1.255" },
      { host: "10.3.200.7", netmask: "255.255.240.0", broadcast: "10.3.207.255" },
    ]);
  });

  test("from the one address that was given", () => {
    const expected = [
      { host: "192.168.1.23", netmask: "255.255.255.0", broadcast: "192.168.1.255" },
    ];
    expect(outlets("192.168.1.23", interfaces)).toEqual(expected);
  });

  test("from an address of the loopback that no interface lists", () => {
    const expected = [{ host: "127.0.0.2", netmask: "255.0.0.0", broadcast: "127.255.255.255" }];
    expect(outlets("127.0.0.2", interfaces)).toEqual(expected);
  });

  test("from nowhere while the address that was given is gone", () => {
    expect(outlets("192.168.1.99", interfaces)).toEqual([]);
  });
});

describe("near is", () => {
  test.each(["127.0.0.9", "192.168.1.1", "10.3.192.1", "10.3.207.254"])("%s", (host) => {
    expect(isNear(host, outlets(null, interfaces))).toBeTrue();
  });

  test.each(["8.8.8.8", "192.168.2.1", "10.3.208.1", "10.8.0.1", "::1", ""])("not %s", (host) => {
    expect(isNear(host, outlets(null, interfaces))).toBeFalse();
  });

  test("only the network of the one address that was given", () => {
    const given = outlets("192.168.1.23", interfaces);
    expect(["192.168.1.99", "10.3.200.8", "127.0.0.1"].map((host) => isNear(host, given))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("all but the loopback where the system tells of no network", () => {
    expect(["192.168.1.99", "127.0.0.1"].map((host) => isNear(host, []))).toEqual([true, false]);
  });
});
