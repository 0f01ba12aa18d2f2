import { describe, expect, test } from "bun:test";

import { OutputQueue, type Sink } from "../../src/cli/output_queue.ts";

/** Until everything that is due has run. */
const turn = (): Promise<void> => new Promise(setImmediate);

/** A pipe whose reader takes a batch only when told to. */
class SlowSink implements Sink {
  readonly batches: string[] = [];
  #taken = Promise.withResolvers<number>();

  write(text: string): number {
    this.batches.push(text);
    return text.length;
  }

  flush(): Promise<number> {
    return this.#taken.promise;
  }

  async take(): Promise<void> {
    await turn(); // else nobody waits yet
    const taken = this.#taken;
    this.#taken = Promise.withResolvers();
    taken.resolve(0);
    await turn();
  }

  async break(): Promise<void> {
    await turn();
    this.#taken.reject(new Error("EPIPE"));
  }
}

function open(sink: Sink, charactersMax = 100) {
  const lost: string[] = [];
  return { lost, queue: new OutputQueue(sink, charactersMax, (why) => lost.push(why)) };
}

describe("OutputQueue", () => {
  test("writes what a turn brought in one batch, and what comes meanwhile in one more", async () => {
    const sink = new SlowSink();
    const { lost, queue } = open(sink);
    for (const text of ["a", "b"]) queue.write(text);
    await turn();
    expect(sink.batches).toEqual(["ab"]);
    for (const text of ["c", "d"]) queue.write(text);
    await sink.take();
    expect(sink.batches).toEqual(["ab", "cd"]);
    await sink.take();
    await queue.drained();
    expect(lost).toEqual([]);
  });

  test("is drained only when all has left", async () => {
    const sink = new SlowSink();
    const { queue } = open(sink);
    queue.write("a");
    let isDrained = false;
    const drained = queue.drained().then(() => (isDrained = true));
    await turn();
    expect(isDrained).toBe(false);
    await sink.take();
    await drained;
    expect(isDrained).toBe(true);
  });

  test("says once that a reader is stuck, and keeps nothing more for it", async () => {
    const sink = new SlowSink();
    const { lost, queue } = open(sink);
    queue.write("first");
    await turn();
    for (let i = 0; i < 20; i++) queue.write("x".repeat(10));
    expect(lost).toEqual(["stuck"]);
    await sink.take();
    await queue.drained();
    expect(sink.batches).toEqual(["first"]);
  });

  test("says once that a reader is gone, and is then drained", async () => {
    const sink = new SlowSink();
    const { lost, queue } = open(sink);
    queue.write("a");
    await turn();
    queue.write("b");
    await sink.break();
    await queue.drained();
    queue.write("c");
    expect(lost).toEqual(["gone"]);
    expect(sink.batches).toEqual(["a"]);
  });
});
