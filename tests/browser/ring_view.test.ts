/** The ring's picture in a real browser, of a peer that shows what a test says. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { PageServer } from "../../src/web/page_server.ts";
import { FakePageRoom, message } from "../web/fake_page_room.ts";
import { bobby, donald, eddy, notice } from "../web/page/ring_rooms.ts";
import { browserPath, closeBrowser } from "./browser.ts";
import { OpenPage } from "./open_page.ts";

/** As many as ring_dots.ts lets travel at once. */
const dotsMax = 12;

/** For the page: notes the most dots that there were at once. A frame is too short to look. */
const countDots = `
  document.body.dataset.dots = 0;
  new MutationObserver(() => {
    const { dataset } = document.body;
    dataset.dots = Math.max(dataset.dots, document.querySelectorAll(".ring-dot").length);
  }).observe(document.querySelector("ring-view"), { subtree: true, childList: true });`;

// One page for all, as each takes a while to open.
describe.skipIf(browserPath === undefined)("the ring on the page", () => {
  const room = new FakePageRoom();
  const server = new PageServer(room, "127.0.0.1", 0);
  let opened: OpenPage;

  beforeAll(async () => {
    room.ring = { peers: [bobby, donald, eddy], lapMs: 3 };
    opened = await OpenPage.at(server.newLink());
    await node(/^eddy/).waitFor();
    await opened.page.evaluate(countDots);
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    server.close();
    await closeBrowser();
  });

  function node(told: RegExp) {
    return opened.page.getByRole("button", { name: told });
  }

  function says(told: RegExp | string) {
    return opened.page.locator("ring-view").getByText(told);
  }

  /** Resolves once the page has them all. */
  async function say(messages: number): Promise<void> {
    for (let n = 1; n < messages; n++) room.show(message(crypto.randomUUID(), "hello"));
    const last = crypto.randomUUID();
    room.show(message(last, `the last is ${last}`));
    await opened.page.getByRole("article").filter({ hasText: last }).waitFor();
  }

  const dots = async (): Promise<number> =>
    Number(await opened.page.evaluate("document.body.dataset.dots"));

  test("is walked through by keys, and tells where one is", async () => {
    await node(/^bobby/).focus();
    await opened.page.keyboard.press("ArrowRight");
    await says(/^donald, 127\.0\.0\.1:6002, .*связь с eddy: есть$/).waitFor();
    await opened.page.keyboard.press("ArrowLeft");
    await opened.page.keyboard.press("ArrowLeft");
    await says(/^eddy, 127\.0\.0\.1:6003/).waitFor();
    await opened.page.keyboard.press("Tab");
  });

  test("stands still for who asks for that", async () => {
    await opened.page.emulateMedia({ reducedMotion: "reduce" });
    await says(/^Точка/).waitFor({ state: "hidden" });
    await say(3);
    expect(await dots()).toBe(0);
    await opened.page.emulateMedia({ reducedMotion: "no-preference" });
    await says(/^Точка/).waitFor();
  });

  test("lets a dozen messages travel at once, however many come, and comes to rest", async () => {
    await say(300);
    expect(await dots()).toBeWithin(1, dotsMax + 1);
    await opened.page.locator(".ring-dot").first().waitFor({ state: "detached" });
  });

  test("tells the tries, marks who is lost, and draws the new link past it", async () => {
    const retry = { state: "retry", attempt: 4, of: 10 } as const;
    room.ring = { peers: [bobby, donald, eddy], next: retry, closed: false };
    await says("bobby → donald: попытка 4 из 10").waitFor();
    room.ring = { peers: [bobby, eddy], lapMs: 2 };
    room.show(notice("lost", donald));
    await node(/^bobby.*связь с eddy: есть/).waitFor();
    await opened.page.getByRole("img", { name: /^Кольцо lobby замкнуто, узлов: 2/ }).waitFor();
    await opened.page.locator(".ring-lost").getByText("donald").waitFor();
  });

  test("does nothing that no page may do", () => {
    expect(opened.misdeeds.items).toEqual([]);
  });
});
