/** Receipts, a newcomer's backlog and history at a terminal: the draft stays as it was. */
import { expect, setDefaultTimeout, test } from "bun:test";

import type { Shown } from "../../src/peer/shown.ts";
import { asked, begin, message, resized, session, type Step } from "./scripted_session.ts";
import type { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

const receipt = (seenBy: number, of: number, id = "1"): Shown => {
  return { show: "receipt", id, seenBy, of };
};

/** The last row is the draft with the cursor behind it, and nothing of it is lost or doubled. */
function expectDraft(screen: TerminalScreen, draft: string): void {
  expect(screen.lines().at(-1)).toBe(`◆  Type your message: ${draft}`);
  expect(screen.cursor().before).toBe(`◆  Type your message: ${draft}`);
  expect(screen.text().match(/◆ {2}Type your message/g)).toHaveLength(1);
}

test("a receipt grows in its row above the draft, and stays as a line when all have it", async () => {
  const grows = (seenBy: number): Step => [0, receipt(seenBy, 3), 1];
  await using screen = session([grows(1), "then", grows(2), "then", grows(3)]);
  await asked(screen);
  screen.type("половина");
  await screen.until("половина");
  begin(screen);
  await screen.until("Saved here, on disk at 1 of 3");
  expectDraft(screen, "половина");
  begin(screen);
  await screen.until("Taken by a neighbour, on disk at 2 of 3");
  expectDraft(screen, "половина");
  begin(screen);
  await screen.until("On disk at 3 of 3");
  // Printed when nothing more may come of the burst.
  await Bun.sleep(500);
  expect(screen.text()).not.toContain("Taken by");
  expect(screen.text().match(/On disk at 3 of 3/g)).toHaveLength(1);
  expectDraft(screen, "половина");
  screen.type("!\r");
  await screen.until("echo: [половина!]");
  expect(screen.text()).toContain("On disk at 3 of 3\n");
});

test("alone it is said once that messages are kept, and a burst that arrives is one line", async () => {
  const ids = Array.from({ length: 12 }, (_, index) => String(index));
  await using screen = session([
    ...ids.map((id): Step => [0, receipt(1, 1, id), 1]),
    "then",
    [0, receipt(1, 1, "12"), 1],
    ...ids.map((id): Step => [400, receipt(2, 2, id), 1]),
    [450, receipt(2, 2, "12"), 1],
  ]);
  await asked(screen);
  screen.type("draft");
  await screen.until("draft");
  begin(screen);
  await screen.until("12 messages kept: they go out when somebody appears");
  begin(screen);
  await screen.until("13 messages on disk at 2 of 2");
  await Bun.sleep(500);
  expect(screen.text().match(/kept/g)).toHaveLength(1);
  expect(screen.text().match(/on disk/g)).toHaveLength(1);
  expectDraft(screen, "draft");
});

test("a backlog of 2,000 messages is a bar above the draft, then its newest twenty", async () => {
  const told: Shown = { ...message("long ago"), backlog: true } as Shown;
  await using screen = session([
    [0, message("on the screen"), 1],
    [100, { show: "backlog", done: 0, left: 2_000 }, 1],
    [200, told, 1_000],
    [300, { show: "backlog", done: 1_000, left: 1_000 }, 1],
    "then",
    [0, told, 1_000],
    [100, { show: "backlog", done: 2_000, left: 0 }, 1],
  ]);
  await asked(screen);
  screen.type("draft");
  await screen.until("draft");
  begin(screen);
  await screen.until(/█{12}░{12} Catching up 50%, 1000 to come/);
  expect(screen.text()).toContain("on the screen");
  expect(screen.text()).not.toContain("long ago");
  expectDraft(screen, "draft");
  begin(screen);
  await screen.until("Caught up: 2000 messages were said before; h all shows them");
  expect(screen.output.match(/long ago/g)).toHaveLength(20);
  expect(screen.text()).not.toContain("░");
  expectDraft(screen, "draft");
});

test("receipts and a bar survive a terminal that changes its size", async () => {
  await using screen = session([
    [0, { show: "backlog", done: 100, left: 300 }, 1],
    [0, receipt(2, 3), 1],
    "then",
    [0, { show: "backlog", done: 400, left: 0 }, 1],
    [0, receipt(3, 3), 1],
  ]);
  await asked(screen);
  screen.type("draft");
  await screen.until("draft");
  begin(screen);
  await screen.until("on disk at 2 of 3");
  await resized(screen, [
    [30, 8],
    [120, 30],
    [24, 4],
    [80, 24],
  ]);
  begin(screen);
  await screen.until("On disk at 3 of 3");
  await Bun.sleep(400);
  expectDraft(screen, "draft");
});

test("h shows what happened since this start, h all everything, and ? tells of both", async () => {
  await using screen = session();
  await screen.until("command:");
  screen.type("р\r");
  await screen.until("eddy: history 500");
  expect(screen.text()).toContain("History since this start; h all shows all");
  expect(screen.text()).not.toContain("history 497");
  screen.type("h all\r");
  await screen.until(() => screen.output.match(/eddy: history/g)?.length === 503);
  screen.type("?\r");
  await screen.until("h all, р фдд  show everything");
  expect(screen.lines().at(-1)).toBe("◆  command: ");
});

test("with NO_COLOR receipts and a backlog are plain lines", async () => {
  const told: Shown = { ...message("long ago"), backlog: true } as Shown;
  await using screen = session(
    [
      [0, receipt(1, 1), 1],
      "then",
      [0, receipt(2, 2), 1],
      "then",
      [0, { show: "backlog", done: 0, left: 400 }, 1],
      [100, told, 400],
      [200, { show: "backlog", done: 400, left: 0 }, 1],
    ],
    { env: { NO_COLOR: "1" } },
  );
  await screen.until("lists the commands");
  begin(screen);
  await screen.until("Kept: it goes out when somebody appears");
  begin(screen);
  await screen.until("On disk at 2 of 2");
  begin(screen);
  await screen.until("Catching up: 400 entries of history are on their way");
  await screen.until("Caught up: 400 messages");
  screen.type("h all\r");
  await screen.until("eddy: history 500");
  expect(screen.output).not.toContain("\x1b");
});
