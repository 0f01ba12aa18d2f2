import { describe, expect, test } from "bun:test";

import { MEANING } from "../../../src/cli/doctor/finding.ts";
import { findingsOf } from "../../../src/cli/doctor/findings.ts";
import type { Asked, BeaconSeen, Seen } from "../../../src/cli/doctor/seen.ts";
import { splitAddress } from "../../../src/lib/ids.ts";
import type { Answer } from "../../../src/net/first_hello.ts";
import type { Beacon } from "../../../src/wire/beacon.ts";

const ann = "10.0.0.2:6010";
const bert = "10.0.0.3:6010";

/** A computer in a network, where nothing is wrong and nobody is there. */
const alone: Seen = {
  room: "lobby",
  kind: "mesh",
  self: null,
  ownHosts: ["10.0.0.1"],
  tcp: { port: 6010, is: "free" },
  udp: { port: 6010, is: "free" },
  ways: [{ host: "10.0.0.1", beacon: "returned" }],
  beacons: [],
  callers: [],
  asked: [],
  profiles: [],
};

function beacon(address: string, other: Partial<Beacon> = {}): BeaconSeen {
  const heard: Beacon = {
    type: "beacon",
    version: 1,
    kind: "mesh",
    room: "lobby",
    peer: "a".repeat(64),
    name: address === ann ? "ann" : "bert",
    address,
    ...other,
  };
  return { host: splitAddress(address).host, heard: { heard: "beacon", beacon: heard } };
}

function asked(address: string, answer: Answer): Asked {
  return { address, name: address === ann ? "ann" : "bert", answer };
}

const silent: Answer = { said: "no-answer", isRefused: false };
const refused: Answer = { said: "no-answer", isRefused: true };
const there: Answer = { said: "nothing" };

function hello(kind: "ring" | "mesh", room = "lobby"): Answer {
  const hex = "a".repeat(64);
  return {
    said: "hello",
    hello: {
      type: "hello",
      version: 1,
      kind,
      room,
      peer: hex,
      epoch: "a".repeat(16),
      name: "ann",
      address: ann,
      nonce: hex,
      dials: 0,
      side: "other",
    },
  };
}

function whatIn(seen: Partial<Seen>): string[] {
  return findingsOf({ ...alone, ...seen }).map(({ what }) => what);
}

/** What is found that is not as it should be. */
function troubleIn(seen: Partial<Seen>): string[] {
  return findingsOf({ ...alone, ...seen })
    .map(({ what }) => what)
    .filter((what) => MEANING[what][1] === "trouble");
}

test("alone in a network nothing is wrong, and it is not known whether one could be dialled", () => {
  const found = ["tcp-free", "udp-free", "broadcast-works", "nobody-heard", "incoming-unknown"];
  expect(whatIn({})).toEqual(found);
  expect(troubleIn({})).toEqual([]);
});

test("who is heard, dials and can be dialled is all that it takes", () => {
  const seen = {
    beacons: [beacon(ann)],
    callers: ["10.0.0.2"],
    asked: [asked(ann, hello("mesh"))],
  };
  expect(whatIn(seen).slice(3)).toEqual(["heard", "dialled", "reached"]);
});

describe("a port", () => {
  test("that another program has is trouble, and the program is named", () => {
    const by = "nginx (PID 7)";
    const taken = { port: 6010, is: "taken", by } as const;
    const found = findingsOf({ ...alone, tcp: taken, udp: taken });
    expect(found.slice(0, 2)).toEqual([
      { what: "tcp-taken", port: 6010, by },
      { what: "udp-taken", port: 6010, by },
    ]);
  });

  test("that a ringchat has is no trouble", () => {
    const tcp = { port: 6010, is: "ours", name: "ann" } as const;
    expect(whatIn({ tcp })[0]).toBe("tcp-ours");
    expect(troubleIn({ tcp })).toEqual([]);
  });

  test("that can't be listened at at all is the only thing that was tried", () => {
    const tcp = { port: 6010, is: "refused", reason: "EADDRNOTAVAIL" } as const;
    expect(whatIn({ tcp, ways: [] })).toEqual(["tcp-refused"]);
  });

  test("of beacons that is taken leaves unknown who is there and what gets out", () => {
    const seen = { udp: { port: 6010, is: "taken", by: null } } as const;
    const ways = [{ host: "10.0.0.1", beacon: "lost" }] as const;
    expect(whatIn({ ...seen, ways }).slice(1)).toEqual([
      "udp-taken",
      "broadcast-unknown",
      "incoming-unknown",
    ]);
  });
});

describe("beacons", () => {
  test("that have no way out are trouble, and nothing else is guessed then", () => {
    const seen = { ways: [], asked: [asked(ann, refused)] };
    expect(whatIn(seen)).toEqual(["tcp-free", "udp-free", "no-network", "nobody-heard"]);
  });

  test("that are refused or never heard again do not get out", () => {
    const lost = { host: "10.0.0.1", beacon: "lost" } as const;
    const no = { host: "10.9.0.1", beacon: { refused: "EACCES" } } as const;
    expect(findingsOf({ ...alone, ways: [lost, no] })[2]).toEqual({
      what: "no-broadcast",
      hosts: ["10.0.0.1", "10.9.0.1"],
      reason: "EACCES",
    });
  });

  test("that get out on one of several ways get out", () => {
    const lost = { host: "10.9.0.1", beacon: "lost" } as const;
    expect(whatIn({ ways: [lost, ...alone.ways] })).toContain("broadcast-works");
  });
});

describe("who is heard", () => {
  test("in another room is named once a room, and the ring of one's own room is", () => {
    const attic = { room: "attic" };
    const beacons = [beacon(ann, attic), beacon(bert, attic), beacon(bert, { kind: "ring" })];
    expect(findingsOf({ ...alone, beacons }).slice(3, 5)).toEqual([
      { what: "other-room", room: "attic", other: { name: "ann", address: ann } },
      { what: "other-kind", kind: "ring", other: { name: "bert", address: bert } },
    ]);
  });

  test("in another room is no trouble beside somebody in one's own", () => {
    const beacons = [beacon(ann), beacon(bert, { room: "attic" })];
    expect(troubleIn({ beacons, callers: ["10.0.0.2"] })).toEqual([]);
  });

  test("in another version is trouble, by beacon and by hello", () => {
    const other = { host: "10.0.0.9", heard: { heard: "other-version", version: 2 } } as const;
    const seen = { beacons: [other], asked: [asked(bert, { said: "other-version" })] };
    expect(findingsOf({ ...alone, ...seen })).toContainEqual({
      what: "other-version",
      hosts: ["10.0.0.9", "10.0.0.3"],
    });
  });

  test("on this very machine proves nothing of the network", () => {
    const own = beacon("10.0.0.1:6011");
    const found = whatIn({ beacons: [own], callers: ["10.0.0.1", "127.0.0.1"] });
    expect(found.slice(3)).toEqual(["nobody-heard", "incoming-unknown"]);
  });

  test("on this very machine is whom one looks for at 127.0.0.2", () => {
    const own = beacon("127.0.0.1:6010");
    const found = whatIn({ self: "127.0.0.2", beacons: [own], callers: ["127.0.0.1"] });
    expect(found.slice(3)).toEqual(["heard", "dialled"]);
  });
});

describe("connections", () => {
  test("that nobody makes who heard us are eaten by a firewall", () => {
    const seen = { beacons: [beacon(ann)], asked: [asked(ann, hello("mesh"))] };
    expect(troubleIn(seen)).toEqual(["not-dialled"]);
  });

  test("that nobody makes to another port than the one in use prove nothing of that one", () => {
    const tcp = { port: 6010, is: "ours", name: "bert" } as const;
    const seen = { tcp, beacons: [beacon(ann)], asked: [asked(ann, hello("mesh"))] };
    expect(troubleIn(seen)).toEqual([]);
    expect(whatIn(seen)).toContain("incoming-untried");
  });

  test("that nobody makes of whom we know and reach, too", () => {
    expect(troubleIn({ asked: [asked(ann, hello("mesh"))] })).toEqual(["not-dialled"]);
  });

  test("are not expected of a ring, of another room, nor of who says no hello", () => {
    for (const answer of [hello("ring"), hello("mesh", "attic"), there]) {
      expect(troubleIn({ asked: [asked(ann, answer)] })).toEqual([]);
    }
  });

  test("are expected of a ring's members only when they are heard", () => {
    const seen = { kind: "ring", asked: [asked(ann, hello("ring"))] } as const;
    expect(troubleIn(seen)).toEqual([]);
    expect(troubleIn({ ...seen, beacons: [beacon(ann, { kind: "ring" })] })).toEqual([
      "not-dialled",
    ]);
  });

  test("that work in neither direction are kept apart by the network", () => {
    const seen = { beacons: [beacon(ann)], asked: [asked(ann, silent)] };
    expect(troubleIn(seen)).toEqual(["kept-apart"]);
  });

  test("that are refused or unanswered where somebody was before are told apart", () => {
    expect(whatIn({ asked: [asked(ann, silent)] })).toContain("silent");
    const found = findingsOf({ ...alone, asked: [asked(ann, silent), asked(bert, refused)] });
    expect(found).toContainEqual({
      what: "not-running",
      others: [{ name: "bert", address: bert }],
    });
  });

  test("that only some refuse are trouble for those who do not dial either", () => {
    const beacons = [beacon(ann), beacon(bert)];
    const questions = [asked(ann, silent), asked(bert, silent)];
    const found = findingsOf({ ...alone, beacons, callers: ["10.0.0.2"], asked: questions });
    const others = [{ name: "bert", address: bert }];
    expect(found).toContainEqual({ what: "unreachable", others });
  });
});

test("a network that Windows takes for public is trouble", () => {
  const home = { name: "home", index: 3, isPublic: false };
  const cafe = { name: "cafe", index: 7, isPublic: true };
  expect(whatIn({ profiles: [home] })).toContain("private-network");
  expect(findingsOf({ ...alone, profiles: [home, cafe] }).at(-1)).toEqual({
    what: "public-network",
    names: ["cafe"],
    index: 7,
  });
});
