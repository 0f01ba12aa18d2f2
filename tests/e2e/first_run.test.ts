import { describe, expect, setDefaultTimeout, test } from "bun:test";
/** From nothing to a message at a neighbour: the compiled program, started without a word. */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { LabNetwork } from "./lab_network.ts";
import { TemporaryFolder } from "./temporary_folder.ts";
import { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

const english = {
  name: "Your name",
  way: "How do you begin?",
  address: "The address of somebody",
  self: "Your address",
  next: "Your neighbour's address",
  tell: "Tell your neighbour",
  joined: "User donald has joined",
};
const russian: typeof english = {
  name: "Ваше имя",
  way: "С чего начать?",
  address: "Адрес того, кто уже там",
  self: "Ваш адрес",
  next: "Адрес соседа",
  tell: "Сообщите соседу",
  joined: "donald теперь в чате",
};

async function ringchat(
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<TerminalScreen> {
  const options = { columns: 100, cwd: home, env: { HOME: home, ...env } };
  return new TerminalScreen([await builtBinary()], options);
}

const UP = "\x1b[A";
const DOWN = "\x1b[B";

function configIn(home: TemporaryFolder): unknown {
  return JSON.parse(readFileSync(join(home.path, ".config/ringchat/config.json"), "utf8"));
}

/** Chooses to join, and types the address once it is asked for. */
async function joinAt(screen: TerminalScreen, words: typeof english, address: string) {
  await screen.until(words.name);
  screen.type("bobby\r");
  await screen.until(words.way);
  screen.type(`${DOWN}\r`);
  await screen.until(words.address);
  screen.type(`${address}\r`);
}

/** Makes a ring, and answers all its questions; the address is one that is not offered. */
async function answer(screen: TerminalScreen, words: typeof english, self: string, next: string) {
  await screen.until(words.name);
  screen.type("bobby\r");
  await screen.until(words.way);
  screen.type(`${UP}\r`);
  await screen.until(words.self);
  screen.type(`${UP}\r`);
  await screen.until("192.168.1.23:6001");
  screen.type(`${self}\r`);
  await screen.until(words.next);
  screen.type(`${next}\r`);
}

describe.concurrent("a first run", () => {
  test.each([
    ["English", { LANG: "en_GB.UTF-8" }, english],
    ["Russian", { LANG: "ru_RU.UTF-8" }, russian],
  ])("in %s asks, starts, and a second one knows", async (_, env, words) => {
    using home = new TemporaryFolder();
    const self = `127.0.0.1:${freePort()}`;
    await using donald = await JsonPeer.start({ name: "donald" });
    const next = await donald.address();

    await using first = await ringchat(home.path, env);
    await answer(first, words, self, next);
    await first.until(`${words.tell}: ${self}`);
    await first.until(words.joined);
    first.type("m привет, hello\r");
    expect((await donald.message("привет, hello")).author.name).toBe("bobby");
    donald.say("hello yourself");
    await first.until("   donald: hello yourself");
    first.type("q\r");
    expect(await first.exited()).toBe(0);
    expect(first.restored).toBe(true);
    await donald.notice("left", "bobby");

    expect(configIn(home)).toEqual({ name: "bobby", start: "ring", self, next });

    await using second = await ringchat(home.path, env);
    await second.until(`${words.tell}: ${self}`);
    await donald.notice("back", "bobby");
    second.type("m here again\r");
    await donald.message("here again");
    expect(second.text()).not.toContain(words.name);
  });

  test.each([
    ["English", { LANG: "en_GB.UTF-8" }, english],
    ["Russian", { LANG: "ru_RU.UTF-8" }, russian],
  ])("in %s joins the ring at an address", async (_, env, words) => {
    using home = new TemporaryFolder();
    await using donald = await JsonPeer.start({ name: "donald", extra: ["--room", "attic"] });
    const next = await donald.address();
    await using first = await ringchat(home.path, env);
    await joinAt(first, words, next);
    await first.until(words.joined);
    first.type("m hello\r");
    await donald.message("hello");
    expect(configIn(home)).toEqual({ name: "bobby", start: "ring", next, room: "attic" });
    first.type("q\r");
    expect(await first.exited()).toBe(0);

    await using second = await ringchat(home.path, env);
    await donald.notice("back", "bobby");
    expect(second.text()).not.toContain(words.name);
  });

  test("joins the mesh at an address, and finds it by itself from then on", async () => {
    using home = new TemporaryFolder();
    const room = `test ${randomUUID()}`;
    const self = "127.0.0.1";
    const extra = ["--room", room, "--port", "0"];
    await using donald = await JsonPeer.start({ name: "donald", command: "lan", self, extra });
    const next = await donald.address();
    await using first = await ringchat(home.path, {});
    await joinAt(first, english, next);
    await first.until(english.joined);
    first.type("m hello\r");
    await donald.message("hello");
    expect(configIn(home)).toEqual({ name: "bobby", start: "lan", next, room });
    first.type("q\r");
    expect(await first.exited()).toBe(0);

    await using second = await ringchat(home.path, {});
    await donald.notice("back", "bobby");
    expect(second.text()).not.toContain(english.name);
  });

  test("says why nobody can be joined at an address, and asks again", async () => {
    using home = new TemporaryFolder();
    await using donald = await JsonPeer.start({ name: "donald" });
    const says = `{"type":"hello","version":2}\n`;
    const open = (socket: Bun.Socket): void => void socket.write(says);
    const socket = { open, data: () => {} };
    using other = Bun.listen({ hostname: "127.0.0.1", port: 0, socket });
    await using screen = await ringchat(home.path, {});
    const nobody = `127.0.0.1:${freePort()}`;
    await joinAt(screen, english, nobody);
    await screen.until(`Nobody answers at ${nobody}.`);
    screen.type(`\x15127.0.0.1:${other.port}\r`);
    await screen.until(`Another version of ringchat runs at 127.0.0.1:${other.port}.`);
    screen.type(`\x15${await donald.address()}\r`);
    await donald.notice("joined", "bobby");
  });

  const keys = [
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
  ] as const;

  test.each(keys)("goes away at each question on %s, and remembers nothing", async (_, key) => {
    for (const answered of [0, 1, 2, 3]) {
      using home = new TemporaryFolder();
      await using screen = await ringchat(home.path, {});
      await screen.until(english.name);
      if (answered > 0) {
        screen.type("bobby\r");
        await screen.until(english.way);
      }
      if (answered > 1) {
        screen.type(`${UP}\r`);
        await screen.until(english.self);
      }
      if (answered > 2) {
        screen.type("\r");
        await screen.until(english.next);
      }
      screen.type(key);
      expect(await screen.exited()).toBe(130);
      expect(screen.restored).toBe(true);
      expect(existsSync(join(home.path, ".config"))).toBe(false);
    }
  });

  test("that can't listen where it was told remembers nothing, and asks again", async () => {
    using home = new TemporaryFolder();
    await using donald = await JsonPeer.start({ name: "donald" });
    const taken = await donald.address();
    await using first = await ringchat(home.path, {});
    await answer(first, english, taken, "localhost:1");
    expect(await first.exited()).toBe(3);
    expect(first.text()).toContain(`Cannot listen at ${taken}`);

    await using second = await ringchat(home.path, {});
    await second.until(english.name);
  });

  test("without escape sequences asks in plain lines", async () => {
    using home = new TemporaryFolder();
    const self = `127.0.0.1:${freePort()}`;
    await using donald = await JsonPeer.start({ name: "donald" });
    await using screen = await ringchat(home.path, { NO_COLOR: "1" });
    await screen.until(english.name);
    screen.type("bobby\r");
    await screen.until("(1-3) [1]:");
    screen.type("3\r");
    await screen.until(/address.* \(1-(\d)\)/);
    screen.type(`${/address.* \(1-(\d)\)/.exec(screen.text())?.[1]}\r`);
    await screen.until(/will reach you: ?$/);
    screen.type(`${self}\r`);
    await screen.until(english.next);
    screen.type(`${await donald.address()}\r`);
    await screen.until(`${english.tell}: ${self}`);
    await screen.until(english.joined);
    screen.type("m plainly\r");
    await donald.message("plainly");
    screen.type("q\r");
    expect(await screen.exited()).toBe(0);
    expect(screen.output).not.toContain("\x1b");
  });
});

const title = "two computers on one network (needs root and ip: makes network namespaces)";

/** The promise is a minute, the questions and the start of both included. */
const withinMs = 60_000;

describe.skipIf(!(await LabNetwork.isPossible()))(title, () => {
  test("talk within a minute, with Enter and a name typed at each", async () => {
    await using network = await LabNetwork.of(2);
    const beganAtMs = performance.now();
    const begin = async (computer: number, home: string): Promise<TerminalScreen> => {
      const command = [...network.on(computer), await builtBinary()];
      return new TerminalScreen(command, { columns: 100, cwd: home, env: { HOME: home } });
    };
    using homeOfAnn = new TemporaryFolder();
    using homeOfBert = new TemporaryFolder();
    await using ann = await begin(0, homeOfAnn.path);
    await using bert = await begin(1, homeOfBert.path);
    for (const [screen, name] of [
      [ann, "ann"],
      [bert, "bert"],
    ] as const) {
      await screen.until(english.name);
      screen.type(`${name}\r`);
      await screen.until(english.way);
      screen.type("\r");
    }
    await Promise.all([ann.until("User bert has joined"), bert.until("User ann has joined")]);
    ann.type("m hello, neighbour\r");
    await bert.until("   ann: hello, neighbour");
    expect(performance.now() - beganAtMs).toBeLessThan(withinMs);
    expect(configIn(homeOfAnn)).toEqual({ name: "ann", start: "lan" });

    bert.type("q\r");
    expect(await bert.exited()).toBe(0);
    await ann.until("User bert has left");
    await using again = await begin(1, homeOfBert.path);
    await ann.until("User bert is back");
    expect(again.text()).not.toContain(english.name);
  });
});
