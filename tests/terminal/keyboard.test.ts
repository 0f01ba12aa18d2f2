import { expect, test } from "bun:test";
import { PassThrough } from "node:stream";

import { BLOCK, Keyboard } from "../../src/terminal/keyboard.ts";

/** What comes out when the chunks come in: keys as they are, blocks in brackets. */
async function keysOf(...chunks: (string | Buffer)[]): Promise<string> {
  const source = new PassThrough();
  let suspended = "";
  const keyboard = new Keyboard(source, () => (suspended = "(suspended)"));
  let keys = "";
  keyboard.on("data", (text: string) => (keys += text));
  for (const chunk of chunks) {
    source.write(chunk);
    await new Promise(setImmediate);
  }
  return (
    keys.replaceAll(BLOCK, () => {
      const block = keyboard.takeBlock();
      return `<${block?.pasted === true ? "pasted " : ""}${block?.text}>`;
    }) + suspended
  );
}

test("keys pass as they are", async () => {
  expect(await keysOf("a", "\x1b[D", "\x1b", "b\r", "ы")).toBe("a\x1b[D\x1bb\rы");
});

test("a character cut in two is one", async () => {
  const bytes = Buffer.from("ы👍");
  expect(await keysOf(bytes.subarray(0, 1), bytes.subarray(1, 4), bytes.subarray(4))).toBe("ы👍");
});

test("a paste is a block in its place among the keys", async () => {
  expect(await keysOf("a\x1b[200~one\rtwo\r\n\x1b[201~b")).toBe("a<pasted one\ntwo\n>b");
});

test("a paste may be cut at every byte", async () => {
  const whole = "\x1b[200~one\r\x1b[2two\x1b[201~x";
  for (let at = 3; at < whole.length; at++) {
    const keys = await keysOf(whole.slice(0, at), whole.slice(at));
    expect(keys).toBe("<pasted one\n\x1b[2two>x");
  }
});

test("lines that come in one chunk are a block, one line is keys", async () => {
  expect(await keysOf("one\rtwo\r")).toBe("<one\ntwo\n>");
  expect(await keysOf("one\r")).toBe("one\r");
  expect(await keysOf("one\r\x1b[Atwo")).toBe("one\r\x1b[Atwo");
});

test("Ctrl-C ends a paste that never ends, Ctrl-Z suspends", async () => {
  expect(await keysOf("\x1b[200~abc", "\x03", "d")).toBe("\x03d");
  expect(await keysOf("a\x1ab")).toBe("ab(suspended)");
});

test("a paste of megabytes is cut, not kept", async () => {
  const keys = await keysOf(
    "\x1b[200~",
    ..."x"
      .repeat(40)
      .split("")
      .map((x) => x.repeat(65_536)),
  );
  expect(keys).toBe("");
  const cut = await keysOf(`\x1b[200~${"x".repeat(3 << 20)}\x1b[201~`);
  expect(cut.length).toBeLessThan(2 << 20);
});

test("the stand-in for a block can't be typed", async () => {
  expect(await keysOf(`a${BLOCK}b`)).toBe("ab");
});
