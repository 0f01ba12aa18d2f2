import { expect, test } from "bun:test";

import { CatchingUp, type Message } from "../../src/chat/catching_up.ts";

const author = { id: "d0".repeat(32), name: "donald", address: "127.0.0.1:6002" };

function message(text: string): Message {
  return { show: "message", id: text, author, text, atMs: 0, own: false, backlog: true };
}

function holding(messages: number): CatchingUp {
  const catching = new CatchingUp();
  for (let i = 1; i <= messages; i++) catching.hold(message(String(i)));
  return catching;
}

test("a short backlog is told whole", () => {
  const catching = holding(50);
  expect(catching.isLong).toBe(false);
  const { count, shown } = catching.release();
  expect(count).toBe(50);
  expect(shown.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, i) => `${i + 1}`));
});

test("of a long backlog the newest are told, and how many there were", () => {
  const catching = holding(2_000);
  expect(catching.isLong).toBe(true);
  const { count, shown } = catching.release();
  expect(count).toBe(2_000);
  expect(shown.map(({ text }) => text)).toEqual(
    Array.from({ length: 20 }, (_, i) => `${i + 1_981}`),
  );
});

test("what was told is not told again", () => {
  const catching = holding(60);
  catching.release();
  expect(catching.isLong).toBe(false);
  expect(catching.release()).toEqual({ count: 0, shown: [] });
});

test("a backlog that is on its way is long before it is there", () => {
  const catching = holding(1);
  catching.progress(500);
  expect(catching.isLong).toBe(true);
  catching.progress(0);
  expect(catching.isLong).toBe(false);
});
