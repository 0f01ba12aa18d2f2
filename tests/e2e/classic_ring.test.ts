/** Rings of our peers and of classic ones, which know nothing of ours. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { ClassicPeer, python } from "./classic_peer.ts";
import { freePorts } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";

setDefaultTimeout(60_000);

const address = (port: number): string => `127.0.0.1:${port}`;

function textsOf(peer: JsonPeer): string[] {
  return peer.messages.map(({ author, text }) => `${author.name}: ${text}`);
}

describe.skipIf(python === null).concurrent("a classic peer", () => {
  test("stands between two of ours: everyone reads everything once, and who leaves", async () => {
    const [annPort = 0, zoePort = 0, bertPort = 0, yanPort = 0] = freePorts(4);
    await using ann = await JsonPeer.start({
      name: "ann",
      self: address(annPort),
      next: address(zoePort),
    });
    await using bert = await JsonPeer.start({
      name: "bert",
      self: address(bertPort),
      next: address(yanPort),
    });
    await Promise.all([ann.address(), bert.address()]);
    await using zoe = new ClassicPeer("zoe", zoePort, bertPort);
    await using yan = new ClassicPeer("yan", yanPort, annPort);
    await Promise.all([ann.logged("classic-next"), bert.logged("classic-next")]);
    ann.say("from ann");
    zoe.say("from zoe");
    await Promise.all([zoe.reads("ann: from ann"), yan.reads("ann: from ann")]);
    await Promise.all([yan.reads("zoe: from zoe"), ann.message("from zoe")]);
    bert.say("from bert");
    yan.say("from yan");
    await Promise.all([ann.message("from bert"), bert.message("from yan")]);
    await Promise.all([zoe.reads("bert: from bert"), zoe.reads("yan: from yan")]);
    const said = ["ann: from ann", "bert: from bert", "yan: from yan", "zoe: from zoe"];
    expect(textsOf(ann).toSorted()).toEqual(said);
    expect(textsOf(bert).toSorted()).toEqual(said);
    const but = (name: string): string[] => said.filter((line) => !line.startsWith(name));
    expect(zoe.read.toSorted()).toEqual(but("zoe"));
    expect(yan.read.toSorted()).toEqual(but("yan"));
    // Nobody signed it but the peer that took it.
    expect(await bert.message("from zoe")).toMatchObject({ author: { id: "" }, own: false });
    await bert.quit();
    await Promise.all([yan.reads("bert left"), ann.notice("left", "bert")]);
    yan.leave();
    await ann.notice("left", "yan");
  });

  test("that sends a wrong type loses its link, and nobody else does", async () => {
    await using ann = await JsonPeer.start({ name: "ann" });
    const port = Number((await ann.address()).split(":")[1]);
    const [zoePort = 0, yanPort = 0] = freePorts(2);
    await using bert = await JsonPeer.start({ name: "bert", next: address(port) });
    await using zoe = new ClassicPeer("zoe", zoePort, port);
    await zoe.reads("ready");
    zoe.say("before");
    await bert.message("before");
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const liar = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: { data: () => {}, close: () => resolve(), end: (socket) => void socket.end() },
    });
    liar.write('{"id":"x","author":"liar","command":"m","data":5}');
    await closed;
    zoe.say("after");
    await bert.message("after");
    await using yan = new ClassicPeer("yan", yanPort, port);
    yan.say("as well");
    await bert.message("as well");
    zoe.leave();
    await Promise.all([ann.notice("left", "zoe"), bert.notice("left", "zoe")]);
    expect(textsOf(bert)).toEqual(["zoe: before", "zoe: after", "yan: as well"]);
  });
});
