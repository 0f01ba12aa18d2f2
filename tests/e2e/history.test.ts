/** What was said is still there: after a restart, for a newcomer, and from the command line. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { freePorts } from "./free_ports.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { Program } from "./program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

setDefaultTimeout(60_000);

const textsOf = (messages: readonly { readonly text: string }[]): string[] =>
  messages.map(({ text }) => text);

/** Bobby and donald, each the other's next, with folders that outlive them. */
class Pair implements Disposable {
  readonly folder = new TemporaryFolder();
  readonly #addresses = freePorts(2).map((port) => `127.0.0.1:${port}`);
  readonly bobbyState = join(this.folder.path, "bobby");
  readonly donaldState = join(this.folder.path, "donald");

  bobby(): Promise<JsonPeer> {
    const [self, next] = this.#addresses;
    return JsonPeer.start({ name: "bobby", self: self!, next: next!, state: this.bobbyState });
  }

  donald(): Promise<JsonPeer> {
    const [next, self] = this.#addresses;
    return JsonPeer.start({ name: "donald", self: self!, next: next!, state: this.donaldState });
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

describe.concurrent("what was said", () => {
  test("is there after a restart, and is not told as if it were new", async () => {
    using pair = new Pair();
    {
      await using bobby = await pair.bobby();
      for (const text of ["one", "two", "three"]) bobby.say(text);
      await bobby.message("three");
      expect(await bobby.quit()).toBe(0);
    }
    await using bobby = await pair.bobby();
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

  test("comes to a newcomer as backlog, in order, and what follows does not", async () => {
    await using bobby = await JsonPeer.start({ name: "bobby" });
    const next = await bobby.address();
    await using donald = await JsonPeer.start({ name: "donald", next });
    await donald.closedRing(["donald", "bobby"]);
    const before = ["one", "two", "three", "four"];
    for (const text of before) {
      (text.length === 3 ? bobby : donald).say(text);
      await Promise.all([bobby, donald].map((peer) => peer.message(text)));
    }
    await using eddy = await JsonPeer.start({ name: "eddy", next: await donald.address() });
    await eddy.message("four");
    expect(textsOf(eddy.messages)).toEqual(before);
    // All links are greeted: none begins with what is said from here on.
    await eddy.closedRing(["eddy", "donald", "bobby"]);
    bobby.say("welcome");
    await eddy.message("welcome");
    expect(eddy.messages.map(({ backlog }) => backlog)).toEqual([true, true, true, true, false]);
    // A history tells what is on disk, which is a little later than what is shown.
    await bobby.receipt((await bobby.message("welcome")).id, 3, 3);
    const [here, there] = await Promise.all([bobby.history(), eddy.history()]);
    expect(there.messages).toEqual(here.messages);
  });

  test("while all others were down goes out after both have started again", async () => {
    using pair = new Pair();
    {
      await using bobby = await pair.bobby();
      await using donald = await pair.donald();
      await bobby.closedRing(["bobby", "donald"]);
      expect(await donald.quit()).toBe(0);
      await bobby.notice("left", "donald");
      bobby.say("into the void");
      const { id } = await bobby.message("into the void");
      await bobby.receipt(id, 1, 1);
      expect(await bobby.quit()).toBe(0);
    }
    await using bobby = await pair.bobby();
    const { messages } = await bobby.history();
    const id = messages.at(-1)!.id;
    await using donald = await pair.donald();
    expect(await donald.message("into the void")).toMatchObject({ id, backlog: true });
    await bobby.receipt(id, 2, 2);
    const seenBy = bobby.events.items.filter(isKind("receipt")).filter((one) => one.id === id);
    expect(seenBy.map(({ seenBy: count, of }) => `${count} of ${of}`).at(-1)).toBe("2 of 2");
  });
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
    using pair = new Pair();
    await using bobby = await pair.bobby();
    for (let n = 0; n < 2_000; n++) bobby.say(`${n} ${"x".repeat(500)}`);
    await bobby.message(`1999 ${"x".repeat(500)}`);
    const script = '"$0" "$@" | head -n 1';
    const words = ["export", "--state", pair.bobbyState];
    await using shell = new Program(["sh", "-c", script, await builtBinary(), ...words]);
    expect(await shell.ended()).toBe(0);
    expect(shell.out.items).toEqual(["# lobby"]);
    expect(shell.err.items).toEqual([]);
  });
});
