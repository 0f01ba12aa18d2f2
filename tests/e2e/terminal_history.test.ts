/** What the compiled program tells at a terminal of what was said before, and of what it keeps. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { builtBinary } from "./binary.ts";
import { freePort } from "./free_ports.ts";
import { JsonPeer } from "./json_peer.ts";
import { TemporaryFolder } from "./temporary_folder.ts";
import { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

async function bobby(home: TemporaryFolder, next: string): Promise<TerminalScreen> {
  const words = ["ring", "--name=bobby", "--self=127.0.0.1:0", "--retry-ms=100", "--state=state"];
  const screen = new TerminalScreen([await builtBinary(), ...words, "--next", next], {
    cwd: home.path,
    env: { HOME: home.path },
  });
  await screen.until("command:");
  return screen;
}

test("what is said alone is kept over a restart, and on disk at both once somebody comes", async () => {
  using home = new TemporaryFolder();
  const self = `127.0.0.1:${freePort()}`;
  {
    await using screen = await bobby(home, self);
    screen.type("m before anyone came\r");
    await screen.until("Kept: it goes out when somebody appears");
    screen.type("q\r");
    expect(await screen.exited()).toBe(0);
  }
  await using screen = await bobby(home, self);
  screen.type("h all\r");
  await screen.until(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}bobby: before anyone came\n/);
  await using donald = await JsonPeer.start({ name: "donald", self });
  await donald.message("before anyone came");
  await screen.until("On disk at 2 of 2");
});

test("a newcomer sees the newest of a long history, and all of it on request", async () => {
  using home = new TemporaryFolder();
  await using donald = await JsonPeer.start({ name: "donald" });
  const next = await donald.address();
  for (let n = 1; n <= 3_000; n++) donald.say(`number ${n}`);
  await donald.message("number 3000");
  await using screen = await bobby(home, next);
  await screen.until("Caught up: 3000 messages were said before; h all shows them");
  await screen.until("donald: number 3000");
  expect(screen.text()).not.toContain("number 2980\n");
  screen.type("h\r");
  await screen.until("History, the newest 100 messages; h all shows all");
  await screen.until("donald: number 2901\n");
  screen.type("h all\r");
  await screen.until("donald: number 42\n");
  expect(screen.output.match(/User donald has joined from 127\.0\.0\.1:\d+/g)).toHaveLength(1);
  donald.say("live");
  await screen.until("   donald: live");
});
