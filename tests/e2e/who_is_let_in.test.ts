import { describe, expect, setDefaultTimeout, test } from "bun:test";
/** Rooms, reserved names, and identities that two processes have. */
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { PipedPeer } from "./piped_peer.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

/** Of two starts within one second it is chance which counts as the later. */
const sameSecondMs = 1_100;

describe.concurrent("another room", () => {
  test("is refused with that word on both sides, and each room goes on by itself", async () => {
    const self = `127.0.0.1:${freePort()}`;
    await using lobby = await JsonPeer.start({ name: "bobby", self });
    await using guest = await JsonPeer.start({ name: "donald", next: self });
    await using attic = await JsonPeer.start({
      name: "eddy",
      next: self,
      extra: ["--room", "attic"],
    });
    const atLobby = await lobby.error("room");
    const atAttic = await attic.error("room");
    expect(atLobby.message).toContain('this is room "lobby", the other end is in room "attic"');
    expect(atAttic.message).toContain('this is room "attic", the other end is in room "lobby"');
    await attic.error("gave-up");

    attic.say("for the attic alone");
    await attic.message("for the attic alone");
    guest.say("for the lobby alone");
    await lobby.message("for the lobby alone");
    await lobby.closedRing(["bobby", "donald"]);
    await attic.closedRing(["eddy"]);
    expect([...lobby.messages, ...guest.messages].map(({ text }) => text)).toEqual([
      "for the lobby alone",
      "for the lobby alone",
    ]);
    expect(attic.messages.map(({ text }) => text)).toEqual(["for the attic alone"]);
  });
});

test("a neighbour from another room is told of once, however often it knocks", async () => {
  const self = `127.0.0.1:${freePort()}`;
  await using bobby = await PipedPeer.start({ name: "bobby", self });
  await using attic = await JsonPeer.start({
    name: "eddy",
    next: self,
    extra: ["--room", "attic"],
  });
  await attic.error("gave-up");
  const refusals = bobby.lines.filter((line) => line.includes("Refused"));
  expect(refusals).toEqual([expect.stringContaining('the other end is in room "attic"')]);
});

describe.concurrent("a name of the program's own", () => {
  test.each(["_", "system", "SYSTEM"])("%s is refused at the start", async (name) => {
    await using program = new Program([await builtBinary(), "ring", "--json", "--name", name]);
    expect(await program.ended()).toBe(2);
    expect(program.out.items.map((line) => JSON.parse(line))).toEqual([
      { event: "error", code: "usage", message: expect.stringContaining(`--name is "${name}"`) },
      { event: "bye" },
    ]);
    expect(program.err.items).toHaveLength(1);
  });
});

/** All that is in it but the socket, which is no file; its peer writes nothing meanwhile. */
function copyFolder(peer: JsonPeer, to: string): void {
  peer.program.signal("SIGSTOP");
  cpSync(peer.state, to, { recursive: true, filter: (path) => !path.endsWith(".sock") });
  peer.program.signal("SIGCONT");
}

describe.concurrent("a copied state folder", () => {
  test("can't be used while the original runs, which stays undisturbed", async () => {
    using folder = new TemporaryFolder();
    const [original, copy] = [join(folder.path, "original"), join(folder.path, "copy")];
    const self = `127.0.0.1:${freePort()}`;
    await using bobby = await JsonPeer.start({ name: "bobby", self, state: original });
    await using donald = await JsonPeer.start({ name: "donald", next: self });
    await bobby.closedRing(["bobby", "donald"]);
    const quiet = bobby.events.items.length;
    copyFolder(bobby, copy);
    await Bun.sleep(sameSecondMs);

    await using clone = await JsonPeer.start({ name: "clone", next: self, state: copy });
    const { message } = await clone.error("identity-in-use");
    expect(message).toContain(`at ${self}`);
    expect(message).toContain("--new-identity");
    expect(await clone.program.ended()).toBe(6);
    expect(clone.events.items.at(-1)).toEqual({ event: "bye" });

    bobby.say("still here");
    await donald.message("still here");
    const since = bobby.events.items.slice(quiet).filter(({ event }) => event !== "ring");
    expect(since.filter(isKind("notice"))).toEqual([]);
    expect(since.filter(isKind("link"))).toEqual([]);
    expect(donald.events.items.filter(isKind("notice")).map(({ kind }) => kind)).toEqual([
      "joined",
    ]);

    await using renewed = await JsonPeer.start({
      name: "clone",
      next: self,
      state: copy,
      extra: ["--new-identity"],
    });
    await renewed.message("still here");
    await bobby.notice("joined", "clone");
    renewed.say("somebody else now");
    await Promise.all([bobby, donald].map((peer) => peer.message("somebody else now")));
    expect(readdirSync(copy)).toContain("identity.json.1");
  });

  test("is noticed through a neighbour, too", async () => {
    using folder = new TemporaryFolder();
    const [original, copy] = [join(folder.path, "original"), join(folder.path, "copy")];
    const self = `127.0.0.1:${freePort()}`;
    await using donald = await JsonPeer.start({ name: "donald", self });
    await using bobby = await JsonPeer.start({ name: "bobby", next: self, state: original });
    const address = await bobby.address();
    await bobby.closedRing(["bobby", "donald"]);
    copyFolder(bobby, copy);
    await Bun.sleep(sameSecondMs);

    await using clone = await JsonPeer.start({ name: "clone", next: self, state: copy });
    expect((await clone.error("identity-in-use")).message).toContain(`at ${address}`);
    expect(await clone.program.ended()).toBe(6);
    await bobby.closedRing(["bobby", "donald"]);
    bobby.say("still here");
    await donald.message("still here");
    expect(bobby.events.items.filter(isKind("error"))).toEqual([]);
  });
});

test("a state folder serves one process; the second says so, and the first stays", async () => {
  using folder = new TemporaryFolder();
  const state = join(folder.path, "state");
  await using bobby = await JsonPeer.start({ name: "bobby", state });
  await bobby.address();
  await using second = await JsonPeer.start({ name: "bobby", state });
  const { message } = await second.error("folder-in-use");
  expect(message).toContain(`process ${bobby.program.pid}`);
  expect(message).toContain(state);
  expect(await second.program.ended()).toBe(4);
  bobby.say("undisturbed");
  await bobby.message("undisturbed");

  bobby.program.signal("SIGKILL");
  await bobby.program.ended();
  await using third = await JsonPeer.start({ name: "bobby", state });
  await third.address();
  expect(await third.quit()).toBe(0);
});
