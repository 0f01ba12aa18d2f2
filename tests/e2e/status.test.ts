/** The running peer of a state folder can be asked: by `ringchat status`, and byte by byte. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { JsonPeer } from "./json_peer.ts";
import { Program } from "./program.ts";
import { RingOfProcesses } from "./ring_of_processes.ts";
import { SocketTalk } from "./socket_talk.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

/** As it is told on the day itself, or after midnight. */
const SINCE = /since (?:[-\d]{10} )?\d\d:\d\d(?= |$)/;

const statusOf = (peer: JsonPeer, ...more: string[]) =>
  command(["status", "--state", peer.state, ...more]);

/** Resolves once the peer can be asked, which is a little after it listens. */
async function untilAsked(peer: JsonPeer): Promise<void> {
  (await SocketTalk.with(join(peer.state, "control.sock"))).close();
}

describe.concurrent("ringchat status", () => {
  test("prints the ring in order from oneself, and how the last lap went", async () => {
    await using ring = await RingOfProcesses.closed(3);
    const [, donald] = ring.peers;
    const [bobbyAt, donaldAt, eddyAt] = ring.addresses;
    await untilAsked(donald!);
    const { code, out, err } = await statusOf(donald!);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^Ring of 3 in lobby, closed, last lap \d+(\.\d)? ms$/);
    const names = ["donald (you)", "eddy        ", "bobby       "];
    const addresses = [donaldAt, eddyAt, bobbyAt];
    const width = Math.max(...addresses.map((address) => address!.length));
    for (const [index, name] of names.entries()) {
      const next = ["eddy", "bobby", "donald"][index];
      expect(lines[1 + index]?.replace(SINCE, "since TIME")).toBe(
        `  ${index + 1}. ${name}  ${addresses[index]!.padEnd(width)}  since TIME  link to ${next}: up`,
      );
    }
    expect(lines[4]).toMatch(/^Slowest hop: (eddy|bobby), which held the lap for \d+(\.\d)? ms$/);
    expect(lines).toHaveLength(5);

    const { out: json } = await statusOf(donald!, "--json");
    expect(json.trimEnd()).not.toContain("\n");
    const status = JSON.parse(json);
    const namesOf = (list: { name: string }[]): string[] => list.map(({ name }) => name);
    expect(namesOf(status.peers)).toEqual(["donald", "eddy", "bobby"]);
    expect(namesOf(status.hops.map(({ peer }: { peer: { name: string } }) => peer))).toEqual([
      "eddy",
      "bobby",
    ]);
    for (const { since } of status.peers) {
      expect(Math.abs(Date.now() - Date.parse(since))).toBeLessThan(60_000);
    }
    const links = { next: { state: "up" }, previous: { state: "up" } };
    const lap = { closed: true, reached: null, waiting: 0 };
    expect(status).toMatchObject({
      event: "status",
      room: "lobby",
      kind: "ring",
      ...lap,
      ...links,
    });
    const { out: russian } = await statusOf(donald!, "--lang", "ru");
    expect(russian).toStartWith("Кольцо lobby замкнуто, узлов: 3, последний круг ");
  });

  test("tells how many of one's own messages wait, when alone", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    await bobby.address();
    for (const text of ["one", "two"]) bobby.say(text);
    await bobby.receipt((await bobby.message("two")).id, 1, 1);
    await untilAsked(bobby);
    const { out } = await statusOf(bobby);
    expect(out.split("\n")).toEqual([
      "Nobody else is in the ring of lobby yet",
      expect.stringMatching(/^ {2}1\. bobby \(you\) {2}127\.0\.0\.1:\d+ {2}since [-\d: ]+$/),
      "2 messages of yours are on no other disk yet",
      "",
    ]);
  });

  test("names the last peer that a lap reached, when it does not come home", async () => {
    // Patient, so that there is time to look while donald still dials eddy.
    await using ring = await RingOfProcesses.closed(3, ["--retry-ms", "1000"]);
    const [bobby, , eddy] = ring.peers;
    await untilAsked(bobby!);
    eddy!.program.signal("SIGSTOP");
    const reached = async (): Promise<string | undefined> => {
      const { out } = await statusOf(bobby!, "--json");
      return JSON.parse(out).reached?.name;
    };
    // Until the first lap without eddy is back nobody is named, and then nobody else.
    let name = await reached();
    for (let n = 0; n < 60 && name === undefined; n++) {
      await Bun.sleep(100);
      name = await reached();
    }
    expect(name).toBe("donald");
  });

  test("says that no peer runs now, and how to start one", async () => {
    using folder = new TemporaryFolder();
    await using bobby = await JsonPeer.start({ name: "bobby", state: folder.path });
    await bobby.address();
    expect(await bobby.quit()).toBe(0);
    const { code, err } = await statusOf(bobby);
    expect(code).toBe(4);
    expect(err).toBe(
      `ringchat: No peer runs on ${folder.path} now. ` +
        `Start one: ringchat ring --state ${folder.path}\n`,
    );
  });
});

describe.concurrent("the socket of a running peer", () => {
  test("is the user's alone, whatever the umask, and goes with the peer", async () => {
    using folder = new TemporaryFolder();
    const script = 'umask 000; exec "$0" "$@"';
    const words = ["ring", "--json", "--self", "127.0.0.1:0", "--state", folder.path];
    await using program = new Program(["sh", "-c", script, await builtBinary(), ...words]);
    const talk = await SocketTalk.with(join(folder.path, "control.sock"));
    talk.close();
    const { mode } = statSync(join(folder.path, "control.sock"));
    expect((mode & 0o777).toString(8)).toBe("600");
    program.endInput();
    expect(await program.ended()).toBe(0);
    expect(existsSync(join(folder.path, "control.sock"))).toBe(false);
  });

  test("is found where the folder's path is too long for one, and leaves nothing", async () => {
    using folder = new TemporaryFolder();
    const temporary = join(folder.path, "tmp");
    mkdirSync(temporary);
    const state = join(folder.path, "x".repeat(90), "y".repeat(90));
    const options = { env: { TMPDIR: temporary } };
    const words = ["ring", "--json", "--self", "127.0.0.1:0", "--state", state];
    await using program = new Program([await builtBinary(), ...words], options);
    await program.out.first(() => true, { what: "listening" });
    while (!existsSync(join(state, "control.json"))) await Bun.sleep(20);
    const { path } = JSON.parse(readFileSync(join(state, "control.json"), "utf8"));
    expect(path).toStartWith(temporary);
    (await SocketTalk.with(path)).close();
    expect(await command(["status", "--state", state], options)).toMatchObject({ code: 0 });
    program.endInput();
    expect(await program.ended()).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(join(state, "control.json"))).toBe(false);
  });

  test("replaces what a killed peer left", async () => {
    using folder = new TemporaryFolder();
    const start = () => JsonPeer.start({ name: "bobby", state: folder.path });
    {
      await using killed = await start();
      (await SocketTalk.with(join(folder.path, "control.sock"))).close();
      killed.program.kill();
      await killed.program.exited;
    }
    expect(existsSync(join(folder.path, "control.sock"))).toBe(true);
    expect((await command(["status", "--state", folder.path])).code).toBe(4);
    await using bobby = await start();
    await bobby.address();
    using talk = await SocketTalk.with(join(folder.path, "control.sock"));
    talk.write('{"do":"status","ref":"r"}\n');
    expect(await talk.line()).toMatchObject({ event: "status", ref: "r" });
  });

  test("speaks the lines of --json, to each only what it asked", async () => {
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();
    await using bobby = await JsonPeer.start({ name: "bobby", next });
    await bobby.closedRing(["bobby", "donald"]);
    const path = join(bobby.state, "control.sock");
    using one = await SocketTalk.with(path);
    using other = await SocketTalk.with(path);
    one.write('{"do":"say","text":"hello","ref":"a"}\n');
    expect(await one.line()).toMatchObject({ event: "message", text: "hello", ref: "a" });
    expect(await one.line()).toMatchObject({ event: "receipt" });
    other.write('{"do":"history","limit":1,"ref":"b"}\n');
    const history = await other.line();
    expect(history).toMatchObject({ event: "history", messages: [{ text: "hello" }], ref: "b" });
    // So that a lap is home when it is asked about, however long that took.
    await bobby.closedRing(["bobby", "donald"]);
    other.write('{"do":"ring","ref":"c"}\n{"do":"quit","ref":"d"}\n');
    expect(await other.line()).toMatchObject({ event: "ring", closed: true, ref: "c" });
    expect(await other.line()).toEqual({ event: "bye", ref: "d" });
    await other.closed();
    const refs = bobby.events.items.filter((event) => "ref" in event && event.ref !== undefined);
    for (const event of refs) expect(event).toMatchObject({ event: "ring" });
    await bobby.closedRing(["bobby", "donald"]);
  });

  const hostile: [title: string, input: string | Uint8Array, says: string][] = [
    ["what is no JSON", "GET / HTTP/1.1\r\n\r\n", "not JSON"],
    ["an unknown command", '{"do":"rm"}\n', "There is no such"],
    ["an extra field", '{"do":"status","__proto__":1}\n', "__proto__"],
    ["deep JSON", `${"[".repeat(60_000)}\n`, ""],
    ["noise", Uint8Array.of(0xff, 0xfe, 0x0a), "not UTF-8"],
    ["a line that never ends", "x".repeat(1 << 20), "65536 bytes"],
  ];
  test.each(hostile)("answers %s with a sentence, and closes", async (_, input, says) => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    await bobby.address();
    using talk = await SocketTalk.with(join(bobby.state, "control.sock"));
    talk.write(input);
    const error = await talk.line();
    expect(error).toMatchObject({ event: "error", code: "usage" });
    expect(String(error["message"])).toMatch(/^.{10,400}$/);
    expect(String(error["message"])).toContain(says);
    await talk.closed();
    expect((await bobby.ring()).peers).toHaveLength(1);
  });

  test("talks to 32 at a time, and tells one more so", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    await bobby.address();
    const path = join(bobby.state, "control.sock");
    const talks = [await SocketTalk.with(path)];
    while (talks.length < 32) talks.push(await SocketTalk.with(path));
    for (const talk of talks) talk.write('{"do":"ring"}\n');
    for (const talk of talks) expect(await talk.line()).toMatchObject({ event: "ring" });
    using more = await SocketTalk.with(path);
    expect(await more.line()).toMatchObject({ event: "error", code: "busy" });
    await more.closed();
    for (const talk of talks) talk.close();
    expect(await bobby.quit()).toBe(0);
  });

  test("does without, when a folder stands in its place", async () => {
    using folder = new TemporaryFolder();
    mkdirSync(join(folder.path, "control.sock"));
    writeFileSync(join(folder.path, "control.sock", "file"), "");
    await using bobby = await JsonPeer.start({ name: "bobby", state: folder.path });
    await bobby.address();
    await bobby.logged("control-off");
    expect(await bobby.quit()).toBe(0);
  });
});
