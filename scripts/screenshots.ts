/**
 * Pictures of the page of a room that real peers are in, while one of them has just died and
 * another does not answer: docs/screenshots/WIDTH-COLOURS.png. Needs Chromium.
 */
import { join, resolve } from "node:path";

import { closeBrowser } from "../tests/browser/browser.ts";
import { RoomPage } from "../tests/browser/room_page.ts";
import { freePorts } from "../tests/e2e/free_ports.ts";
import { JsonPeer } from "../tests/e2e/json_peer.ts";

const folder = resolve(import.meta.dir, "../docs/screenshots");

/** Of what a browser shows on common screens, less its own bars. */
const sizes = [
  { width: 1024, height: 768 },
  { width: 1920, height: 945 },
  { width: 360, height: 740 },
] as const;

const cast = ["bobby", "donald", "eddy", "fiona", "Даша"] as const;
type Name = (typeof cast)[number];

const talk: readonly (readonly [Name, string])[] = [
  ["donald", "Morning! Is the ring closed?"],
  ["bobby", "It is, five of us. The last lap took two milliseconds."],
  ["Даша", "Доброе утро! У меня всё на диске, журнал сошёлся."],
  ["eddy", "I pull my plug in a minute, so that we see it heal."],
  [
    "fiona",
    "Wait, let me write that down:\n1. eddy dies without a good-bye\n2. donald closes the gap",
  ],
  ["donald", "So my next will be you, fiona."],
  ["Даша", "А история потом у всех одинаковая?"],
  ["bobby", "To the byte: ringchat export on each, and compare."],
  ["eddy", "Ready. Three, two, one ..."],
];

class Room implements AsyncDisposable {
  readonly #peers = new Map<Name, JsonPeer>();
  readonly #all = new AsyncDisposableStack();

  /** Resolves once a lap went round through all of the cast. */
  async open(): Promise<RoomPage> {
    const addresses = freePorts(cast.length).map((port) => `127.0.0.1:${port}`);
    for (const [index, name] of cast.entries()) {
      const [self, next] = [addresses[index] ?? "", addresses[(index + 1) % cast.length] ?? ""];
      const extra = ["--retry-ms=300", ...(index === 0 ? ["--web"] : [])];
      const peer = this.#all.use(await JsonPeer.start({ name, self, next, extra }));
      this.#peers.set(name, peer);
    }
    await this.peer("bobby").closedRing(cast);
    return this.#all.use(await RoomPage.of(this.peer("bobby")));
  }

  peer(name: Name): JsonPeer {
    const peer = this.#peers.get(name);
    if (peer === undefined) throw new Error(`${name} is not in the room`);
    return peer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#all.disposeAsync();
  }
}

async function main(): Promise<void> {
  await using room = new Room();
  const page = await room.open();
  for (const [name, text] of talk) {
    room.peer(name).say(text);
    await page.row(text.split("\n")[0] ?? text);
  }
  room.peer("eddy").program.signal("SIGKILL");
  await page.node(/^eddy: lost/).waitFor();
  // Laps no longer come home, which shows after 2 s: by then the pictures with a ring are taken.
  room.peer("fiona").program.signal("SIGSTOP");
  await page.say("There it goes. And fiona does not answer at all ...");
  const said = await page.row("There it goes");
  await said.getByText("On disk at 3 of 4").waitFor();
  for (const size of sizes) {
    await page.page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.page.emulateMedia({ colorScheme });
      const path = join(folder, `${size.width}-${colorScheme}.png`);
      const bytes = (await page.page.screenshot({ path })).length;
      console.log(`${path}: ${Math.ceil(bytes / 1_024)} KiB`);
    }
  }
}

try {
  await main();
} finally {
  await closeBrowser();
}
