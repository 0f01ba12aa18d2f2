/** The page among real peers: what a person does there, and what is seen of the others. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import { barriersOf } from "./accessibility.ts";
import { browserPath, closeBrowser } from "./browser.ts";
import { PageRing } from "./page_ring.ts";

setDefaultTimeout(60_000);

// One ring for all, as each takes seconds to start: what is said in one is history in the next.
describe.skipIf(browserPath === undefined)("the page of bobby, in a ring of three", () => {
  const all = new AsyncDisposableStack();
  let ring: PageRing;
  beforeAll(async () => {
    ring = all.use(await PageRing.closed());
  });
  afterAll(async () => {
    await all.disposeAsync();
    await closeBrowser();
  });

  test("what is said at the page is read at a terminal, and the other way round", async () => {
    const { donald, room } = ring;
    await room.say("hello from the page");
    await donald.until("   bobby: hello from the page");
    donald.type("m привет из терминала\r");
    const row = await room.row("привет из терминала");
    expect(await row.innerText()).toContain("donald");
  });

  test("Shift-Enter begins a new line of the same message", async () => {
    const { eddy, room } = ring;
    await room.box.pressSequentially("one");
    await room.box.press("Shift+Enter");
    await room.box.pressSequentially("two");
    await room.box.press("Enter");
    await eddy.message("one\ntwo");
  });

  test("the receipt of an own message fills as it goes round", async () => {
    const { room } = ring;
    await room.say("who has this?");
    const row = await room.row("who has this?");
    await row.getByText("On disk at 3 of 3").waitFor();
  });

  test("a reload keeps the history and what was being typed", async () => {
    const { eddy, room } = ring;
    eddy.say("said before the reload");
    await room.row("said before the reload");
    await room.box.fill("half a sen");
    await room.page.reload();
    await room.row("said before the reload");
    expect(await room.box.inputValue()).toBe("half a sen");
    await room.box.fill("");
  });

  test("keys alone write, search, filter and walk round the ring", async () => {
    const { eddy, room } = ring;
    const { page } = room;
    const { keyboard } = page;
    await room.tabTo(room.box);
    await keyboard.type("by keys alone");
    await keyboard.press("Enter");
    await eddy.message("by keys alone");

    await room.tabTo(page.getByRole("searchbox", { name: "Search the history" }));
    await keyboard.type("reload");
    const results = page.getByRole("region", { name: "Search the history" });
    await results.getByText("said before the").waitFor();
    await keyboard.press("Escape");
    await room.row("by keys alone");

    const events = page.getByRole("list", { name: "Events" });
    await room.tabTo(page.getByRole("combobox", { name: "Level" }));
    await keyboard.type("debug");
    await room.tabTo(page.getByRole("searchbox", { name: "Filter the events" }));
    await keyboard.type("eddy");
    await events.getByText("eddy").first().waitFor();
    expect(await events.getByText("donald").count()).toBe(0);

    await room.tabTo(room.node(/^bobby/));
    await keyboard.press("ArrowRight");
    await room.tabTo(room.node(/^eddy/));
    await room.tabTo(page.getByText("Skip to the message box"));
    await keyboard.press("Enter");
    await room.tabTo(room.box);
  });

  test.each(["light", "dark"] as const)(
    "assistive software meets no barrier, %s",
    async (colours) => {
      const { page } = ring.room;
      await page.emulateMedia({ colorScheme: colours, reducedMotion: "reduce" });
      expect(await barriersOf(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 640 });
      expect(await barriersOf(page)).toEqual([]);
      await page.setViewportSize({ width: 1024, height: 768 });
    },
  );

  test("a reader who has scrolled up stays there, and is told of what is new", async () => {
    const { eddy, room } = ring;
    const { page } = room;
    await page.setViewportSize({ width: 1024, height: 480 });
    for (let line = 1; line <= 12; line++) eddy.say(`line ${line} above`);
    await room.row("line 12 above");
    await room.messages.hover();
    await page.mouse.wheel(0, -60);
    await page.getByRole("button", { name: "To the newest" }).waitFor();
    eddy.say("below what is read");
    await room.row("below what is read");
    await page.getByRole("button", { name: "1 new message" }).click();
    await page.getByRole("button", { name: "To the newest" }).waitFor({ state: "hidden" });
    await page.setViewportSize({ width: 1024, height: 768 });
  });

  test("the newest events are in sight again after another part was", async () => {
    const { eddy, room } = ring;
    const { page } = room;
    const part = (name: string): Promise<void> =>
      page.getByRole("button", { name, exact: true }).click();
    await page.setViewportSize({ width: 360, height: 640 });
    await part("Events");
    await part("Chat");
    // More than are to be seen at once.
    for (let line = 1; line <= 30; line++) eddy.say(`line ${line}`);
    eddy.say("while the events are not shown");
    await room.row("while the events are not shown");
    await part("Events");
    const events = page.getByRole("list", { name: "Events" });
    const newest = events.getByText("eddy: while the events are not shown");
    await newest.waitFor();
    const [line, pane] = [await newest.boundingBox(), await events.boundingBox()];
    expect(line!.y + line!.height).toBeLessThanOrEqual(pane!.y + pane!.height + 1);
    await part("Chat");
    await page.setViewportSize({ width: 1024, height: 768 });
  });

  test("a peer that is killed is seen to go, to be tried for, and the ring to heal", async () => {
    const { eddy, room } = ring;
    await room.node(/^bobby.*link to eddy: up/).waitFor();
    eddy.program.signal("SIGKILL");
    await room.node(/^bobby.*link to eddy: retry \d+ of 10/).waitFor();
    await room.node(/^eddy: lost/).waitFor();
    await room.person(/^eddy.*lost at/).waitFor();
    await room.messages.getByText("User eddy is lost").waitFor();
    await room.messages.getByText("The gap is closed: your next is donald now").waitFor();
    await room.node(/^bobby.*link to donald: up/).waitFor();
    await room.page.getByText("Ring of 2 in lobby, closed").waitFor();
  });

  test("in all this nothing was done that no page may do", () => {
    expect(ring.room.opened.misdeeds.items).toEqual([]);
  });
});
