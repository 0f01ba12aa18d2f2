/** Who may use a page: whoever opened its link, and no other site that the same browser shows. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import { JsonPeer } from "../e2e/json_peer.ts";
import { browserPath, closeBrowser, reboundHost } from "./browser.ts";
import { OpenPage } from "./open_page.ts";
import { RoomPage, webLink } from "./room_page.ts";

setDefaultTimeout(60_000);

/** Run in another page of the browser that has the cookie: what becomes of each way to get in. */
const attack = (page: string): string => `
  (async () => {
    const page = ${JSON.stringify(page)};
    const socketAt = (url) => new Promise((resolve) => {
      const socket = new WebSocket(url.replace("http", "ws"));
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("refused");
    });
    const answerOf = async (init, path = "session") => {
      try { return await (await fetch(page + path, { credentials: "include", ...init })).text(); }
      catch { return "refused"; }
    };
    return {
      socket: await socketAt(page + "chat"),
      document: await answerOf({}, ""),
      session: await answerOf({}),
      guess: await answerOf({ method: "POST", body: "guess" }),
    };
  })()`;

describe.skipIf(browserPath === undefined)("a page", () => {
  const all = new AsyncDisposableStack();
  let bobby: JsonPeer;
  let link = "";
  let room: RoomPage;
  beforeAll(async () => {
    bobby = all.use(await JsonPeer.start({ name: "bobby", extra: ["--web"] }));
    link = await webLink(bobby);
    room = all.use(await RoomPage.by(link));
    await room.page.getByText("Connected").waitFor();
  });
  afterAll(async () => {
    await all.disposeAsync();
    await closeBrowser();
  });

  test("has its token out of its address at once, and goes on after a reload", async () => {
    expect(new URL(room.page.url()).hash).toBe("");
    await room.page.reload();
    await room.page.getByText("Connected").waitFor();
  });

  test("opens once by its link, and not without one", async () => {
    for (const address of [link, new URL("/", link).href]) {
      await using again = await OpenPage.at(address);
      await again.page.getByText("Open a new one").waitFor();
    }
  });

  test("does not let in another site that the same browser shows", async () => {
    const site = { fetch: () => new Response("another site") };
    using server = Bun.serve({ hostname: "127.0.0.1", port: 0, ...site });
    for (const host of ["127.0.0.1", "localhost"]) {
      const other = await room.page.context().newPage();
      await other.goto(`http://${host}:${server.port}/`);
      const outcome = await other.evaluate(attack(room.page.url()));
      expect(outcome).toEqual({
        socket: "refused",
        document: "refused",
        session: "refused",
        guess: "refused",
      });
      await other.close();
    }
    await room.say("still in");
    await bobby.message("still in");
  });

  test("is not there under a name that was turned to this machine", async () => {
    const { port } = new URL(link);
    const other = await room.page.context().newPage();
    const answer = await other.goto(`http://${reboundHost}:${port}/`);
    expect(answer?.status()).toBe(421);
    await other.close();
  });
});
