/** What a class does in a demo: kill two from the page, watch the ring heal, bring them back. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";

import { RunningDemo } from "../e2e/running_demo.ts";
import { barriersOf } from "./accessibility.ts";
import { browserPath, closeBrowser } from "./browser.ts";
import { RoomPage } from "./room_page.ts";

setDefaultTimeout(120_000);

afterAll(closeBrowser);

const five = ["ada", "bobby", "cora", "donald", "eddy"];

test.skipIf(browserPath === undefined)(
  "two of five are killed from the page, the ring heals, and keys alone bring them back",
  async () => {
    await using demo = await RunningDemo.start(5);
    await using room = await RoomPage.by(demo.link);
    const { page } = room;
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const ring = (told: RegExp) => page.getByText(told).waitFor();
    await ring(/^Ring of 5 in demo, closed/);

    await button("Kill: bobby").click();
    await button("Kill: cora").click();
    await button("Bring back: cora").waitFor();
    await ring(/^Ring of 3 in demo, closed/);
    expect(await barriersOf(page)).toEqual([]);

    await room.tabTo(button("Bring back: bobby"));
    await page.keyboard.press("Enter");
    await button("Kill: bobby").and(page.locator(":focus")).waitFor();
    await room.tabTo(button("Bring back: cora"));
    await page.keyboard.press("Space");
    await ring(/^Ring of 5 in demo, closed/);

    await page.getByRole("checkbox", { name: "Made-up chatter" }).uncheck();
    await room.say("everybody is here again");
    await demo.equalHistories(five, "everybody is here again");
    expect(room.opened.misdeeds.items).toEqual([]);
  },
);
