/** What a member may call itself and say, and what a browser makes of it: text. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import { HostileMember } from "../e2e/hostile_member.ts";
import { JsonPeer } from "../e2e/json_peer.ts";
import { browserPath, closeBrowser } from "./browser.ts";
import { RoomPage } from "./room_page.ts";

setDefaultTimeout(60_000);

const elsewhere = "http://127.0.0.1:9/";

/** Shown letter by letter as they were said. */
const markup: readonly string[] = [
  `<img src="${elsewhere}a.png" onerror="alert(1)">`,
  "<script>alert(2)</script>",
  `<svg onload="alert(3)"><use href="${elsewhere}#x"/></svg>`,
  '<iframe src="javascript:alert(4)"></iframe>',
  `<style>@import "${elsewhere}b.css"; * { display: none }</style>`,
  "</p></article></main><h1>Another page</h1>",
  "javascript:alert(5)",
  `[a link](javascript:alert(6)) ${elsewhere}c`,
  "&lt;b&gt; &#x202e; &amp;",
  "${alert(7)} {{constructor.constructor('alert(8)')()}}",
];

const controls: readonly [said: string, read: string][] = [
  ["\x1b]52;c;cm0gLXJmIC8=\x07", "\\x1b]52;c;cm0gLXJmIC8=\\x07"],
  ["\x1b]0;an OSC that never ends", "\\x1b]0;an OSC that never ends"],
  ["C1 \x9b31m\x85", "C1 \\x9b31m\\x85"],
  ["user\u202egpj.exe\u2066\u2069", "usergpj.exe"],
  ["zero\u200bwidth\ufeff", "zerowidth"],
  ["one\u2028   donald: two\u2029three", "one\\u2028   donald: two\\u2029three"],
  [`marks z${"\u0301".repeat(5_000)}!`, `marks z${"\u0301".repeat(8)}!`],
];

/** What a member calls itself, and the name by which it is read; # stands for its tag. */
const names: readonly [called: string, read: string][] = [
  ["<b onclick=alert(9)>ann</b>", "<b onclick=alert(9)>ann</b>"],
  ["<img src=//127.0.0.1/x>", "<img src=//127.0.0.1/x>"],
  ["\u202eyddeo", "yddeo"],
  ["\x1b]0;x", "\\x1b]0;x"],
  ["bobby", "bobby·#"],
  ["bоbbу", "bоbbу·#"],
];

/** What steers, hides or reorders; a line may end. */
const unsafe = /(?!\n)[\p{Cc}\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069]/u;

/** Elements that no page of ours has, wherever words of others are shown. */
const made =
  "img, iframe, object, embed, script:not([src]), style, a[href^='javascript'], h1 + h1, b";

describe.skipIf(browserPath === undefined)("what a hostile member", () => {
  const all = new AsyncDisposableStack();
  let address = "";
  let room: RoomPage;
  beforeAll(async () => {
    const bobby = all.use(await JsonPeer.start({ name: "bobby", extra: ["--web"] }));
    address = await bobby.address();
    room = all.use(await RoomPage.of(bobby));
  });
  afterAll(async () => {
    await all.disposeAsync();
    await closeBrowser();
  });

  test("says is text, whatever it would be to a browser or a terminal", async () => {
    await using mallory = await HostileMember.start("mallory", address);
    const said = [...markup.map((text) => [text, text] as const), ...controls];
    for (const [text] of said) mallory.say(text);
    mallory.say("the end");
    await room.row("the end");
    const rows = await room.messages.getByRole("article").locator(".text").allInnerTexts();
    expect(rows).toEqual([...said.map(([, read]) => read), "the end"]);
  });

  test("calls itself is text, with its key where it looks like another", async () => {
    for (const [called, read] of names) {
      await using mallory = await HostileMember.start(called, address);
      mallory.say(`I am ${called}`);
      const name = read.replace("#", mallory.id.slice(0, 4));
      await room.person(new RegExp(`^${RegExp.escape(name)}`)).waitFor();
    }
    await room.messages
      .getByText(/User .* has left/)
      .nth(names.length)
      .waitFor();
  });

  test("did, made nothing of the page, asked nothing of anybody, and steers nothing", async () => {
    expect(await room.page.locator(made).count()).toBe(0);
    expect(await room.page.locator("body").innerText()).not.toMatch(unsafe);
    expect(await room.page.title()).not.toMatch(unsafe);
    expect(room.opened.misdeeds.items).toEqual([]);
  });
});
