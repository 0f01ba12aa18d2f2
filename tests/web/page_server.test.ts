import { afterEach, describe, expect, test } from "bun:test";

import { PageServer } from "../../src/web/page_server.ts";
import { entry, FakePageRoom, message } from "./fake_page_room.ts";
import { cookieFor, PageClient, partsOf, postToken } from "./page_client.ts";

const open: Disposable[] = [];
afterEach(() => {
  for (const each of open.splice(0).toReversed()) each[Symbol.dispose]();
});

function serve(room = new FakePageRoom(), host = "127.0.0.1") {
  const server = new PageServer(room, host, 0);
  open.push({ [Symbol.dispose]: () => server.close() });
  const link = server.newLink();
  return { room, server, link, ...partsOf(link) };
}

async function pageOf({ link }: { readonly link: string }): Promise<PageClient> {
  const page = await PageClient.openBy(link);
  open.push(page);
  return page;
}

describe("a link", () => {
  test("opens the page once: its token is given for a cookie, and then no more", async () => {
    const { link, origin } = serve();
    const first = await postToken(link);
    expect(first.status).toBe(204);
    const second = await postToken(link);
    expect(second.status).toBe(403);
    expect(await second.text()).toContain("the command w prints a new one");
    const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await fetch(`${origin}/session`, { headers: { cookie } })).status).toBe(204);
  });

  test("gives a cookie that no script, no other site and no other port's page can use", async () => {
    const { link, origin } = serve();
    const cookie = (await postToken(link)).headers.get("set-cookie") ?? "";
    const { port } = new URL(origin);
    expect(cookie).toMatch(
      new RegExp(`^ringchat-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    const other = serve();
    const answer = await fetch(`${other.origin}/session`, { headers: { cookie } });
    expect(answer.status).toBe(401);
  });

  test("has 256 random bits in its fragment, which no server and no log ever sees", () => {
    const { link, server } = serve();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
    expect(server.newLink()).not.toBe(link);
  });

  test("is no good to another site, and still opens the page afterwards", async () => {
    const { link } = serve();
    for (const origin of ["http://evil.example", "null", "http://127.0.0.1:1", ""]) {
      expect((await postToken(link, { origin })).status).toBe(403);
    }
    expect((await postToken(link)).status).toBe(204);
  });

  test("is forgotten when sixteen newer ones are out", async () => {
    const { link, server } = serve();
    const [next = ""] = Array.from({ length: 16 }, () => server.newLink());
    expect((await postToken(link)).status).toBe(403);
    expect((await postToken(next)).status).toBe(204);
  });
});

describe("who is let in", () => {
  test("is told what to do without a cookie, or with a wrong one", async () => {
    const { origin, link } = serve();
    const right = await cookieFor(link);
    for (const cookie of ["", `${right}x`, right.slice(0, -1), right.replace("ringchat", "x")]) {
      const answer = await fetch(`${origin}/chat`, { headers: { cookie, origin } });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain("Open the link that the peer printed");
      await expect(PageClient.open(origin, { cookie, origin })).rejects.toThrow("not let in");
    }
  });

  test("is no page of another origin, though it has the cookie", async () => {
    const { host, link, origin } = serve();
    const cookie = await cookieFor(link);
    const others = ["http://evil.example", "null", "http://127.0.0.1:1", `https://${host}`];
    for (const other of [...others, origin.replace("127.0.0.1", "localhost")]) {
      const headers = { cookie, origin: other };
      expect((await fetch(`${origin}/chat`, { headers })).status).toBe(403);
      await expect(PageClient.open(origin, headers)).rejects.toThrow("not let in");
    }
  });

  test("asks under a name of ours: a name that was made to lead here is refused", async () => {
    const { host, link, origin } = serve();
    const cookie = await cookieFor(link);
    const { port } = new URL(origin);
    const wrong = [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1",
      "127.0.0.1:1",
      `[::1]:${port}`,
    ];
    for (const other of [...wrong, `${host}.evil.example`, `0.0.0.0:${port}`]) {
      for (const path of ["/", "/session", "/chat", "/nothing"]) {
        const headers = { host: other, cookie, origin: `http://${other}` };
        const answer = await fetch(`${origin}${path}`, { headers });
        expect(answer.status).toBe(421);
        expect(await answer.text()).toContain(`The page is at http://${host}/`);
      }
    }
    const asLocalhost = { host: `localhost:${port}` };
    expect((await fetch(origin, { headers: asLocalhost })).status).toBe(200);
  });

  test("says under which one name it asks", async () => {
    const { host, origin } = serve();
    const ask = (head: string): Promise<string> => rawAnswer(origin, `GET / ${head}\r\n\r\n`);
    const over = "Connection: close";
    expect(await ask(`HTTP/1.1\r\nHost: ${host}\r\n${over}`)).toStartWith("HTTP/1.1 200");
    const two = [`Host: ${host}`, "Host: evil.example"];
    for (const hosts of [two, two.toReversed()]) {
      expect(await ask(["HTTP/1.1", ...hosts, over].join("\r\n"))).toStartWith("HTTP/1.1 421");
    }
    expect(await ask("HTTP/1.0")).toStartWith("HTTP/1.1 421");
    expect(await ask(`HTTP/1.1\r\n${over}`)).toStartWith("HTTP/1.1 400");
  });

  test("is no other site by the word of its browser, whatever it asks for", async () => {
    const { link, origin } = serve();
    const headers = { "sec-fetch-site": "cross-site", cookie: await cookieFor(link), origin };
    for (const path of ["/", "/session", "/chat"]) {
      expect((await fetch(`${origin}${path}`, { headers })).status).toBe(403);
    }
  });

  test("may ask at the IPv6 loopback, under its names", async () => {
    const { link, origin } = serve(new FakePageRoom(), "::1");
    expect(link).toStartWith("http://[::1]:");
    expect((await fetch(origin)).status).toBe(200);
  });
});

test("each answer forbids all that the page does not need", async () => {
  const { link, origin } = serve();
  const cookie = await cookieFor(link);
  const document = await fetch(origin);
  const assets = await Promise.all(
    Array.from((await document.text()).matchAll(/(?:src|href)="\.?(\/[^"]*)"/g), ([, path]) =>
      fetch(`${origin}${path}`),
    ),
  );
  for (const { status } of assets) expect(status).toBe(200);
  const answers = await Promise.all([
    fetch(origin, { method: "HEAD" }),
    fetch(`${origin}/session`),
    fetch(`${origin}/session`, { headers: { cookie } }),
    fetch(`${origin}/chat`),
    fetch(`${origin}/chat`, { headers: { cookie, origin } }),
    fetch(`${origin}/../src/main.ts`),
    fetch(origin, { headers: { host: "evil.example" } }),
    fetch(origin, { method: "DELETE" }),
    postToken(link),
    postToken(link, { origin: "null" }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([
    200, 401, 204, 403, 426, 404, 421, 405, 403, 403,
  ]);
  for (const { headers } of [document, ...assets, ...answers]) {
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy.split("; ").toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("a browser that takes no gzip gets the page as it is", async () => {
  const { origin } = serve();
  const headers = { "accept-encoding": "identity" };
  const plain = await fetch(origin, { headers });
  expect(plain.headers.get("content-encoding")).toBeNull();
  const packed = await fetch(origin, { headers: { "accept-encoding": "gzip, br" } });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(await plain.text()).toBe(await packed.text());
});

test("a page is greeted with who serves it and the newest of the history", async () => {
  const room = new FakePageRoom();
  room.history = Array.from({ length: 300 }, (_, n) => entry(n));
  const served = serve(room);
  const log = { show: "listening", address: "127.0.0.1:6001" } as const;
  const receipt = { show: "receipt", id: "m299", seenBy: 1, of: 2 } as const;
  for (const shown of [log, receipt, { ...receipt, seenBy: 2 }]) room.show(shown);
  const page = await pageOf(served);
  const { history, ...greeting } = await page.next("greeting");
  expect(greeting).toEqual({
    tell: "greeting",
    ...room.about(),
    older: true,
    receipts: [{ ...receipt, seenBy: 2 }],
    log: [{ atMs: expect.any(Number), shown: log }],
    demo: null,
  });
  expect(history).toEqual(room.history.slice(-200));
  expect((await page.next("status")).status.peers).toEqual([{ ...room.about().self, sinceMs: 0 }]);
});

test("what one page says is answered to it, and all others are shown it once", async () => {
  const served = serve();
  const one = await pageOf(served);
  const other = await pageOf({ link: served.server.newLink() });
  await Promise.all([one.next("greeting"), other.next("greeting")]);
  one.ask({ ask: "say", text: "hello", ref: "r1" });
  one.ask({ ask: "say", text: "", ref: "r2" });
  served.room.show(message("m2", "from afar"));
  const toOne = [await one.next("shown"), await one.next("shown"), await one.next("shown")];
  expect(toOne.map(({ shown }) => shown)).toContainEqual({
    ...message("said1", "hello"),
    ref: "r1",
  });
  expect(toOne.map(({ shown }) => shown)).toContainEqual({
    show: "rejected",
    code: "empty",
    ref: "r2",
  });
  const toOther = [await other.next("shown"), await other.next("shown")];
  expect(toOther.map(({ shown }) => shown)).toContainEqual(message("said1", "hello"));
});

/** What comes back for these very bytes, until it is closed. */
async function rawAnswer(origin: string, text: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const closed = Promise.withResolvers<string>();
  let answer = "";
  await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) => void socket.write(text),
      data: (_, bytes) => {
        answer += bytes.toString();
      },
      end: (socket) => void socket.end(),
      close: () => closed.resolve(answer),
    },
  });
  return closed.promise;
}
