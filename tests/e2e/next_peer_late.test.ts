/** The next peer need not run yet. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { freePorts } from "./free_ports.ts";
import { isKind } from "./json_event.ts";
import { JsonPeer } from "./json_peer.ts";
import { PipedPeer } from "./piped_peer.ts";

setDefaultTimeout(60_000);

describe.concurrent("a next peer that appears late", () => {
  test("is dialled ten times, given up, and taken up again when it appears", async () => {
    const [bobbyPort, donaldPort] = freePorts(2);
    const self = `127.0.0.1:${bobbyPort}`;
    const next = `localhost:${donaldPort}`;
    await using bobby = await JsonPeer.start({ name: "bobby", self, next });
    const gaveUp = await bobby.error("gave-up");
    expect(gaveUp.message).toBe(
      `No answer from ${next} after 10 tries; it is dialled quietly until it appears`,
    );
    expect(bobby.events.items.filter(isKind("retry"))).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((attempt) => ({
        event: "retry",
        address: next,
        attempt,
        of: 10,
      })),
    );
    bobby.say("said to nobody");
    await bobby.message("said to nobody");

    // Without a next of its own, so that the link can only be the one that bobby dials.
    await using donald = await JsonPeer.start({
      name: "donald",
      self: `127.0.0.1:${donaldPort}`,
    });
    await bobby.link("up", "next");
    donald.say("here I am");
    await bobby.message("here I am");
    expect(await donald.message("said to nobody")).toMatchObject({ backlog: true, own: false });
    await bobby.closedRing(["bobby", "donald"]);
    expect(bobby.events.items.filter(isKind("retry"))).toHaveLength(10);
  });

  test("reads the tries and the end of them as the first document writes them", async () => {
    const [bobbyPort, donaldPort] = freePorts(2);
    const next = `localhost:${donaldPort}`;
    await using bobby = await PipedPeer.start({
      name: "bobby",
      self: `127.0.0.1:${bobbyPort}`,
      next,
      extra: ["--log-level", "debug"],
    });
    await bobby.line("command:");
    expect(bobby.lines).toEqual([
      `INF ~ Server listening at 127.0.0.1:${bobbyPort}`,
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(
        (attempt) => `DBG ~ Clt could not connect to ${next}. retry ${attempt} of 10`,
      ),
      `WRN ~ Clt gave up on ${next} after 10 tries. Still listening, and joining it as soon as it appears; you can type now`,
      "command:",
    ]);
  });

  test("is waited for in one line at info level, while one can type already", async () => {
    const [bobbyPort, donaldPort] = freePorts(2);
    const self = `127.0.0.1:${bobbyPort}`;
    const next = `localhost:${donaldPort}`;
    const extra = ["--retries", "1000"];
    await using bobby = await PipedPeer.start({ name: "bobby", self, next, extra });
    await bobby.line("command:");
    expect(bobby.lines).toEqual([
      `INF ~ Server listening at ${self}`,
      `INF ~ Waiting for ${next}; you can type now`,
      "command:",
    ]);
    bobby.type("m");
    await bobby.line("Type your message:");
    bobby.type("written while alone");
    const prompts = () => bobby.lines.filter((line) => line === "command:");
    await bobby.program.out.when(() => prompts().length === 2, { what: "the second prompt" });
    await using donald = await JsonPeer.start({
      name: "donald",
      self: `127.0.0.1:${donaldPort}`,
      next: self,
    });
    await donald.message("written while alone");
    donald.say("good that you waited");
    await bobby.line("   donald: good that you waited");
  });
});
