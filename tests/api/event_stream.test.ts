import { expect, test } from "bun:test";

import { EventStream } from "../../src/api/event_stream.ts";
import { errorOf } from "./peers.ts";

test("events are read in their order, those that came before the reader and those after", async () => {
  let ends = 0;
  const stream = new EventStream(["a"], () => ends++);
  stream.push("b");
  const read = [await stream.next(), await stream.next()];
  const late = stream.next();
  stream.push("c");
  expect([...read, await late].map(({ value }) => value)).toEqual(["a", "b", "c"]);
  const last = stream.next();
  stream.end();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(ends).toBe(1);
});

test("who does not read is told so, and holds no memory", async () => {
  const stream = new EventStream<number>([], () => {});
  for (let i = 0; i <= 65_536; i++) stream.push(i);
  expect((await errorOf(() => stream.next())).code).toBe("too-slow");
  expect((await stream.next()).done).toBe(true);
});
