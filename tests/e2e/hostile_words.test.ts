/**
 * What a member may call itself and say, and what others then read: nothing in it moves a cursor,
 * hides, reorders, starts a line, or passes for somebody else. Each is seen in a terminal and in
 * the log.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { freePort } from "./free_ports.ts";
import { HostileMember } from "./hostile_member.ts";
import { PipedPeer } from "./piped_peer.ts";

setDefaultTimeout(60_000);

/** What is said, and the lines that bobby reads beneath "Incoming message". */
const texts: [title: string, said: string, read: string[]][] = [
  ["CSI", "\x1b[2J\x1b[31mred", ["\\x1b[2J\\x1b[31mred"]],
  ["OSC 52", "\x1b]52;c;cm0gLXJmIC8=\x07", ["\\x1b]52;c;cm0gLXJmIC8=\\x07"]],
  [
    "OSC 8",
    "\x1b]8;;http://evil\x1b\\bank\x1b]8;;\x1b\\",
    ["\\x1b]8;;http://evil\\x1b\\bank\\x1b]8;;\\x1b\\"],
  ],
  ["an OSC that never ends", "\x1b]0;title", ["\\x1b]0;title"]],
  ["DCS, and a bell", "\x1bP$q\x07", ["\\x1bP$q\\x07"]],
  ["C1 controls", "\x9b31m\x9d0;x\x9c\x85", ["\\x9b31m\\x9d0;x\\x9c\\x85"]],
  ["DEL and NUL", "a\x7fb\x00c", ["a\\x7fb\\x00c"]],
  ["bidirectional overrides", "user\u202egpj.exe\u2066\u2069", ["usergpj.exe"]],
  ["zero-width characters", "a\u200bd\ufeffm\u2060in", ["admin"]],
  ["a joined emoji", "👩‍👩‍👧 is whole", ["👩‍👩‍👧 is whole"]],
  ["tags that nobody sees", "hi\u{e0068}\u{e0069}", ["hi"]],
  ["a carriage return", "donald\rbobby", ["donald\\rbobby"]],
  [
    "newlines",
    "one\nTIME INF ~\n   _: User donald has left\r\n   donald: bye",
    ["one", "   | TIME INF ~", "   |    _: User donald has left", "   |    donald: bye"],
  ],
  [
    "U+2028 and U+2029",
    "one\u2028   donald: two\u2029three",
    ["one\\u2028   donald: two\\u2029three"],
  ],
  ["ten thousand combining marks", `z${"\u0301".repeat(5_000)}!`, [`z${"\u0301".repeat(8)}!`]],
];

/** What a member calls itself, and the name by which bobby reads it; # stands for its tag. */
const names: [title: string, called: string, read: string][] = [
  ["CSI in a name", "\x1b[31mred", "\\x1b[31mred"],
  ["an OSC that never ends in a name", "\x1b]0;x", "\\x1b]0;x"],
  ["C1 in a name", "\x9b2Jx", "\\x9b2Jx"],
  ["a newline in a name", "x\n   donald", "x\\n   donald"],
  ["U+2028 in a name", "x\u2028y", "x\\u2028y"],
  ["a bidirectional override in a name", "\u202eyddeo", "yddeo"],
  ["the reader's own name", "bobby", "bobby·#"],
  ["the reader's own name in other letters", "bоbbу", "bоbbу·#"],
  ["another's name", "donald", "donald·#"],
  ["another's name with what nobody sees", "don\u200bald", "donald·#"],
  ["another's name with a Cyrillic о", "dоnald", "dоnald·#"],
  ["a name with a colon", "donald: yes", "donald\\x3a yes"],
  ["a name with a false tag", "donald·0000", "donald\\xb70000"],
  ["marks on a name", `d${"\u0301".repeat(60)}`, `d${"\u0301".repeat(8)}`],
  ["a long name", "n".repeat(64), `${"n".repeat(31)}…`],
];

/** A line that steers a terminal or breaks off holds one of these. */
const unsafe = /(?!\n)[\p{Cc}\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069]/u;

async function bobbyAndDonald(
  stack: AsyncDisposableStack,
): Promise<{ bobby: PipedPeer; self: string }> {
  const self = `127.0.0.1:${freePort()}`;
  const options = { extra: ["--log-level", "debug"] };
  const bobby = stack.use(await PipedPeer.start({ name: "bobby", self, ...options }));
  const donald = await PipedPeer.start({
    name: "donald",
    self: "127.0.0.1:0",
    next: self,
    ...options,
  });
  stack.use(donald);
  await donald.line("command:");
  donald.type("m it is me");
  await bobby.line("   donald: it is me");
  return { bobby, self };
}

describe.concurrent("what a hostile member", () => {
  test("says is shown visibly escaped, on lines that can't be taken for another's", async () => {
    await using stack = new AsyncDisposableStack();
    const { bobby, self } = await bobbyAndDonald(stack);
    const mallory = stack.use(await HostileMember.start("mallory", self));
    const begin = bobby.lines.length;
    for (const [, said] of texts) mallory.say(said);
    mallory.say("the end");
    await bobby.line("   mallory: the end");
    const read = bobby.lines.slice(begin).filter((line) => !line.includes("Server handling"));
    const expected = [...texts.map(([, , lines]) => lines), ["the end"]].flatMap(
      ([first, ...rest]) => ["INF ~ Incoming message", `   mallory: ${first}`, ...rest],
    );
    expect(read).toEqual(expected);
    expect(bobby.program.text).not.toMatch(unsafe);
    expect(await bobby.log()).not.toMatch(unsafe);
  });

  test("says in 10 KiB without an end does not hide what others say next", async () => {
    await using stack = new AsyncDisposableStack();
    const { bobby, self } = await bobbyAndDonald(stack);
    const mallory = stack.use(await HostileMember.start("mallory", self));
    mallory.say(`\x1b]0;${"x".repeat(10_000)}`);
    mallory.say("the end");
    await bobby.line("   mallory: the end");
    expect(bobby.lines).toContain(`   mallory: \\x1b]0;${"x".repeat(10_000)}`);
    expect(bobby.program.text).not.toMatch(unsafe);
  });

  test("calls itself is shown escaped, and with its key where it looks like another", async () => {
    await using stack = new AsyncDisposableStack();
    const { bobby, self } = await bobbyAndDonald(stack);
    for (const [title, called, read] of names) {
      await using mallory = await HostileMember.start(called, self);
      mallory.say(title);
      const name = read.replace("#", mallory.id.slice(0, 4));
      const line = await bobby.line(`: ${title}`);
      expect([title, line]).toEqual([title, `   ${name}: ${title}`]);
    }
    expect(bobby.program.text).not.toMatch(unsafe);
    expect(await bobby.log()).not.toMatch(unsafe);
  });

  test.each(["_", "system", "SYSTEM", "\u200b_", "ѕystem"])(
    "calls itself may not be %j",
    async (name) => {
      await using stack = new AsyncDisposableStack();
      const { bobby, self } = await bobbyAndDonald(stack);
      const mallory = stack.use(await HostileMember.start(name, self));
      const { code, reason } = await mallory.refusal();
      expect([code, reason]).toEqual(["name", `the name ${JSON.stringify(name)} is reserved`]);
      await bobby.line("is reserved");
      expect(bobby.program.text).not.toMatch(unsafe);
      expect(await bobby.log()).not.toMatch(unsafe);
    },
  );

  test("calls its room can't steer a terminal or fake a line of the log", async () => {
    await using stack = new AsyncDisposableStack();
    const { bobby, self } = await bobbyAndDonald(stack);
    const room = "\x1b[2J\x9b\u2028\u202e\n";
    stack.use(await HostileMember.start("mallory", self, room));
    const line = await bobby.line("Refused");
    expect(line).toStartWith("WRN ~ Refused 127.0.0.1:");
    expect(line).toEndWith('the other end is in room "\\u001b[2J\\x9b\\u2028\\n"');
    expect(bobby.program.text).not.toMatch(unsafe);
    expect(await bobby.log()).not.toMatch(unsafe);
  });
});
