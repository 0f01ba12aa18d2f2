/** `ringchat send` ends well only once another peer has the message on disk. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { freePort } from "./free_ports.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { logRecords, spanMs } from "./log_records.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

describe.concurrent("send", () => {
  test("goes through the running peer of the folder, which shows it as its own", async () => {
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();
    await using bobby = await JsonPeer.start({ name: "bobby", next });
    await bobby.closedRing(["bobby", "donald"]);
    const sent = await command(["send", "--state", bobby.state, "fine", "thx"]);
    expect(sent).toEqual({
      code: 0,
      out: "On disk at 2 of 2 peers, this one counted\n",
      err: "",
    });
    await donald.message("fine thx");
    const own = await bobby.message("fine thx");
    expect(own).toMatchObject({ own: true });
    expect(own).not.toHaveProperty("ref");
    // It asked nothing else of the peer, and ended nothing.
    const { id } = own;
    const json = await command(["send", "--json", "--state", bobby.state, "--", "-5 °C"]);
    expect(JSON.parse(json.out)).toMatchObject({ event: "receipt", seenBy: 2, of: 2 });
    expect(JSON.parse(json.out).id).not.toBe(id);
    await donald.message("-5 °C");
    expect(bobby.events.items.filter(isKind("error"))).toEqual([]);
  });

  test("starts a peer for that long, by what the folder's last one was told", async () => {
    using folder = new TemporaryFolder();
    const env = { XDG_STATE_HOME: folder.path };
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();
    // At the usual port a ring that somebody tries beside the tests would find it.
    const place = ["--name", "bobby", "--self", "127.0.0.1:0", "--next", next];
    const first = await command(["send", ...place, "one"], { env });
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(await command(["send", "two"], { env })).toMatchObject({ code: 0, err: "" });
    for (const text of ["one", "two"]) {
      expect((await donald.message(text)).author.name).toBe("bobby");
    }
    await donald.notice("left", "bobby");
  });

  test("ends with 5 when nobody has it in time; it goes out by itself later", async () => {
    using folder = new TemporaryFolder();
    const state = join(folder.path, "bobby");
    const address = `127.0.0.1:${freePort()}`;
    const place = ["--state", state, "--self", "127.0.0.1:0", "--next", address];
    const words = ["send", ...place, "--timeout", "1"];
    const alone = await command([...words, "kept"]);
    // Less than what it waits when nothing is said of that.
    expect(spanMs(logRecords(state))).toBeLessThan(5_000);
    expect(alone.code).toBe(5);
    expect(alone.err).toMatch(/^ringchat: No other peer has .* after 1 s\. It is kept, .*\n$/);
    await using bobby = await JsonPeer.start({ name: "bobby", state, next: address });
    await bobby.address();
    const through = await command([...words, "--json", "kept as well"]);
    expect(through.code).toBe(5);
    expect(
      through.out
        .split("\n")
        .slice(0, 2)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event: "error", code: "undelivered", message: expect.stringContaining("It is kept") },
      { event: "bye" },
    ]);
    await using donald = await JsonPeer.start({ name: "donald", self: address });
    await donald.message("kept as well");
    expect(donald.messages.map(({ text }) => text)).toEqual(["kept", "kept as well"]);
  });

  test("says what is wrong with a text that no peer takes", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    await bobby.address();
    for (const text of ["x".repeat(20_000), "x".repeat(70_000), "  "]) {
      const { code, err } = await command(["send", "--state", bobby.state, text]);
      expect(code).toBe(2);
      expect(err).toMatch(/^ringchat: .{20,150}\.\n$/);
    }
    expect(bobby.messages).toEqual([]);
  });

  test("needs to know somebody", async () => {
    const { code, err } = await command(["send", "hello"]);
    expect(code).toBe(2);
    expect(err).toBe(
      "ringchat: Nobody is known who could take the message. Name somebody: --next HOST:PORT\n",
    );
  });

  test("does not take a peer that does not answer for one that is not there", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    await bobby.address();
    // The socket is up a little after the peer listens.
    while ((await command(["status", "--state", bobby.state])).code !== 0) await Bun.sleep(20);
    bobby.program.signal("SIGSTOP");
    const { code, err } = await command(["send", "--timeout=1", "--state", bobby.state, "hello"]);
    expect(code).toBe(4);
    expect(err).toContain("does not answer");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("is ended by %s, having kept it", async (signal) => {
    using folder = new TemporaryFolder();
    const next = `127.0.0.1:${freePort()}`;
    // At the usual port a ring that somebody tries beside the tests would find it.
    const place = ["--state", folder.path, "--self", "127.0.0.1:0", "--next", next];
    const words = ["send", ...place, "hello"];
    await using program = new Program([await builtBinary(), ...words]);
    const kept = async () => (await command(["history", "--state", folder.path])).out;
    while (!(await kept()).includes(": hello")) await Bun.sleep(50);
    program.signal(signal);
    expect(await program.ended()).toBe(signal === "SIGINT" ? 130 : 143);
    expect(await kept()).toContain(": hello");
  });
});
