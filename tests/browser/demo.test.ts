/** The demo as a class uses it: by the buttons of its page alone. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { builtBinary } from "../e2e/binary.ts";
import { command } from "../e2e/command.ts";
import { isKind, parseEvent } from "../e2e/json_event.ts";
import { Program } from "../e2e/program.ts";
import { TemporaryFolder } from "../e2e/temporary_folder.ts";
import { browserPath, closeBrowser } from "./browser.ts";
import { RoomPage } from "./room_page.ts";

setDefaultTimeout(120_000);

const cast = ["ada", "bobby", "cora", "donald", "eddy"];

describe.skipIf(browserPath === undefined)("the page of a demo of five", () => {
  afterAll(closeBrowser);

  test("kills two, shows the ring heal, brings them back, and all histories are equal", async () => {
    using folder = new TemporaryFolder();
    const words = ["demo", "--json", "--peers=5", "--retry-ms=200"];
    await using program = new Program([await builtBinary(), ...words], {
      env: { TMPDIR: folder.path },
    });
    const { url } = await program.out
      .mapped(parseEvent)
      .first(isKind("web"), { what: "the link of the page" });
    await using room = await RoomPage.by(url);
    const press = (name: string): Promise<void> =>
      room.page.getByRole("button", { name, exact: true }).click();
    const ring = room.page.getByText(/^Ring of \d in demo, closed/);
    await ring.filter({ hasText: "of 5" }).waitFor();

    await press("Kill: bobby");
    await press("Kill: cora");
    await room.node(/^ada.*link to bobby: retry \d+ of 10/).waitFor();
    await room.node(/^bobby: lost/).waitFor();
    await room.messages.getByText("The gap is closed: your next is donald now").waitFor();
    await ring.filter({ hasText: "of 3" }).waitFor();
    await room.say("while two are dead");

    await press("Bring back: bobby");
    await press("Bring back: cora");
    await ring.filter({ hasText: "of 5" }).waitFor();
    await room.page.getByRole("checkbox", { name: "Made-up chatter" }).uncheck();
    await room.say("whole again");
    const row = await room.row("whole again");
    await row.getByText("On disk at 5 of 5").waitFor();
    const [stateFolder = ""] = readdirSync(folder.path);
    const histories = async (): Promise<string[]> => {
      const states = cast.map((name) => join(folder.path, stateFolder, name));
      const exports = states.map((state) => command(["export", "--state", state]));
      return (await Promise.all(exports)).map(({ out }) => out);
    };
    // What was chattered last may still be under way.
    while (new Set(await histories()).size > 1) await Bun.sleep(100);
    const [history] = await histories();
    expect(history).toContain("while two are dead");
    expect(history).toContain("whole again");
    expect(room.opened.misdeeds.items).toEqual([]);
  });
});
