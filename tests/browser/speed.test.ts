/** What the page weighs, how soon it is there, and that it answers whatever goes on. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { resolve } from "node:path";

import { JsonPeer } from "../e2e/json_peer.ts";
import { Program } from "../e2e/program.ts";
import { browserPath, closeBrowser } from "./browser.ts";
import { loadMs, weightBytes } from "./load_time.ts";
import { floodPage } from "./page_flood.ts";
import { RoomPage } from "./room_page.ts";
import { longestTaskMs } from "./smoothness.ts";

setDefaultTimeout(120_000);

const weightMax = 60 * 1_024;
/** How many times as long as an empty page it may take until it can be used. */
const ratioMax = 3;
const [loadsMin, loadsMax] = [5, 15];
const historyMessages = 10_000;
const taskMsMax = 100;
/** Each turn of the wheel: some fourteen screens, as somebody flings it. */
const scrollPx = 10_000;

describe.skipIf(browserPath === undefined)("the page", () => {
  const all = new AsyncDisposableStack();
  let eddy: JsonPeer;
  let room: RoomPage;
  beforeAll(async () => {
    const bobby = all.use(await JsonPeer.start({ name: "bobby", extra: ["--web"] }));
    eddy = all.use(await JsonPeer.start({ name: "eddy", next: await bobby.address() }));
    room = all.use(await RoomPage.of(bobby));
    eddy.say("hello");
    await room.row("hello");
  });
  afterAll(async () => {
    await all.disposeAsync();
    await closeBrowser();
  });

  test("weighs less than 60 KiB", async () => {
    expect(await weightBytes(room.page)).toBeWithin(1, weightMax);
  });

  test("is usable within 3 times what an empty page takes", async () => {
    await using empty = new Program([process.execPath, resolve(import.meta.dir, "empty_page.ts")]);
    const emptyUrl = await empty.out.first(() => true, { what: "the empty page" });
    const [emptyMs, pageMs]: [number[], number[]] = [[], []];
    // The quickest of each, by turns: what else the machine does only adds to what a page takes.
    const ratio = (): number => Math.min(...pageMs) / Math.min(...emptyMs);
    do {
      emptyMs.push(await loadMs({ url: emptyUrl, usable: "article" }));
      pageMs.push(await loadMs({ url: room.page.url(), usable: "article", like: room.page }));
    } while (pageMs.length < loadsMin || (pageMs.length < loadsMax && ratio() >= ratioMax));
    expect(ratio()).toBeLessThan(ratioMax);
  });

  test("shows each key and each message while a hundred messages arrive a second", async () => {
    const figures = await floodPage({ author: eddy, room, seconds: 5, messagesPerSecond: 100 });
    expect(figures.draft).toBe(figures.typed);
    expect(figures.longestTaskMs).toBeLessThanOrEqual(taskMsMax);
    const [fewer = 0, nodes] = figures.memory.map((each) => each.nodes).slice(-2);
    // It draws only so many rows, however many there are.
    expect(nodes).toBeLessThan(1.2 * fewer);
  });
});

describe.skipIf(browserPath === undefined)("the page of a peer with ten thousand messages", () => {
  const all = new AsyncDisposableStack();
  let room: RoomPage;
  beforeAll(async () => {
    const bobby = all.use(await JsonPeer.start({ name: "bobby", extra: ["--web"] }));
    const says = Array.from({ length: historyMessages }, (_, index) => {
      return `${JSON.stringify({ do: "say", text: `message ${index + 1} of many` })}\n`;
    });
    bobby.program.write(says.join(""));
    await bobby.message(`message ${historyMessages} of many`);
    room = all.use(await RoomPage.of(bobby));
  });
  afterAll(async () => {
    await all.disposeAsync();
    await closeBrowser();
  });

  test("scrolls back through them all without a long task", async () => {
    const beginning = room.messages.getByText("The conversation begins here");
    await room.row(`message ${historyMessages} of many`);
    await room.messages.hover();
    const longestMs = await longestTaskMs(async () => {
      while (!(await beginning.isVisible())) await room.page.mouse.wheel(0, -scrollPx);
    });
    await room.row("message 1 of many");
    expect(longestMs).toBeLessThanOrEqual(taskMsMax);
  });
});
