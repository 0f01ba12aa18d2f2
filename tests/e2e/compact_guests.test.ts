/** Programs that speak the compact frame talk in a room: one in Python, written to its text. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { builtBinary } from "./binary.ts";
import { CompactStranger, python } from "./compact_stranger.ts";
import { freePort } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { Program } from "./program.ts";

setDefaultTimeout(90_000);

if (python === null) console.error("Not tested: there is no python3 to speak the compact frame");

type Place = { readonly room: string; readonly port: number; readonly compact: number };

function newPlace(): Place {
  const [port, compact] = [freePort(), freePort()];
  return { room: `compact ${compact}`, port, compact };
}

function lan(place: Place, name: string, self: string, bridges = true): Promise<JsonPeer> {
  const door = bridges ? ["--compact-port", String(place.compact)] : [];
  const extra = ["--port", String(place.port), "--room", place.room, ...door];
  return JsonPeer.start({ command: "lan", name, self, extra });
}

/** Each knows that the other is there: what is said from now on arrives. */
async function meet(stranger: CompactStranger, peer: JsonPeer, host: string): Promise<void> {
  await Promise.all([stranger.first("name", host), peer.notice("joined", stranger.name)]);
}

const ann = "127.0.0.1";
const bert = "127.0.0.2";
const zoe = "127.0.0.7";
const guest = { id: "", name: "zoe", address: zoe };

// Other systems have only those addresses of the loopback that somebody added.
const isPossible = python !== null && process.platform === "linux";

describe.concurrent.skipIf(!isPossible)("a program in Python", () => {
  test("broadcasts its name, is dialled, and talks in the room", async () => {
    const place = newPlace();
    await using a = await lan(place, "ann", ann);
    await using b = await lan(place, "bert", bert, false);
    await Promise.all([a.notice("joined", "bert"), b.notice("joined", "ann")]);
    await using stranger = await CompactStranger.start(zoe, place.compact, "zoe");
    await stranger.first("name", ann, "ann (ringchat)");
    for (const peer of [a, b]) expect((await peer.notice("joined", "zoe")).peer).toEqual(guest);
    stranger.do("say hello there");
    for (const peer of [a, b]) {
      const { author, own, via } = await peer.message("hello there");
      expect({ author, own, via: via?.name }).toEqual({ author: guest, own: false, via: "ann" });
    }
    a.say("hi zoe");
    await b.message("hi zoe");
    await stranger.first("message", ann, "hi zoe");
    b.say("how r u");
    await stranger.first("message", ann, "bert: how r u");
    expect(stranger.messages.map(({ text }) => text)).toEqual(["hi zoe", "bert: how r u"]);
    const { messages } = await b.history();
    expect(messages.map(({ author, text }) => `${author.name}: ${text}`)).toEqual([
      "zoe: hello there",
      "ann: hi zoe",
      "bert: how r u",
    ]);
    stranger.end();
    for (const peer of [a, b]) expect((await peer.notice("left", "zoe")).peer).toEqual(guest);
  });

  test("that is there first hears the room, dials it and says its name", async () => {
    const place = newPlace();
    await using stranger = await CompactStranger.start(zoe, place.compact, "zoe");
    await using a = await lan(place, "ann", ann);
    await stranger.first("heard", ann, "ann (ringchat)");
    await meet(stranger, a, ann);
    stranger.do("say anybody there?");
    await a.message("anybody there?");
  });

  test("sends and gets 300 bytes of Cyrillic, byte by byte and in parts", async () => {
    const place = newPlace();
    await using a = await lan(place, "ann", ann);
    await using stranger = await CompactStranger.start(zoe, place.compact, "zoe");
    await meet(stranger, a, ann);
    const long = "ёлка".repeat(37) + "да";
    expect(Buffer.byteLength(long)).toBe(300);
    a.say(long);
    await stranger.events.when(() => stranger.messages.length === 2, { what: "two parts" });
    const parts = stranger.messages.map(({ text }) => text);
    expect(parts.map((part) => Buffer.byteLength(part))).toEqual([254, 46]);
    expect(parts.join("")).toBe(long);
    stranger.do(`slowly ${long.slice(0, 127)}`);
    stranger.do(`slowly ${long.slice(127)}`);
    await a.message(long.slice(0, 127));
    await a.message(long.slice(127));
  });

  test("whose length lies loses that frame and nothing else", async () => {
    const place = newPlace();
    await using a = await lan(place, "ann", ann);
    await using stranger = await CompactStranger.start(zoe, place.compact, "zoe");
    await meet(stranger, a, ann);
    stranger.do("say before");
    stranger.do(`raw 01ff${Buffer.from("half of it").toString("hex")}`);
    await a.message("before");
    stranger.end();
    await a.notice("left", "zoe");
    await a.logged("closed within a frame");
    await using again = await CompactStranger.start(zoe, place.compact, "zoe");
    await again.first("name", ann);
    again.do("say after");
    await a.message("after");
    expect(a.messages.map(({ text }) => text)).toEqual(["before", "after"]);
  });

  test("that breaks the frame is hung up on, and another talks on", async () => {
    const place = newPlace();
    await using a = await lan(place, "ann", ann);
    await using stranger = await CompactStranger.start(zoe, place.compact, "zoe");
    await meet(stranger, a, ann);
    await using other = await CompactStranger.start("127.0.0.8", place.compact, "yan");
    await meet(other, a, ann);
    stranger.do("raw 070158");
    await stranger.first("gone", ann);
    await a.notice("left", "zoe");
    await a.logged("a frame of the unknown type 7");
    other.do("say still here");
    await a.message("still here");
  });

  test("is served by one of two peers that hear it, and by the other when that one dies", async () => {
    const place = newPlace();
    await using a = await lan(place, "ann", ann);
    await using b = await lan(place, "bert", bert);
    await Promise.all([a.notice("joined", "bert"), b.notice("joined", "ann")]);
    await using stranger = await CompactStranger.start(zoe, place.compact, "zoe");
    await Promise.all([meet(stranger, a, ann), meet(stranger, b, bert)]);
    // Who has read this has read before it who serves the guest.
    a.say("from ann");
    b.say("from bert");
    await Promise.all([b.message("from ann"), a.message("from bert")]);
    stranger.do("say once");
    const { via } = await a.message("once");
    await b.message("once");
    a.say("to zoe from ann");
    b.say("to zoe from bert");
    const count = (text: string) =>
      stranger.messages.filter((each) => each.text.endsWith(text)).length;
    const both = () => count("to zoe from ann") > 0 && count("to zoe from bert") > 0;
    await stranger.events.when(both, { what: "what both say" });
    expect([count("to zoe from ann"), count("to zoe from bert")]).toEqual([1, 1]);
    expect(a.messages.filter(({ text }) => text === "once")).toHaveLength(1);
    const [serving, other] = via?.name === "ann" ? [a, b] : [b, a];
    serving.program.kill();
    await other.events.first(
      (one) => one.event === "notice" && one.kind === "joined" && one.via?.name === other.name,
      { what: "that the other serves it" },
    );
    stranger.do("say and again");
    await other.message("and again");
  });

  test("that floods is slowed down, and the room talks on", async () => {
    const place = newPlace();
    await using a = await lan(place, "ann", ann);
    await using b = await lan(place, "bert", bert, false);
    await Promise.all([a.notice("joined", "bert"), b.notice("joined", "ann")]);
    await using stranger = await CompactStranger.start(zoe, place.compact, "zoe");
    await meet(stranger, a, ann);
    const [before, began] = [a.program.residentBytes, Date.now()];
    stranger.do(`raw ${"010178".repeat(200_000)}`);
    await a.message("x");
    b.say("one");
    await a.message("one", 5_000);
    a.say("two");
    await b.message("two", 5_000);
    const flood = a.messages.filter(({ text }) => text === "x").length;
    // Time comes to the door by ticks of 100 ms: two frames' worth at once.
    expect(flood).toBeLessThanOrEqual(20 + (20 * (Date.now() - began)) / 1_000 + 3);
    expect(a.program.residentBytes - before).toBeLessThan(32 * 1024 * 1024);
  });
});

test("a compact port that is taken ends it, and it says which option chooses another", async () => {
  const taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  try {
    const words = ["lan", "--name", "ann", "--self", "127.0.0.1", "--ephemeral"];
    const door = ["--port", "0", "--compact-port", String(taken.port)];
    await using program = new Program([await builtBinary(), ...words, ...door]);
    expect(await program.ended()).toBe(3);
    expect(program.err.items.join("\n")).toContain("--compact-port PORT");
  } finally {
    taken.stop(true);
  }
});
