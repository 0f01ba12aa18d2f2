import { describe, expect, setDefaultTimeout, test } from "bun:test";
/** From nothing to a message at a neighbour: the compiled program, started without a word. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { TemporaryFolder } from "./temporary_folder.ts";
import { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

const english = {
  name: "Your name",
  self: "Your address",
  next: "Your neighbour's address",
  tell: "Tell your neighbour",
  joined: "User donald has joined",
};
const russian: typeof english = {
  name: "Ваше имя",
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

/** Answers all three questions; the address is one that is not offered. */
async function answer(screen: TerminalScreen, words: typeof english, self: string, next: string) {
  await screen.until(words.name);
  screen.type("bobby\r");
  await screen.until(words.self);
  screen.type("\x1b[A\r");
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

    const config = readFileSync(join(home.path, ".config/ringchat/config.json"), "utf8");
    expect(JSON.parse(config)).toEqual({ name: "bobby", self, next });

    await using second = await ringchat(home.path, env);
    await second.until(`${words.tell}: ${self}`);
    await donald.notice("back", "bobby");
    second.type("m here again\r");
    await donald.message("here again");
    expect(second.text()).not.toContain(words.name);
  });

  const keys = [
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
  ] as const;

  test.each(keys)("goes away at each question on %s, and remembers nothing", async (_, key) => {
    for (const answered of [0, 1, 2]) {
      using home = new TemporaryFolder();
      await using screen = await ringchat(home.path, {});
      await screen.until(english.name);
      if (answered > 0) {
        screen.type("bobby\r");
        await screen.until(english.self);
      }
      if (answered > 1) {
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
    await screen.until(/\(1-(\d)\)/);
    screen.type(`${/\(1-(\d)\)/.exec(screen.text())?.[1]}\r`);
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
