import { describe, expect, test } from "bun:test";

import { askHello } from "../../src/net/first_hello.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import type { Hello } from "../../src/wire/frame.ts";

const hex = "a".repeat(64);
const hello: Hello = {
  type: "hello",
  version: 1,
  kind: "mesh",
  room: "lobby",
  peer: hex,
  epoch: "a".repeat(16),
  name: "ann",
  address: "127.0.0.1:6010",
  nonce: hex,
  dials: 0,
  side: "other",
};

/** Somebody who says this to whoever dials, and keeps what comes back. */
class Somebody implements AsyncDisposable {
  readonly address: string;
  readonly heard: string[] = [];
  readonly left = Promise.withResolvers<void>();
  readonly #listener: Bun.TCPSocketListener;

  constructor(says: string | Uint8Array) {
    this.#listener = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: (socket) => void socket.write(says),
        data: (_socket, bytes) => void this.heard.push(bytes.toString()),
        close: () => this.left.resolve(),
        end: (socket) => void socket.end(),
      },
    });
    this.address = `127.0.0.1:${this.#listener.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.stop(true);
  }
}

describe("whoever asks who is at an address", () => {
  test("reads the hello there, says nothing, and leaves", async () => {
    await using ann = new Somebody(encodeFrame(hello));
    expect(await askHello(ann.address)).toEqual({ said: "hello", hello });
    await ann.left.promise;
    expect(ann.heard).toEqual([]);
  });

  test.each([
    ["another version", `{"type":"hello","version":2,"colour":"blue"}\n`, "other-version"],
    ["a peer that turns us away", `{"type":"error","code":"busy","message":"later"}\n`, "error"],
    ["another protocol", "220 mail.example ESMTP\r\n", "noise"],
    ["a line that never ends", "x".repeat(70_000), "noise"],
  ])("knows %s", async (_, says, said) => {
    await using somebody = new Somebody(says);
    const { said: found }: { said: string } = await askHello(somebody.address);
    expect(found).toBe(said);
    await somebody.left.promise;
  });

  test("is told that nobody listens there", async () => {
    const somebody = new Somebody("");
    await somebody[Symbol.asyncDispose]();
    expect(await askHello(somebody.address)).toMatchObject({ said: "no-answer" });
  });

  test("waits no longer than 2 s for who says nothing", async () => {
    await using somebody = new Somebody("");
    expect(await askHello(somebody.address)).toEqual({ said: "nothing" });
    await somebody.left.promise;
  });
});
