/** The first run's questions in a pseudo-terminal, up to the first message. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

const FIXTURE = `${import.meta.dir}/../terminal/fixture_first_run.ts`;

const UP = "\x1b[A";
const DOWN = "\x1b[B";

function firstRun(env: Record<string, string> = {}): TerminalScreen {
  return new TerminalScreen([process.execPath, FIXTURE], { columns: 100, env });
}

for (const [language, name, way, looking] of [
  ["en_GB.UTF-8", "Your name", "How do you begin?", "Find people here"],
  ["ru_RU.UTF-8", "Ваше имя", "С чего начать?", "Найти людей рядом"],
] as const) {
  test(`Enter twice is an answer to everything (${language})`, async () => {
    await using screen = firstRun({ LANG: language });
    await screen.until(name);
    screen.type("\r");
    await screen.until(way);
    await screen.until(`● ${looking}`);
    screen.type("\r");
    await screen.until('answers: {"way":"find","name":"bobby"}');
    await screen.until(/command: ?$/);
    screen.type("m привет\r");
    await screen.until("said: привет");
    screen.type("q\r");
    expect(await screen.exited()).toBe(0);
    expect(screen.restored).toBe(true);
  });
}

for (const [language, self, next, tell] of [
  ["en_GB.UTF-8", "Your address", "Your neighbour's address", "Tell your neighbour"],
  ["ru_RU.UTF-8", "Ваш адрес", "Адрес соседа", "Сообщите соседу"],
] as const) {
  test(`a ring is made with two Enters more (${language})`, async () => {
    await using screen = firstRun({ LANG: language });
    screen.type(`\r${UP}\r`);
    await screen.until(self);
    screen.type("\r");
    await screen.until(next);
    screen.type("\r");
    await screen.until('{"way":"ring","name":"bobby","self":"192.168.1.23:6001","next":null}');
    await screen.until(`${tell}: 192.168.1.23:6001`);
  });
}

test("what is typed ahead answers each question in turn; the rest is the session's", async () => {
  await using screen = firstRun();
  await screen.until("Your name");
  screen.type("\r\rm hello\r");
  await screen.until('answers: {"way":"find","name":"bobby"}');
  await screen.until("said: hello");
});

test("an address where nobody answers is asked for again", async () => {
  await using screen = firstRun();
  screen.type(`\r${DOWN}\r`);
  await screen.until("The address of somebody");
  screen.type("10.0.0.9\r");
  await screen.until("Trying 10.0.0.9:6010 ...");
  await screen.until("Nobody answers at 10.0.0.9:6010.");
  screen.type("\x1510.0.0.2\r");
  await screen.until('answers: {"way":"join","name":"bobby","address":"10.0.0.2:6010"}');
});

test("answers are checked as they are given", async () => {
  await using screen = firstRun();
  await screen.until("Your name");
  screen.type("_\r");
  await screen.until("begins with a letter");
  screen.type(`\x7feddy\r${UP}\r`);
  await screen.until("Your address");
  screen.type("\x1b[B\x1b[B\x1b[B\r");
  await screen.until("192.168.1.23:6001\n");
  screen.type("not an address\r");
  await screen.until("An address is HOST:PORT");
  screen.type("\x15[::1]:7000\r");
  await screen.until("Your neighbour's address");
  screen.type("[::1]:7000\r");
  await screen.until("That is your own address");
  screen.type("\x15localhost\r");
  await screen.until('{"way":"ring","name":"eddy","self":"[::1]:7000","next":"localhost:6001"}');
});

for (const [name, key] of [
  ["Ctrl-C", "\x03"],
  ["Ctrl-D", "\x04"],
] as const) {
  test(`${name} goes away from the questions and restores the terminal`, async () => {
    await using screen = firstRun();
    await screen.until("Your name");
    screen.type(`\r${UP}\r`);
    await screen.until("Your address");
    screen.type("\r");
    await screen.until("Your neighbour's address");
    screen.type(key);
    await screen.until("answers: null");
    expect(await screen.exited()).toBe(130);
    expect(screen.restored).toBe(true);
  });
}

test("without escape sequences the questions are plain lines", async () => {
  await using screen = firstRun({ NO_COLOR: "1" });
  await screen.until("Your name [bobby]:");
  screen.type("_\r");
  await screen.until("begins with a letter");
  screen.type("eddy\r");
  await screen.until("(1-3) [1]:");
  screen.type("3\r");
  await screen.until("(1-4) [1]:");
  screen.type("2\r");
  await screen.until("nobody yet):");
  screen.type("\r");
  await screen.until('{"way":"ring","name":"eddy","self":"127.0.0.1:6001","next":null}');
  screen.type("m hi\r");
  await screen.until("said: hi");
  screen.type("q\r");
  expect(await screen.exited()).toBe(0);
  expect(screen.output).not.toContain("\x1b");
});

test("a second peer of one identity is offered a new one", async () => {
  for (const [keys, answer] of [
    ["\r", "new: true"],
    ["\x1b[C\r", "new: false"],
    ["\x03", "new: false"],
  ] as const) {
    await using screen = firstRun({ TAKEN: "127.0.0.1:6001" });
    await screen.until("already runs at 127.0.0.1:6001");
    screen.type(keys);
    await screen.until(answer);
  }
});
