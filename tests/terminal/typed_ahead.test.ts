import { expect, test } from "bun:test";
import { PassThrough } from "node:stream";

import { TypedAhead } from "../../src/terminal/typed_ahead.ts";

/** What a prompt that reads one chunk at a time is given, chunk by chunk. */
async function chunksOf(...typed: string[]): Promise<string[]> {
  const source = new PassThrough();
  const input = new TypedAhead(Object.assign(source, { setRawMode: () => source }));
  const chunks: string[] = [];
  input.on("data", (chunk) => chunks.push(String(chunk)));
  for (const text of typed) source.write(text);
  while (chunks.join("").length < typed.join("").replaceAll("\r\n", "\r").length) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  return chunks;
}

test("what was typed ahead comes Enter by Enter", async () => {
  expect(await chunksOf("ann\r\r", "x")).toEqual(["ann\r", "\r", "x"]);
});

test("an Enter that the terminal made a newline of, between two questions, is an Enter", async () => {
  expect(await chunksOf("ann\n[::1]:7000\r\n")).toEqual(["ann\r", "[::1]:7000\r"]);
});
