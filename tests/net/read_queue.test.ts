import { describe, expect, test } from "bun:test";

import { ReadQueue } from "../../src/net/read_queue.ts";

const KiB = 1024;

/** A socket, and whoever reads it. */
class Reader {
  /** Lengths of what was handed on, and at the end why it was closed. */
  readonly told: (number | string)[] = [];
  /** What the socket was asked: to hand in what comes, or not to. */
  readonly asked: boolean[] = [];
  onData: () => void = () => {};
  readonly queue = new ReadQueue(
    {
      data: (bytes) => {
        this.told.push(bytes.length);
        this.onData();
      },
      closed: (reason) => this.told.push(reason),
    },
    (on) => this.asked.push(on),
  );

  comes(...lengths: readonly number[]): void {
    for (const length of lengths) this.queue.data(new Uint8Array(length));
  }
}

/** A turn of the event loop. */
function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}

describe("ReadQueue", () => {
  test("hands on at once what comes in small pieces, and asks nothing of the socket", () => {
    const reader = new Reader();
    reader.comes(1, 64 * KiB, 3);
    reader.queue.closed("over");
    expect(reader.told).toEqual([1, 64 * KiB, 3, "over"]);
    expect(reader.asked).toEqual([]);
  });

  test("hands on 64 KiB a turn, and reads the socket no further until all of it is handed on", async () => {
    const reader = new Reader();
    reader.comes(150 * KiB, 1);
    expect([reader.told, reader.asked]).toEqual([[64 * KiB], [false]]);
    reader.queue.closed("over");
    await turn();
    expect(reader.told).toEqual([64 * KiB, 64 * KiB]);
    for (let i = 0; i < 3; i++) await turn();
    expect(reader.told).toEqual([64 * KiB, 64 * KiB, 22 * KiB, 1, "over"]);
    expect(reader.asked).toEqual([false, true]);
  });

  test("hands on nothing while it is paused, the rest of a chunk and the end neither", async () => {
    const reader = new Reader();
    reader.onData = () => reader.queue.pause();
    reader.comes(150 * KiB);
    reader.queue.closed("over");
    await turn();
    expect([reader.told, reader.asked]).toEqual([[64 * KiB], [false]]);
    reader.onData = () => {};
    reader.queue.resume();
    for (let i = 0; i < 3; i++) await turn();
    expect(reader.told).toEqual([64 * KiB, 64 * KiB, 22 * KiB, "over"]);
    expect(reader.asked).toEqual([false, true]);
  });

  test("paused by the last that came, is not told the end nor read before it goes on", async () => {
    const reader = new Reader();
    reader.onData = () => reader.queue.pause();
    reader.comes(1);
    reader.queue.closed("over");
    await turn();
    expect([reader.told, reader.asked]).toEqual([[1], [false]]);
    reader.queue.resume();
    await turn();
    expect(reader.told).toEqual([1, "over"]);
  });

  test("hands on nothing more once it was dropped", async () => {
    const reader = new Reader();
    reader.onData = () => reader.queue.drop();
    reader.comes(150 * KiB);
    reader.queue.closed("over");
    await turn();
    expect(reader.told).toEqual([64 * KiB]);
  });
});
