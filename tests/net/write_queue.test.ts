import { describe, expect, test } from "bun:test";

import { WriteQueue } from "../../src/net/write_queue.ts";

/** A socket that takes at most `room` bytes until it is drained. */
class FakeSocket {
  readonly writes: number[] = [];
  taken = "";
  room = Infinity;
  isClosed = false;
  readonly queue = new WriteQueue((bytes) => this.#write(bytes));

  #write(bytes: Uint8Array): number {
    if (this.isClosed) return -1;
    const count = Math.min(bytes.length, this.room);
    this.room -= count;
    this.taken += new TextDecoder().decode(bytes.subarray(0, count));
    this.writes.push(count);
    return count;
  }

  say(text: string): void {
    this.queue.write(new TextEncoder().encode(text));
  }

  drain(room: number): void {
    this.room = room;
    this.queue.drained();
  }
}

/** What was queued for the end of this turn of the event loop has run. */
const turn = (): Promise<void> => Promise.resolve();

describe("WriteQueue", () => {
  test("writes of one turn go out as one, in order", async () => {
    const socket = new FakeSocket();
    for (const text of ["one ", "two ", "three"]) socket.say(text);
    expect(socket.writes).toEqual([]);
    await turn();
    expect([socket.taken, socket.writes.length]).toEqual(["one two three", 1]);
    expect(socket.queue.isEmpty).toBeTrue();
  });

  test("what a socket does not take waits until it drains, and nothing is lost or doubled", async () => {
    for (const room of [1, 2, 3, 5, 7]) {
      const socket = new FakeSocket();
      socket.room = room;
      for (const text of ["ab", "c", "defg", "", "hij"]) socket.say(text);
      await turn();
      for (let i = 0; i < 12 && !socket.queue.isEmpty; i++) {
        socket.say(i === 2 ? "K" : "");
        await turn();
        socket.drain(room);
      }
      await turn();
      socket.drain(Infinity);
      expect({ room, taken: socket.taken.replace("K", "") }).toEqual({ room, taken: "abcdefghij" });
      expect(socket.queue.isEmpty).toBeTrue();
    }
  });

  test("a blocked socket is not written to before it drains", async () => {
    const socket = new FakeSocket();
    socket.room = 0;
    socket.say("a");
    await turn();
    const before = socket.writes.length;
    for (const text of ["b", "c"]) socket.say(text);
    await turn();
    expect(socket.writes).toHaveLength(before);
    socket.drain(Infinity);
    expect(socket.taken).toBe("abc");
  });

  test("small writes are joined up to 64 KiB, a large one goes as it is", async () => {
    const socket = new FakeSocket();
    for (let i = 0; i < 100; i++) socket.say("x".repeat(1024));
    socket.say("y".repeat(100_000));
    await turn();
    expect(socket.taken).toBe("x".repeat(102_400) + "y".repeat(100_000));
    expect(socket.writes).toEqual([65_536, 36_864, 100_000]);
  });

  test("a mark calls back once all that was written before it is out, whatever comes after", async () => {
    const socket = new FakeSocket();
    const called: string[] = [];
    socket.room = 3;
    socket.say("abc");
    socket.queue.whenDrained(() => called.push("first"));
    socket.say("def");
    socket.queue.whenDrained(() => called.push("second"));
    socket.say("ghi");
    await turn();
    expect(called).toEqual(["first"]);
    socket.drain(2);
    expect(called).toEqual(["first"]);
    socket.drain(1);
    expect(called).toEqual(["first", "second"]);
  });

  test("a mark on an empty queue calls back in the same turn, not within the call", async () => {
    const socket = new FakeSocket();
    let calls = 0;
    socket.queue.whenDrained(() => calls++);
    expect(calls).toBe(0);
    await turn();
    expect(calls).toBe(1);
  });

  test("a closed socket empties the queue, and its marks are not called", async () => {
    const socket = new FakeSocket();
    let calls = 0;
    socket.isClosed = true;
    socket.say("abc");
    socket.queue.whenDrained(() => calls++);
    await turn();
    expect([socket.queue.isEmpty, calls, socket.taken]).toEqual([true, 0, ""]);
  });

  test("flush writes at once", () => {
    const socket = new FakeSocket();
    socket.say("bye");
    socket.queue.flush();
    expect(socket.taken).toBe("bye");
  });
});
