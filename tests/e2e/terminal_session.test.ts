/** The session in a pseudo-terminal, on a room that is a script (tests/terminal). */
import { expect, setDefaultTimeout, test } from "bun:test";

import { asked, begin, message, resized, session, type Step } from "./scripted_session.ts";

setDefaultTimeout(60_000);

const FAMILY = "👨‍👩‍👧";
const PAGE = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join("\n");

test("a draft and its cursor stay as they were while ten messages arrive", async () => {
  const ten = Array.from({ length: 10 }, (_, i): Step => [100 * i, message(`message ${i + 1}`), 1]);
  await using screen = session(ten);
  await asked(screen);
  screen.type(`Привет, ${FAMILY} all\x1b[D\x1b[D\x1b[D`);
  await screen.until("all");
  begin(screen);
  await screen.until("message 10");
  expect(screen.lines().at(-1)).toBe(`◆  Type your message: Привет, ${FAMILY} all`);
  expect(screen.cursor()).toEqual({
    before: `◆  Type your message: Привет, ${FAMILY} `,
    after: "all",
  });
  expect(screen.text().match(/message \d+/g)).toHaveLength(10);
  screen.type("to \r");
  await screen.until(`   echo: [Привет, ${FAMILY} to all]`);
});

test("half an emoji is finished after something arrived in between", async () => {
  await using screen = session([[0, message("in between"), 1]]);
  await asked(screen);
  const bytes = Buffer.from("👩‍🚀");
  screen.type("я ");
  for (const half of [bytes.subarray(0, 2), bytes.subarray(2, 5), bytes.subarray(5, 9)]) {
    screen.typeBytes(half);
  }
  await screen.until("я ");
  begin(screen);
  await screen.until("in between");
  screen.typeBytes(bytes.subarray(9));
  screen.type("!\r");
  await screen.until("echo: [я 👩‍🚀!]");
});

test("keys move and delete whole characters", async () => {
  await using screen = session();
  await asked(screen);
  screen.type(`a${FAMILY}b\x1b[D\x7f\x1b[Hx\x1b[Fy\x1b[D\x1b[3~`);
  screen.type("\r");
  await screen.until("echo: [xab]");
});

test("a pasted page is one message, and not sent before Enter", async () => {
  await using screen = session();
  await asked(screen);
  screen.paste(PAGE);
  await screen.until("│  line 20");
  expect(screen.text()).not.toContain("echo:");
  screen.type("\r");
  await screen.until("   | line 20]");
  expect(screen.text().match(/echo:/g)).toHaveLength(1);
  expect(screen.text()).toContain("   echo: [line 1\n   | line 2\n");
});

test("a page pasted at the command prompt becomes one draft", async () => {
  await using screen = session();
  await screen.until("command:");
  screen.paste(PAGE);
  await screen.until("│  line 20");
  screen.type("\r");
  await screen.until("Not sent. To send it: m line 1 …");
  screen.type("\r");
  await screen.until("   | line 20]");
  expect(screen.text().match(/echo:/g)).toHaveLength(1);
});

test("a page from a terminal that does not say that it was pasted is one message too", async () => {
  await using screen = session();
  await asked(screen);
  screen.type(`${PAGE.replaceAll("\n", "\r")}\r`);
  await screen.until("   | line 20]");
  expect(screen.text().match(/echo:/g)).toHaveLength(1);
});

test("a paste can't press a key", async () => {
  await using screen = session();
  await asked(screen);
  screen.paste("safe\x03\x04\x1b[A\x1b]0;title\x07");
  await screen.until("safe");
  screen.type("\r");
  await screen.until("echo: [safe[A]0;title]");
});

test("commands typed ahead are all read", async () => {
  await using screen = session();
  await screen.until("command:");
  screen.type("m\r");
  screen.type("hello there\r");
  await screen.until("echo: [hello there]");
  screen.type("mm\r");
  await screen.until(/Type your message: ?$/);
  screen.type("one\r");
  await screen.until("[one]");
  screen.type("two\r");
  await screen.until("[two]");
  screen.type("\r");
  await screen.until(/command: ?$/);
  screen.type("?\r");
  await screen.until("m, ь");
  screen.type("й\r");
  expect(await screen.exited()).toBe(0);
  expect(screen.lines().at(-1)).toMatch(/INF ~ Server is shutting down$/);
});

test("an Enter that comes together with what is typed after it is still an Enter", async () => {
  await using screen = session();
  await asked(screen);
  screen.type("first");
  await screen.until("first");
  screen.type("\rm\rsecond\r");
  await screen.until("echo: [second]");
  expect(screen.text()).toContain("echo: [first]");
});

test("Escape does not leave", async () => {
  await using screen = session([[0, message("later"), 1]]);
  await asked(screen);
  screen.type("\x1b");
  begin(screen);
  await screen.until("later");
  // Sooner it would be Alt and the next key.
  await Bun.sleep(200);
  screen.type("still here\r");
  await screen.until("[still here]");
});

for (const [name, key, code] of [
  ["Ctrl-C", "\x03", 130],
  ["Ctrl-D", "\x04", 0],
] as const) {
  test(`${name} leaves in order with a draft half written, and restores the terminal`, async () => {
    await using screen = session();
    await asked(screen);
    expect(screen.restored).toBe(false);
    screen.type("half a dra");
    await screen.until("half a dra");
    screen.type(key);
    expect(await screen.exited()).toBe(code);
    expect(screen.text()).toContain("Server is shutting down");
    expect(screen.restored).toBe(true);
    expect(screen.output).toEndWith("\x1b[?2004l\x1b[?7h\x1b[?25h");
  });

  test(`${name} leaves in the middle of a paste that never ends`, async () => {
    await using screen = session([[0, message("later"), 1]]);
    await asked(screen);
    screen.type("\x1b[200~never");
    // What comes in the same chunk as the paste is part of it.
    begin(screen);
    await screen.until("later");
    await Bun.sleep(100);
    screen.type(key);
    if (key === "\x04") screen.type("\x1b[201~\x04");
    expect(await screen.exited()).toBe(code);
    expect(screen.restored).toBe(true);
  });
}

test("a second Ctrl-C does not wait for a next peer that hangs", async () => {
  await using screen = session([], { env: { LEAVE_MS: "60000" } });
  await asked(screen);
  screen.type("\x03");
  await screen.until(() => screen.restored);
  screen.type("\x03");
  expect(await screen.exited()).toBe(130);
});

test("a draft of many rows survives a terminal that changes its size", async () => {
  await using screen = session([[0, message("later"), 1]]);
  await asked(screen);
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join(" ");
  screen.type(words);
  await screen.until("word39");
  await resized(screen, [
    [40, 10],
    [120, 30],
    [20, 5],
    [80, 24],
  ]);
  begin(screen);
  await screen.until("later");
  screen.type("!");
  await screen.until("word39!");
  const question = screen.lines().findLastIndex((line) => line.startsWith("◆"));
  const shown = screen.lines().slice(question).join("").replaceAll("│  ", "");
  expect(shown).toBe(`◆  Type your message: ${words}!`);
  screen.type("\r");
  await screen.until("word39!]");
});

test("a terminal without a size is taken for one of 80 columns", async () => {
  await using screen = session([[0, message("later"), 1]], { columns: 0, rows: 0 });
  await asked(screen);
  screen.type("draft");
  await screen.until("draft");
  begin(screen);
  await screen.until("later");
  expect(screen.lines().at(-1)).toBe("◆  Type your message: draft");
});

for (const [name, environment] of [
  ["NO_COLOR", { NO_COLOR: "1" }],
  ["TERM=dumb", { TERM: "dumb" }],
] as const) {
  test(`with ${name} there is no escape sequence, and a pasted page is one message`, async () => {
    await using screen = session([[0, message("hi"), 1]], { env: environment });
    await screen.until("lists the commands");
    begin(screen);
    await screen.until("hi");
    screen.type("m\r");
    await screen.until("Type your message:");
    screen.type(`${PAGE}\n`);
    await screen.until("   | line 20]");
    expect(screen.text().match(/echo:/g)).toHaveLength(1);
    screen.type("\x04");
    expect(await screen.exited()).toBe(0);
    expect(screen.output).not.toContain("\x1b");
  });
}

test("Ctrl-C leaves in order without escape sequences too", async () => {
  await using screen = session([], { env: { NO_COLOR: "1" } });
  await screen.until("lists the commands");
  screen.type("\x03");
  expect(await screen.exited()).toBe(130);
  expect(screen.text()).toContain("Server is shutting down");
});

test("a long line can't begin a row with what looks like somebody else's", async () => {
  const fake = "12:00:00.000000 INF ~ Incoming message";
  await using screen = session([[0, message(`${"x".repeat(71)}${fake}`), 1]]);
  await screen.until("command:");
  begin(screen);
  await screen.until(fake);
  expect(screen.lines().some((line) => line.startsWith("12:00:00"))).toBe(false);
  expect(screen.text()).toContain(`   | ${fake}`);
});

test("two thousand messages at once are not two thousand redraws", async () => {
  await using screen = session([
    [0, message("flood"), 2_000],
    [50, message("over"), 1],
  ]);
  await asked(screen);
  screen.type("draft");
  await screen.until("draft");
  begin(screen);
  await screen.until("eddy: over");
  await screen.until(/draft$/);
  expect(screen.output.match(/eddy: flood/g)).toHaveLength(2_000);
  expect(screen.output.split("Type your message:").length).toBeLessThan(100);
});
