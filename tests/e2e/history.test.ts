/** What was said is still there: after a restart, and from the command line. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { freePorts } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

const textsOf = (messages: readonly { readonly text: string }[]): string[] =>
  messages.map(({ text }) => text);

test("what was said is there after a restart, and is not told as if it were new", async () => {
  using folder = new TemporaryFolder();
  const start = () => JsonPeer.start({ name: "bobby", state: folder.path });
  {
    await using bobby = await start();
    for (const text of ["one", "two", "three"]) bobby.say(text);
    await bobby.message("three");
    expect(await bobby.quit()).toBe(0);
  }
  await using bobby = await start();
  bobby.say("four");
  await bobby.message("four");
  const { messages, notices } = await bobby.history();
  expect(textsOf(messages)).toEqual(["one", "two", "three", "four"]);
  expect(notices.map(({ kind, peer }) => `${peer.name} ${kind}`)).toEqual([
    "bobby joined",
    "bobby left",
    "bobby joined",
  ]);
  expect(textsOf((await bobby.history(2)).messages)).toEqual(["three", "four"]);
  expect(textsOf(bobby.messages)).toEqual(["four"]);
});

describe("from the command line, on three peers", () => {
  test("history, search and export say the same, while they run and at rest", async () => {
    using folder = new TemporaryFolder();
    const ports = freePorts(3);
    const names = ["bobby", "donald", "eddy"];
    const stateOf = (name: string): string => join(folder.path, name);
    const peers = await Promise.all(
      names.map((name, index) =>
        JsonPeer.start({
          name,
          self: `127.0.0.1:${ports[index]}`,
          next: `127.0.0.1:${ports[(index + 1) % 3]}`,
          state: stateOf(name),
        }),
      ),
    );
    await using all = new AsyncDisposableStack();
    for (const peer of peers) all.use(peer);
    await peers[0]!.closedRing(names);
    const texts = ["hello there", "Привет, как дела?", "two\nlines", "*stars* <b>", "fine thx"];
    for (const [index, text] of texts.entries()) {
      const author = peers[index % 3]!;
      author.say(text);
      await Promise.all(peers.map((peer) => peer.message(text)));
      // What the commands read is on disk, which is a little later than what is shown.
      await author.receipt((await author.message(text)).id, 3, 3);
    }
    const exportsOf = async (format: string) =>
      await Promise.all(
        names.map((name) => command(["export", "--format", format, "--state", stateOf(name)])),
      );
    const running = await exportsOf("jsonl");
    for (const same of [running, await exportsOf("md")]) {
      expect(same.map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(new Set(same.map(({ out }) => out)).size).toBe(1);
    }
    const lines = running[0]!.out.trimEnd().split("\n");
    const said = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "message");
    expect(textsOf(said)).toEqual(texts);

    const bobby = ["--state", stateOf("bobby")];
    const { out: printed } = await command(["history", "--limit", "1", ...bobby]);
    expect(printed.trimEnd()).toEndWith("donald: fine thx");
    expect(printed.split("\n")).toHaveLength(2);
    const { out: json } = await command(["history", "--json", ...bobby]);
    const { messages } = JSON.parse(json);
    expect(messages).toEqual((await peers[1]!.history()).messages);
    const found = async (words: string): Promise<string[]> => {
      const { out } = await command(["search", "--json", ...bobby, ...words.split(" ")]);
      return textsOf(JSON.parse(out).messages);
    };
    expect(await found("прив")).toEqual(["Привет, как дела?"]);
    expect(await found("th")).toEqual(["hello there", "fine thx"]);
    expect(await found("hello th")).toEqual(["hello there"]);
    expect(await found("nothing")).toEqual([]);

    for (const peer of peers) expect(await peer.quit()).toBe(0);
    // Whoever left last has heard the others leave; the first has not heard the last.
    const atRest = (await command(["export", "--state", stateOf("eddy")])).out;
    expect(atRest).toContain("**: hello there");
    expect(atRest).toContain("_User bobby·");
    expect((await command(["history", ...bobby])).out).toContain("hello there");
    expect(existsSync(join(stateOf("bobby"), "control.sock"))).toBe(false);
  });

  test.each(["history", "search", "export", "status"])(
    "%s says that no peer has run where none has",
    async (name) => {
      const words = name === "search" ? ["search", "hello"] : [name];
      const { code, err, out } = await command(words);
      expect(code).toBe(4);
      expect(err).toBe("ringchat: No peer has run here yet. Start one: ringchat ring --name YOU\n");
      expect(out).toBe("");
    },
  );

  test("a reader that has seen enough ends an export without a word", async () => {
    using folder = new TemporaryFolder();
    await using bobby = await JsonPeer.start({ name: "bobby", state: folder.path });
    for (let n = 0; n < 2_000; n++) bobby.say(`${n} ${"x".repeat(500)}`);
    await bobby.message(`1999 ${"x".repeat(500)}`);
    const script = '"$0" "$@" | head -n 1';
    const words = ["export", "--state", folder.path];
    await using shell = new Program(["sh", "-c", script, await builtBinary(), ...words]);
    expect(await shell.ended()).toBe(0);
    expect(shell.out.items).toEqual(["# lobby"]);
    expect(shell.err.items).toEqual([]);
  });
});
