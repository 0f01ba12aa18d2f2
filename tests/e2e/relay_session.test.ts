/**
 * The session of the document that has a chat server and two clients: tests/scenario/relay_*.txt
 * hold what each of the three reads, and types. The relay is named by its nickname at once, so its
 * two lines about a client stand together.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { QUESTION, RelayRoom } from "./relay_room.ts";
import type { TerminalScreen } from "./terminal_screen.ts";

setDefaultTimeout(60_000);

async function page(name: string): Promise<string> {
  const text = await Bun.file(join(import.meta.dir, `../scenario/relay_${name}.txt`)).text();
  return normal(text.trimEnd());
}

/** Times and ports differ from run to run; nothing else may. */
function normal(text: string): string {
  return text
    .replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/gm, "TIME")
    .replaceAll(/localhost:\d+/g, "localhost:PORT")
    .replaceAll(/(?<='127\.0\.0\.1', )\d+/g, "PORT");
}

/** What a person reads above the question that still waits at the bottom. */
function read(screen: TerminalScreen): string {
  return normal(screen.text()).replace(new RegExp(`\\n${QUESTION} ?$`), "");
}

test("the session of the document with a chat server is the same to the letter", async () => {
  await using room = await RelayRoom.open();
  const first = await room.enter("Nick1");
  const second = await room.enter("Nick2");
  await first.until("Companion: Connected to Nick2");
  await second.until("Companion: Connected to Nick1");
  await room.logs("Chat session started");

  // Both say it before either has read the other's.
  room.relay.signal("SIGSTOP");
  for (const [screen, text] of [
    [first, "Sup"],
    [second, "Hi:>"],
  ] as const) {
    screen.type(`${text}\r`);
    await screen.until(`${QUESTION} ${text}`);
  }
  room.relay.signal("SIGCONT");
  await first.until("Companion: Hi:>");
  await second.until("Companion: Sup");
  await first.until(() => !/on disk/i.test(first.text()));
  await second.until(() => !/on disk/i.test(second.text()));

  expect(read(first)).toBe(await page("client1"));
  expect(read(second)).toBe(await page("client2"));
  expect(normal(room.relay.text.trimEnd())).toBe(await page("server"));

  second.type("/exit\r");
  expect(await second.exited()).toBe(0);
  await first.until("Companion: Nick2 has left");
  await room.logs("Client 2 has left: Nick2");
  first.type("\x03");
  expect(await first.exited()).toBe(130);
  room.relay.signal("SIGTERM");
  expect(await room.relay.ended()).toBe(143);
  expect(room.relay.text).toContain("🛑 Chat server stopped");
});
