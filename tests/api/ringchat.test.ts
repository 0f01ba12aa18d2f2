/** The library, as another program of Bun has it. docs/API.md promises what is seen here. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { start } from "../../src/ringchat.ts";
import { TemporaryFolder } from "../e2e/temporary_folder.ts";
import { begin, errorOf, first, pair } from "./peers.ts";

setDefaultTimeout(60_000);

describe("a peer of the library", () => {
  test("says what the others hear, once it is on disk, and tells how far it got", async () => {
    const { bobby, donald } = await pair();
    const heard = first(donald, "message");
    const sent = await bobby.send("hello there");
    expect(await sent.receipt()).toEqual({ seenBy: 2, of: 2 });
    expect(await heard).toMatchObject({ id: sent.id, text: "hello there", author: bobby.self });
    expect(await sent.receipt(1)).toEqual({ seenBy: 2, of: 2 });
    await Promise.all([bobby.leave(), donald.leave()]);
  });

  test("refuses what can't be said, with a sentence that says why", async () => {
    await using bobby = await begin({ name: "bobby" });
    expect(await errorOf(() => bobby.send(" "))).toMatchObject({ code: "not-said" });
    expect(await errorOf(() => bobby.send("x".repeat(16_385)))).toEqual({
      code: "not-said",
      message: "Not sent: a message has at most 16 KiB. Send it in parts",
    });
  });

  test("has the history that it told, and prints it as the fourth document does", async () => {
    await using bobby = await begin({ name: "bobby" });
    await bobby.send("Hello user2");
    await bobby.send("two\nlines \u001B[31m");
    expect(bobby.history().map(({ text }) => text)).toEqual([
      "Hello user2",
      "two\nlines \u001B[31m",
    ]);
    expect(bobby.history({ limit: 1 })).toMatchObject([
      { author: { name: "bobby" }, kind: "message" },
    ]);
    const written = await stdoutOf(() => bobby.printHistory());
    const undated = written.replaceAll(/^\[\d{4}-\d\d-\d\d\|\d\d:\d\d:\d\d\]/gm, "[at]");
    expect(undated.split("\n")).toEqual([
      "The history",
      "[at] From bobby Message Hello user2",
      "[at] From bobby Message two",
      "   | lines \\x1b[31m",
      "",
    ]);
  });

  test("tells who is here", async () => {
    const { bobby, donald } = await pair();
    const { closed, kind, peers } = await bobby.members();
    expect({ kind, peers: peers.map(({ name }) => name) }).toEqual({
      kind: "ring",
      peers: ["bobby", "donald"],
    });
    expect(closed).toBeBoolean();
    await Promise.all([bobby.leave(), donald.leave()]);
  });

  test("may be the middle of a star, and whoever names it its client", async () => {
    await using relay = await begin({ name: "relay", kind: "star" });
    const place = { kind: "star", next: relay.self.address } as const;
    await using bobby = await begin({ name: "bobby", ...place });
    await using donald = await begin({ name: "donald", ...place });
    await first(donald, "link");
    const heard = first(donald, "message");
    await bobby.send("over the middle");
    expect(await heard).toMatchObject({ author: { name: "bobby" }, text: "over the middle" });
    expect((await relay.getConnections()).map(({ peer }) => peer.name).toSorted()).toEqual([
      "bobby",
      "donald",
    ]);
  });

  test("tells what happened before anybody read, and ends its events when it leaves", async () => {
    const bobby = await begin({ name: "bobby" });
    await bobby.send("early");
    const events = bobby.events();
    await bobby.leave();
    const shown = [];
    for await (const { show } of events) shown.push(show);
    expect(shown.slice(0, 2)).toEqual(["listening", "message"]);
    expect(shown.at(-1)).toBe("stopped");
  });

  test("leaves in order, as the others read, and can do nothing more", async () => {
    const { bobby, donald } = await pair();
    const left = first(donald, "notice", ({ kind }) => kind === "left");
    const late = bobby.send("said just before");
    {
      await using leaving = bobby;
      expect(leaving.room).toBe("lobby");
    }
    expect(await left).toMatchObject({ peer: { name: "bobby" } });
    await late;
    for (const late of [() => bobby.send("x"), () => bobby.history(), () => bobby.members()]) {
      expect(await errorOf(late)).toMatchObject({ code: "over" });
    }
    await bobby.leave();
    await donald.leave();
  });

  test("keeps identity and history in its folder, which serves one at a time", async () => {
    using folder = new TemporaryFolder();
    const place = { name: "bobby", ephemeral: false, state: folder.path };
    const bobby = await begin(place);
    await bobby.send("kept");
    const taken = await errorOf(() => begin(place));
    expect(taken.code).toBe("folder-in-use");
    expect(taken.message).toContain("choose another folder: the option `state`");
    await bobby.leave();
    await using again = await begin(place);
    expect(again.self.id).toBe(bobby.self.id);
    expect(again.history()).toMatchObject([{ text: "kept" }]);
  });

  test("says in terms of its options why it can't start", async () => {
    await using bobby = await begin({ name: "bobby" });
    const busy = await errorOf(() => begin({ name: "donald", self: bobby.self.address }));
    expect(busy.code).toBe("cannot-listen");
    expect(busy.message).toEndWith("Choose another address or port: the option `self`");
    expect(await errorOf(() => begin({ retryMs: 1 }))).toEqual({
      code: "bad-value",
      message: 'the option `retryMs` is "1", but must be a whole number from 50 to 60000.',
    });
    expect(await errorOf(() => begin({ next: "nowhere.invalid:1" }))).toMatchObject({
      code: "unknown-host",
    });
    expect(await errorOf(() => start({ next: "[::1]:1", discover: true }))).toMatchObject({
      code: "next-and-discover",
    });
  });

  test("leaves signals and the end of the process to the program that it is in", async () => {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const before = signals.map((signal) => process.listenerCount(signal));
    await using bobby = await begin({ name: "bobby" });
    expect(bobby.room).toBe("lobby");
    expect(signals.map((signal) => process.listenerCount(signal))).toEqual(before);
    expect(process.listenerCount("uncaughtException")).toBe(0);
  });
});

/** What is written to stdout meanwhile. */
async function stdoutOf(writing: () => void): Promise<string> {
  const { write } = process.stdout;
  let written = "";
  process.stdout.write = (text: string | Uint8Array) => {
    written += text;
    return true;
  };
  try {
    writing();
  } finally {
    process.stdout.write = write;
  }
  return written;
}
