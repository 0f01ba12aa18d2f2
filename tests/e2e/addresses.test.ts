import { describe, expect, setDefaultTimeout, test } from "bun:test";

/** Where peers listen, what they tell others of it, and where they may not. */
import { splitAddress } from "../../src/lib/ids.ts";
import { hasIPv6 } from "../net/ipv6.ts";
import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { Program } from "./program.ts";

setDefaultTimeout(60_000);

/** Linux and Windows have the whole of 127.0.0.0/8 at hand. */
const otherLoopback = process.platform === "darwin" ? "127.0.0.1" : "127.0.0.9";

/** A message each way between a peer that listens at `self` and one that dials `next`. */
async function expectToMeet(bobby: JsonPeer, donald: JsonPeer): Promise<void> {
  await donald.link("up", "next");
  bobby.say("from bobby");
  donald.say("from donald");
  await Promise.all([donald.message("from bobby"), bobby.message("from donald")]);
}

describe.concurrent("a peer that listens at", () => {
  test.each([
    ["localhost", "127.0.0.1", "localhost"],
    ["127.0.0.1", "127.0.0.1", "127.0.0.1"],
    ["127.0.0.1", "127.0.0.1", "localhost"],
    [otherLoopback, otherLoopback, otherLoopback],
  ])("%s is found at %s, dialled as %s", async (self, resolved, next) => {
    const port = freePort();
    await using bobby = await JsonPeer.start({ name: "bobby", self: `${self}:${port}` });
    await using donald = await JsonPeer.start({ name: "donald", next: `${next}:${port}` });
    expect(await bobby.address()).toBe(`${resolved}:${port}`);
    await expectToMeet(bobby, donald);
    expect((await donald.link("up", "next")).peer.address).toBe(`${resolved}:${port}`);
    await donald.closedRing(["donald", "bobby"]);
  });

  test.skipIf(!hasIPv6)("[::1] is found there", async () => {
    const address = `[::1]:${freePort()}`;
    await using bobby = await JsonPeer.start({ name: "bobby", self: address });
    await using donald = await JsonPeer.start({ name: "donald", self: "[::1]:0", next: address });
    expect(await bobby.address()).toBe(address);
    await expectToMeet(bobby, donald);
    expect((await donald.ring()).peers.map((peer) => peer.address)).toEqual([
      await donald.address(),
      address,
    ]);
  });

  test("port 0 says which port it was given", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby", self: "127.0.0.1:0" });
    const address = await bobby.address();
    expect(splitAddress(address).port).toBeGreaterThan(0);
    await using donald = await JsonPeer.start({ name: "donald", next: address });
    await expectToMeet(bobby, donald);
  });

  test.each(["127.0.0.1", otherLoopback])(
    "0.0.0.0 tells each link the address that it was reached at, such as %s",
    async (host) => {
      const port = freePort();
      await using bobby = await JsonPeer.start({ name: "bobby", self: `0.0.0.0:${port}` });
      await using donald = await JsonPeer.start({ name: "donald", next: `${host}:${port}` });
      await expectToMeet(bobby, donald);
      expect((await donald.link("up", "next")).peer.address).toBe(`${host}:${port}`);
      const ring = await donald.closedRing(["donald", "bobby"]);
      expect(ring.peers[1]?.address).toBe(`${host}:${port}`);
      expect((await bobby.ring()).peers[0]?.address).toBe(`${host}:${port}`);
    },
  );

  test.skipIf(!hasIPv6).each(["[::1]", "127.0.0.1"])(
    "[::] is found at %s, and tells that",
    async (host) => {
      const port = freePort();
      await using bobby = await JsonPeer.start({ name: "bobby", self: `[::]:${port}` });
      await using donald = await JsonPeer.start({ name: "donald", next: `${host}:${port}` });
      await expectToMeet(bobby, donald);
      expect((await donald.link("up", "next")).peer.address).toBe(`${host}:${port}`);
    },
  );

  test("the usual place moves up when it is taken", async () => {
    const start = async (name: string) =>
      new Program([await builtBinary(), "ring", "--json", "--ephemeral", "--name", name]);
    await using one = await start("one");
    const address = (line: string): string => JSON.parse(line).address;
    const first = splitAddress(address(await one.out.first(() => true, { what: "listening" })));
    await using two = await start("two");
    const second = splitAddress(address(await two.out.first(() => true, { what: "listening" })));
    // What else runs on this machine may hold some of them, and let go of them at any time.
    for (const { port } of [first, second]) expect(port).toBeWithin(6_001, 6_021);
    expect(second.port).not.toBe(first.port);
  });
});

describe.concurrent("a place where one can't listen ends the start with exit code 3:", () => {
  const listen = async (self: string) =>
    new Program([
      await builtBinary(),
      "ring",
      "--json",
      "--ephemeral",
      "--name=b",
      `--self=${self}`,
    ]);

  test("a port that is taken", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    const address = await bobby.address();
    await using program = await listen(address);
    expect(await program.ended()).toBe(3);
    const sentence = `Cannot listen at ${address}: another program listens there. Choose another address or port: --self HOST:PORT`;
    expect(program.err.items).toEqual([`ringchat: ${sentence}`]);
    expect(program.out.items.map((line) => JSON.parse(line))).toEqual([
      { event: "error", code: "cannot-listen", message: sentence },
      { event: "bye" },
    ]);
    expect((await bobby.ring()).closed).toBe(true);
  });

  test("an address of another machine", async () => {
    await using program = await listen("192.0.2.1:6001");
    expect(await program.ended()).toBe(3);
    expect(program.err.items[0]).toStartWith("ringchat: Cannot listen at 192.0.2.1:6001: ");
  });
});
