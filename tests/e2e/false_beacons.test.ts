/**
 * Beacons are hints and no more: what anybody may send by UDP, and that it leads to no third door,
 * to no false member, and to nothing on a screen that was not meant to be there.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { Liar } from "./liar.ts";
import { ownRoom } from "./people_nearby.ts";
import { Program } from "./program.ts";

setDefaultTimeout(60_000);

/** More than it takes until a beacon is heeded, and less than until the next is. */
const heededMs = 1_000;
/** What would steer a terminal, or reorder a line. */
const unsafe = /(?!\n)[\p{Cc}\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069]/u;

type Pair = { readonly ann: JsonPeer; readonly bert: JsonPeer };

/** Two who have found each other, with a UDP port that only they, and who lies to them, use. */
async function pair(stack: AsyncDisposableStack, room: string, port: number): Promise<Pair> {
  const start = (name: string, self: string): Promise<JsonPeer> => {
    const extra = ["--room", room, "--port", `${port}`];
    return JsonPeer.start({ command: "lan", name, self, extra });
  };
  const [ann, bert] = await Promise.all([start("ann", "127.0.0.1"), start("bert", "127.0.0.2")]);
  for (const peer of [ann, bert]) stack.use(peer);
  await Promise.all([ann, bert].map((peer) => peer.closedAmong(["ann", "bert"])));
  return { ann, bert };
}

// Other systems have only those addresses of the loopback that somebody added.
describe.concurrent.skipIf(process.platform !== "linux")("a false beacon", () => {
  test("sends nobody to another's door, nor to one's own or a friend's", async () => {
    await using stack = new AsyncDisposableStack();
    const [room, port] = [ownRoom(), freePort()];
    const { ann, bert } = await pair(stack, room, port);
    const liar = stack.use(await Liar.at("127.0.0.8"));
    const victim = stack.use(await Liar.at("127.0.0.9"));
    const friend = stack.use(await Liar.at("127.0.0.2"));
    liar.broadcast(liar.beacon({ room, address: victim.address }), port);
    friend.broadcast(friend.beacon({ room, address: await bert.address() }), port);
    await Bun.sleep(heededMs);
    // Who tells of its own door is visited: what was said before would have been heeded, too.
    liar.broadcast(liar.beacon({ room }), port);
    await liar.heard.when(() => liar.heard.items.length === 2, { what: "ann and bert" });
    for (const hello of liar.heard.items) expect(JSON.parse(hello)).toMatchObject({ room });
    expect(victim.heard.items).toEqual([]);
    for (const { events } of [ann, bert]) {
      expect(events.items.filter(isKind("error"))).toEqual([]);
      expect(events.items.filter(isKind("link")).filter(({ state }) => state === "down")).toEqual(
        [],
      );
    }
  });

  test("in the name of one who left makes nobody believe that it is back", async () => {
    await using stack = new AsyncDisposableStack();
    const [room, port] = [ownRoom(), freePort()];
    const { ann, bert } = await pair(stack, room, port);
    const extra = ["--room", room, "--port", `${port}`];
    const self = "127.0.0.3";
    await using cora = await JsonPeer.start({ command: "lan", name: "cora", self, extra });
    await Promise.all([ann, bert].map((peer) => peer.notice("joined", "cora")));
    const { id: peer } = (await cora.ring()).peers[0]!;
    expect(await cora.quit()).toBe(0);
    await Promise.all([ann, bert].map((one) => one.notice("left", "cora")));

    const place = { address: "127.0.0.3:1", nonce: "cd".repeat(32), dials: 0, side: "other" };
    const hello = { type: "hello", version: 1, kind: "mesh", room, peer, name: "cora", ...place };
    const proof = { type: "auth", signature: "A".repeat(86) };
    const claim = [{ ...hello, epoch: "ff".repeat(8) }, proof].map((one) => JSON.stringify(one));
    const liar = stack.use(await Liar.at("127.0.0.9", `${claim.join("\n")}\n`));
    liar.broadcast(liar.beacon({ room, peer, name: "cora" }), port);
    await Promise.all([ann, bert].map((one) => one.error("auth")));
    for (const one of [ann, bert]) {
      const notices = one.events.items.filter(isKind("notice"));
      const ofCora = notices.filter((notice) => notice.peer.name === "cora");
      expect(ofCora.map(({ kind }) => kind)).toEqual(["joined", "left"]);
      await one.closedAmong(["ann", "bert"]);
    }
  });

  test("of rooms that nobody ever made is told a few times, and steers no terminal", async () => {
    const [room, port] = [ownRoom(), freePort()];
    const place = ["--self", "127.0.0.1", "--port", `${port}`, "--room", room, "--state", "state"];
    await using ann = new Program([await builtBinary(), "lan", "--name", "ann", ...place]);
    await ann.out.first((line) => line.includes("Looking for people nearby"), { what: "ann" });
    await using liar = await Liar.at("127.0.0.9");
    const said = (): string[] => ann.out.items.filter((line) => line.includes("in another room"));
    for (let n = 0; n < 20; n++) {
      const [name, elsewhere] = ["\x1b]0;m\x07\u202e", `\x9b2J\u2028${n}\n   bert: hi`];
      liar.broadcast(liar.beacon({ room: elsewhere, name }), port);
      await Bun.sleep(60); // a window of the sieve each
    }
    liar.broadcast(new Uint8Array(2_000).fill(0x7b), port);
    liar.broadcast(`{"type":"beacon","version":9,"kind":"\x1b[2J"}`, port);
    liar.broadcast(liar.beacon({ room }), port);
    await liar.heard.first((hello) => hello.includes(room), { what: "ann" });
    expect(said().length).toBeWithin(1, 9);
    ann.endInput();
    expect(await ann.ended()).toBe(0);
    expect(ann.text).not.toMatch(unsafe);
    const log = await Bun.file(`${ann.home.path}/state/ringchat.log`).text();
    expect(log).not.toMatch(unsafe);
  });
});
