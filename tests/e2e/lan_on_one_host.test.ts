/** People on one computer who find each other with no address typed. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { builtBinary } from "./binary.ts";
import { oneRing, PeopleNearby } from "./people_nearby.ts";
import { Program } from "./program.ts";
import { talk } from "./talk.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

const size = 6;

function places(count: number, port = ""): { readonly self: string }[] {
  return Array.from({ length: count }, (_, i) => ({ self: `127.0.0.${i + 1}${port}` }));
}

// Other systems have only those addresses of the loopback that somebody added.
describe.skipIf(process.platform !== "linux")("on 127.0.0.1 to 127.0.0.6", () => {
  test("six lan peers are one mesh, by 15 connections", async () => {
    await using people = await PeopleNearby.start({ command: "lan", spots: places(size) });
    await people.allLinked();
    await people.connections((size * (size - 1)) / 2);
    await talk(people.peers, "found you");
  });

  test("six peers of ring --discover are one ring", async () => {
    await using people = await PeopleNearby.start({ command: "ring", spots: places(size, ":0") });
    await oneRing(people.peers);
    await talk(people.peers, "found you");
  });

  test("a folder that a lan peer used can send alone, to whomever it finds", async () => {
    using folder = new TemporaryFolder();
    const [ann, bert] = places(2);
    const spots = [{ ...ann!, state: folder.path }, bert!];
    await using people = await PeopleNearby.start({ command: "lan", spots });
    await people.allLinked();
    expect(await people.peers[0]!.quit()).toBe(0);
    const words = ["send", "back in a minute", "--state", folder.path];
    await using sent = new Program([await builtBinary(), ...words]);
    await people.peers[1]!.message("back in a minute");
    expect(await sent.ended()).toBe(0);
  });
});

test("two lan peers on one address find each other by other ports", async () => {
  const spots = [{ self: "127.0.0.1" }, { self: "127.0.0.1" }];
  await using people = await PeopleNearby.start({ command: "lan", spots });
  await people.allLinked();
});

test("a port that was asked for and is taken ends the start with exit code 3", async () => {
  const command = [await builtBinary(), "lan", "--self", "127.0.0.1", "--ephemeral", "--headless"];
  await using ann = new Program([...command, "--name", "ann", "--port", "0"]);
  const isListening = (line: string): boolean => line.includes("Server listening at");
  const line = await ann.out.first(isListening, { what: "where it listens" });
  const port = line.slice(line.lastIndexOf(":") + 1);
  await using bert = new Program([...command, "--name", "bert", "--port", port]);
  expect(await bert.ended()).toBe(3);
  const [says] = bert.err.items;
  expect(says).toStartWith(`ringchat: Cannot listen at 127.0.0.1:${port}: another program`);
  expect(says).toEndWith("Choose another address or port: --self HOST --port PORT");
});

test("people of another room are not met", async () => {
  const spots = [{ self: "127.0.0.1" }, { self: "127.0.0.1" }];
  await using here = await PeopleNearby.start({ command: "lan", spots });
  await using elsewhere = await PeopleNearby.start({ command: "lan", spots });
  await Promise.all([here.allLinked(), elsewhere.allLinked()]);
  await Promise.all([talk(here.peers, "here"), talk(elsewhere.peers, "elsewhere")]);
  expect((await here.peers[0]!.ring()).peers).toHaveLength(2);
});

test("a person reads where it listens, and that it looks around", async () => {
  const words = ["lan", "--name", "ann", "--self", "127.0.0.1", "--port", "0", "--ephemeral"];
  await using ann = new Program([await builtBinary(), ...words, "--room", "physics"]);
  await ann.out.first((line) => line.includes("Looking for people nearby, in room physics"), {
    what: "that it looks around",
  });
  ann.write("q\n");
  expect(await ann.ended()).toBe(0);
});
