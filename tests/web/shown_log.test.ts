import { expect, test } from "bun:test";

import { ShownLog } from "../../src/web/shown_log.ts";
import { message } from "./fake_page_room.ts";

const address = "127.0.0.1:6002";

test("keeps the newest of what was shown, and of the rest nothing", () => {
  const log = new ShownLog();
  for (let attempt = 0; attempt < 2_000; attempt++) {
    log.take({ atMs: attempt, shown: { show: "retry", address, attempt, of: 10 } });
    log.take({ atMs: attempt, shown: message(`m${attempt}`, "hello") });
    log.take({ atMs: attempt, shown: { show: "backlog", done: attempt, left: 1 } });
  }
  expect(log.logged).toHaveLength(500);
  expect(log.logged.map(({ atMs }) => atMs)).toEqual(
    Array.from({ length: 500 }, (_, i) => 1_500 + i),
  );
  expect(new Set(log.logged.map(({ shown }) => shown.show))).toEqual(new Set(["retry"]));
});

test("keeps the last receipt of each message, of the messages that were told of last", () => {
  const log = new ShownLog();
  const told = (id: string, seenBy: number): void =>
    log.take({ atMs: 0, shown: { show: "receipt", id, seenBy, of: 3 } });
  for (let i = 0; i < 600; i++) told(`m${i}`, 1);
  told("m100", 3);
  expect(log.receipts).toHaveLength(500);
  expect(log.receipts[0]).toMatchObject({ id: "m101" });
  expect(log.receipts.at(-1)).toEqual({ show: "receipt", id: "m100", seenBy: 3, of: 3 });
});
