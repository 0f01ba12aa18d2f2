import { expect, test } from "bun:test";

import { SentMessages } from "../../src/api/sent_messages.ts";
import { errorOf } from "./peers.ts";

test("a receipt waits until as many have the message as were asked for", async () => {
  const sent = new SentMessages();
  sent.follow("one");
  const all = sent.receipt("one", 3);
  sent.note("one", { seenBy: 2, of: 3 });
  expect(await sent.receipt("one", 2)).toEqual({ seenBy: 2, of: 3 });
  sent.note("one", { seenBy: 3, of: 3 });
  expect(await all).toEqual({ seenBy: 3, of: 3 });
});

test("of messages without end the newest are followed", async () => {
  const sent = new SentMessages();
  sent.follow("first");
  const waiting = errorOf(() => sent.receipt("first", 2));
  for (let i = 0; i < 4_096; i++) sent.follow(`${i}`);
  expect((await waiting).code).toBe("over");
  expect((await errorOf(() => sent.receipt("first", 1))).code).toBe("over");
});
