import { afterEach, describe, expect, test } from "bun:test";

import { PageServer } from "../../src/web/page_server.ts";
import { entry, FakePageRoom, message } from "./fake_page_room.ts";
import { cookieFor, PageClient, partsOf } from "./page_client.ts";

const open: Disposable[] = [];
afterEach(() => {
  for (const each of open.splice(0).toReversed()) each[Symbol.dispose]();
});

function serve() {
  const room = new FakePageRoom();
  const server = new PageServer(room, "127.0.0.1", 0);
  open.push({ [Symbol.dispose]: () => server.close() });
  return { room, server, ...partsOf(server.newLink()) };
}

async function pageOf(server: PageServer): Promise<PageClient> {
  const page = await PageClient.openBy(server.newLink());
  open.push(page);
  await page.next("status");
  return page;
}

const say = { ask: "say", text: "hello", ref: "r" };
const older = { ask: "older", before: "m1", limit: 9, ref: "r" };
const search = { ask: "search", words: "a", limit: 9, ref: "r" };
const hostile: readonly unknown[] = [
  null,
  [],
  [say],
  "say",
  {},
  { ...say, ask: "shout" },
  { ...say, text: 1 },
  { ...say, more: 1 },
  { ...say, ref: "r".repeat(129) },
  { ask: "say", text: "hello" },
  { ...older, limit: 0 },
  { ...older, limit: 201 },
  { ...older, limit: 1.5 },
  { ...older, before: "x".repeat(129) },
  { ...older, lamport: -1 },
  { ...older, lamport: 2 ** 53 },
  { ...search, words: "a".repeat(257) },
  { ...search, limit: "9" },
  { ask: "demo", demo: { act: "kill" } },
  { ask: "demo", demo: { act: "explode", name: "p1" } },
  { ask: "demo", demo: { act: "cut", between: ["a"] } },
  { ask: "demo", demo: { act: "cut", between: ["a", "b", "c"] } },
];

describe("a page that says what none of ours says", () => {
  test.each([
    ...hostile.map((value) => JSON.stringify(value)),
    "junk",
    "",
    "[".repeat(100_000),
    '{"ask":"say","text":"a","ref":"r","__proto__":{}}',
    '{"ask":"say","text":"a","ref":"r","constructor":1}',
  ])("is told so and closed: %.60s", async (text) => {
    const { room, server } = serve();
    const [good, bad] = [await pageOf(server), await pageOf(server)];
    bad.send(text);
    expect(await bad.next("trouble")).toEqual({
      tell: "trouble",
      reason: "The page said what its peer does not understand",
    });
    expect(await bad.closed).toBe(1_008);
    room.show(message("m1", "all others go on"));
    expect((await good.next("shown")).shown).toMatchObject({ id: "m1" });
  });

  test("is closed for bytes that are no text, and for a frame that is too long", async () => {
    const { room, server } = serve();
    const good = await pageOf(server);
    const bytes = await pageOf(server);
    bytes.send(new Uint8Array(8));
    expect(await bytes.closed).toBe(1_008);
    const long = await pageOf(server);
    long.ask({ ask: "say", text: "x".repeat(200_000), ref: "r" });
    expect(await long.closed).not.toBe(1_000);
    room.show(message("m1", "all others go on"));
    expect((await good.next("shown")).shown).toMatchObject({ id: "m1" });
  });

  test("is closed when it asks more than a hundred things at once", async () => {
    const { server } = serve();
    const page = await pageOf(server);
    for (let i = 0; i < 300; i++) page.ask({ ask: "older", before: "x", limit: 1, ref: `r${i}` });
    const reason = "The page asks too much at once";
    expect(await page.next("trouble")).toEqual({ tell: "trouble", reason });
    expect(await page.closed).toBe(1_008);
  });
});

test("the longest message that a peer takes gets through, whatever it is made of", async () => {
  const { server } = serve();
  const page = await pageOf(server);
  const text = "\u0001".repeat(16 * 1024);
  page.ask({ ask: "say", text, ref: "r" });
  expect((await page.next("shown")).shown).toMatchObject({ text, ref: "r" });
});

test("a page scrolls back and searches, and each answer has the ref of what was asked", async () => {
  const { room, server } = serve();
  room.history = Array.from({ length: 30 }, (_, n) => entry(n));
  const page = await pageOf(server);
  page.ask({ ask: "older", before: "m20", lamport: 20, limit: 5, ref: "r1" });
  const entries = room.history.slice(15, 20);
  expect(await page.next("entries")).toEqual({ tell: "entries", ref: "r1", entries, more: true });
  page.ask({ ask: "search", words: "message 7", limit: 5, ref: "r2" });
  const found = { tell: "entries", ref: "r2", entries: [entry(7)], more: false } as const;
  expect(await page.next("entries")).toEqual(found);
});

test("a history that can't be read is told of, and the talk goes on", async () => {
  const { room, server } = serve();
  room.broken = true;
  const page = await PageClient.openBy(server.newLink());
  open.push(page);
  expect(await page.next("greeting")).toMatchObject({ history: [], older: false });
  expect(await page.next("trouble")).toMatchObject({ reason: "The history can't be read" });
  room.show(message("m1", "hello"));
  expect((await page.next("shown")).shown).toMatchObject({ id: "m1" });
});

test("who is here is told after each notice and change of a link, however many come at once", async () => {
  const { room, server } = serve();
  const page = await pageOf(server);
  const { self: peer } = room.about();
  const before = room.statusAsked;
  for (let i = 0; i < 50; i++) room.show({ show: "notice", kind: "joined", peer, atMs: i });
  await page.next("status");
  // The clock, which asks each second, may have had its turn meanwhile.
  expect(room.statusAsked - before).toBeLessThan(4);
});

test("seventeen pages are one too many, until one is closed", async () => {
  const { host, origin, server } = serve();
  const pages = await Promise.all(Array.from({ length: 16 }, () => pageOf(server)));
  const headers = { host, origin, cookie: await cookieFor(server.newLink()) };
  await expect(PageClient.open(origin, headers)).rejects.toThrow("not let in");
  const busy = await fetch(`${origin}/chat`, { headers });
  expect([busy.status, await busy.text()]).toEqual([503, expect.stringContaining("Close some")]);
  pages[0]?.[Symbol.dispose]();
  await pages[0]?.closed;
  open.push(await PageClient.open(origin, headers));
});

test("a page that does not read is let go, and what waits for it is bounded", async () => {
  const { room, server, origin } = serve();
  const good = await pageOf(server);
  const link = server.newLink();
  const deaf = await DeafPage.open(link);
  open.push(deaf);
  const text = "x".repeat(256 * 1024);
  const sent = 256;
  for (let i = 0; i < sent; i++) {
    room.show(message(`m${i}`, text));
    await good.next("shown");
  }
  const received = await deaf.readToEnd();
  expect(received).toBeLessThan((sent * text.length) / 2);
  expect(received).toBeGreaterThan(0);
  expect((await fetch(origin)).status).toBe(200);
});

test("when the peer ends, each page is told the last of it and that it is over", async () => {
  const { room, server, origin } = serve();
  const page = await pageOf(server);
  room.show({ show: "stopped" });
  server.close();
  expect((await page.next("shown")).shown).toEqual({ show: "stopped" });
  expect(await page.closed).toBe(1_001);
  expect(room.watchers).toBe(0);
  await expect(fetch(origin)).rejects.toThrow();
});

/** A page that opens its WebSocket and then reads nothing. */
class DeafPage implements Disposable {
  #received = 0;
  readonly #socket: Bun.Socket;
  readonly #ended: Promise<void>;

  private constructor(socket: Bun.Socket, ended: Promise<void>) {
    this.#socket = socket;
    this.#ended = ended;
  }

  static async open(link: string): Promise<DeafPage> {
    const { host, origin } = partsOf(link);
    const cookie = await cookieFor(link);
    const opened = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    let page: DeafPage | null = null;
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(origin).port),
      socket: {
        data: (_, bytes) => {
          opened.resolve();
          page?.take(bytes.length);
        },
        close: () => ended.resolve(),
      },
    });
    const lines = ["GET /chat HTTP/1.1", `Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`];
    lines.push("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13");
    lines.push("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", "");
    socket.write(lines.join("\r\n"));
    await opened.promise;
    socket.pause();
    page = new DeafPage(socket, ended.promise);
    return page;
  }

  take(bytes: number): void {
    this.#received += bytes;
  }

  /** Bytes that had waited. */
  async readToEnd(): Promise<number> {
    this.#socket.resume();
    await this.#ended;
    return this.#received;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}
