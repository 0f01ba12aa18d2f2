/** The page of the compiled program, as its browsers meet it. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { PageClient, partsOf, postToken } from "../web/page_client.ts";
import { builtBinary } from "./binary.ts";
import { command } from "./command.ts";
import { type EventOf, isKind, type JsonEvent } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { PipedPeer } from "./piped_peer.ts";
import { Program } from "./program.ts";

setDefaultTimeout(60_000);

test("a script is told where the page is, and page and script hear each other", async () => {
  await using peer = await JsonPeer.start({ name: "bobby", extra: ["--web", "--lang", "ru"] });
  const { url } = await peer.events.first(isKind("web"), { what: "web" });
  expect(peer.events.items.map(({ event }) => event).slice(0, 2)).toEqual(["listening", "web"]);
  peer.say("said before");
  await peer.message("said before");
  using page = await PageClient.openBy(url);
  const greeting = await page.next("greeting");
  expect(greeting).toMatchObject({
    self: { name: "bobby", address: await peer.address() },
    room: "lobby",
    kind: "ring",
    language: "ru",
    older: false,
  });
  expect(greeting.history.map((entry) => entry.kind)).toEqual(["joined", "message"]);
  expect(greeting.log.map(({ shown }) => shown.show)).toContain("listening");
  expect(await page.next("status")).toMatchObject({ status: { closed: true, kind: "ring" } });

  page.ask({ ask: "say", text: "from the page", ref: "r1" });
  const own = await page.next("shown");
  expect(own.shown).toMatchObject({ show: "message", text: "from the page", ref: "r1" });
  expect(await peer.message("from the page")).not.toHaveProperty("ref", "r1");
  page.ask({ ask: "search", words: "before", limit: 9, ref: "r2" });
  const found = await page.next("entries");
  expect(found.entries).toMatchObject([{ text: "said before" }]);

  expect((await postToken(url)).status).toBe(403);
  peer.do({ do: "web", ref: "w" });
  const isNew = (event: JsonEvent): event is EventOf<"web"> =>
    event.event === "web" && event.ref === "w";
  const { url: another } = await peer.events.first(isNew, { what: "a new link" });
  expect((await postToken(another)).status).toBe(204);
  expect(await peer.quit()).toBe(0);
  expect(await page.closed).toBe(1_001);
});

test("the executable has the whole page in it", async () => {
  await using peer = await JsonPeer.start({ name: "bobby", extra: ["--web"] });
  const { url } = await peer.events.first(isKind("web"), { what: "web" });
  const { origin } = partsOf(url);
  const text = await (await fetch(origin)).text();
  const script = /src="([^"]*\.js)"/.exec(text)?.[1] ?? "";
  const answer = await fetch(new URL(script, origin));
  expect(answer.headers.get("content-type")).toStartWith("text/javascript");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await answer.text()).not.toContain("sourceMappingURL");
});

test("at a terminal w shows a new link, and without a page says how to get one", async () => {
  const self = "127.0.0.1:0";
  await using peer = await PipedPeer.start({ name: "bobby", self, extra: ["--web"] });
  const [, first = ""] = (await peer.line("Page: ")).split("Page: ");
  peer.type("ц");
  await peer.program.out.when(() => peer.program.text.split("Page: ").length > 2, {
    what: "another link",
  });
  const [, , second = ""] = peer.program.text.split(/Page: (?=http)/);
  expect((await postToken(second.split("\n")[0] ?? "")).status).toBe(204);
  expect((await postToken(first)).status).toBe(204);
  await using bare = await PipedPeer.start({ name: "eddy", self });
  bare.type("w");
  await bare.line("There is no page. Start with --web");
});

test("without a prompt the link is a line, and a signal ends peer and page", async () => {
  const words = ["lan", "--self", "127.0.0.1", "--port", "0", "--headless", "--ephemeral", "--web"];
  await using peer = new Program([await builtBinary(), ...words]);
  const line = await peer.out.first((each) => each.startsWith("Page: "), { what: "the link" });
  using page = await PageClient.openBy(line.slice("Page: ".length));
  expect(await page.next("greeting")).toMatchObject({ kind: "mesh", language: null });
  peer.signal("SIGTERM");
  expect(await peer.ended()).toBe(143);
  expect(await page.closed).toBe(1_001);
});

test("a page's port that is taken ends the start, before anybody heard of the peer", async () => {
  using taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  const place = `127.0.0.1:${taken.port}`;
  const words = ["ring", "--self", "127.0.0.1:0", "--ephemeral", "--json", "--web", place];
  const { code, out, err } = await command(words);
  expect(code).toBe(3);
  expect(err).toBe(
    `ringchat: Cannot listen at ${place}: another program listens there. ` +
      "Choose another address or port: --web HOST:PORT\n",
  );
  expect(out).not.toContain("listening");
});
