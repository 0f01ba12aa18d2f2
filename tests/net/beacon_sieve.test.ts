import { describe, expect, test } from "bun:test";

import { seededRandom } from "../../src/lib/random.ts";
import { BeaconSieve } from "../../src/net/beacon_sieve.ts";
import { type Beacon, encodeBeacon } from "../../src/wire/beacon.ts";
import { beaconBytesMax } from "../../src/wire/limits.ts";

const hostsMax = 64;
const perHostMax = 4;

function beacon(name: string): Beacon {
  const peer = "5".repeat(64);
  const place = { room: "lobby", peer, address: "10.0.0.1:6010" };
  return { type: "beacon", version: 1, kind: "mesh", name, ...place };
}

const encoded = new Map<string, Uint8Array>();

function bytesOf(name: string): Uint8Array {
  const bytes = encoded.get(name) ?? encodeBeacon(beacon(name));
  encoded.set(name, bytes);
  return bytes;
}

/** What passes the sieve. */
class Passed {
  readonly hosts: string[] = [];
  readonly names: string[] = [];
  /** Datagrams that were parsed. */
  parsed = 0;
  readonly sieve: BeaconSieve;

  constructor(seed = 1) {
    const random = seededRandom(seed);
    this.sieve = new BeaconSieve({
      isNear: (host) => host.startsWith("10."),
      heard: (heard, host) => {
        this.parsed++;
        if (heard.heard !== "beacon") return;
        this.names.push(heard.beacon.name);
        this.hosts.push(host);
      },
      random: () => random.next(),
    });
  }

  take(name: string, host: string): void {
    this.sieve.take(bytesOf(name), host);
  }
}

function host(number: number): string {
  return `10.1.${number >> 8}.${number & 255}`;
}

describe("the sieve", () => {
  test("hands on what came within a window, with where it came from", async () => {
    const heard = Promise.withResolvers<string>();
    const sieve = new BeaconSieve({
      isNear: () => true,
      heard: (found, from) => {
        if (found.heard === "beacon") heard.resolve(`${found.beacon.name} at ${from}`);
      },
    });
    sieve.take(encodeBeacon(beacon("ann")), "10.0.0.1");
    expect(await heard.promise).toBe("ann at 10.0.0.1");
  });

  test("parses nothing that is too long, or does not begin as a beacon does", () => {
    const passed = new Passed();
    passed.sieve.take(Buffer.from(`{${" ".repeat(beaconBytesMax)}}`), "10.0.0.1");
    passed.sieve.take(Buffer.from('["type","beacon"]'), "10.0.0.1");
    passed.sieve.take(new Uint8Array(0), "10.0.0.1");
    passed.sieve.flush();
    expect(passed.parsed).toBe(0);
  });

  test("parses a bounded number of a flood from anywhere", () => {
    const passed = new Passed();
    for (let i = 0; i < 10_000; i++) passed.take("mallory", host(i % 1_000));
    passed.sieve.flush();
    expect(passed.parsed).toBeLessThanOrEqual(hostsMax * perHostMax);
    expect(passed.parsed).toBeGreaterThan(hostsMax);
  });

  test("lets everybody pass while one host floods", () => {
    const passed = new Passed();
    for (let i = 0; i < 5_000; i++) passed.take("mallory", "10.6.6.6");
    for (let i = 0; i < 8; i++) passed.take(`friend ${i}`, host(i));
    for (let i = 0; i < 5_000; i++) passed.take("mallory", "10.6.6.6");
    passed.sieve.flush();
    expect(passed.names.filter((name) => name !== "mallory")).toHaveLength(8);
    expect(passed.hosts.filter((from) => from === "10.6.6.6")).toHaveLength(perHostMax);
  });

  test("lets nobody far away take the place of who is near", () => {
    const passed = new Passed();
    for (let i = 0; i < hostsMax; i++) passed.take("friend", host(i));
    for (let i = 0; i < 5_000; i++) passed.take("mallory", `8.8.${i >> 8}.${i & 255}`);
    passed.sieve.flush();
    expect(passed.names).toEqual(Array.from({ length: hostsMax }, () => "friend"));
  });

  test("gives each of too many hosts the same chance, early or late", () => {
    const [hosts, windows] = [256, 400];
    const counts = new Map<string, number>();
    const passed = new Passed();
    for (let window = 0; window < windows; window++) {
      for (let i = 0; i < hosts; i++) passed.take("someone", host(i));
      passed.sieve.flush();
    }
    for (const from of passed.hosts) counts.set(from, (counts.get(from) ?? 0) + 1);
    const share = (from: number, to: number): number => {
      const some = Array.from({ length: to - from }, (_, i) => counts.get(host(from + i)) ?? 0);
      return some.reduce((sum, count) => sum + count) / (to - from) / windows;
    };
    const fair = hostsMax / hosts;
    for (const from of [0, 64, 128, 192]) expect(share(from, from + 64)).toBeCloseTo(fair, 1);
  });

  test("hears one host's peers by turns when they are many", () => {
    const passed = new Passed();
    const names = Array.from({ length: 12 }, (_, i) => `peer ${i}`);
    for (let window = 0; window < 50; window++) {
      for (const name of names) passed.take(name, "10.0.0.1");
      passed.sieve.flush();
    }
    expect(new Set(passed.names).size).toBe(names.length);
  });
});
