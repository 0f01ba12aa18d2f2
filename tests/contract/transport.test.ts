import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";

import { type Listener, listenTcp, tcpTransport } from "../../src/net/tcp.ts";
import type { Connection, Transport } from "../../src/peer/ports.ts";

setDefaultTimeout(60_000);

type Accept = Parameters<typeof listenTcp>[1];

type World = {
  readonly transport: Transport;
  listen(accept: Accept): { readonly address: string; stop(): void };
};

const tcp: World = {
  transport: tcpTransport,
  listen(accept) {
    const listener: Listener = listenTcp({ host: "127.0.0.1", port: 0, mayMoveUp: false }, accept);
    return { address: `127.0.0.1:${listener.port}`, stop: () => listener.stop() };
  },
};

/** What every transport owes to the driver; a new one joins the list. */
const worlds: readonly (readonly [string, World])[] = [["TCP", tcp]];

/** One end of a connection, with all that came to it. */
class End {
  connection: Connection | null = null;
  local = "";
  remote = "";
  readonly chunks: Uint8Array[] = [];
  length = 0;
  closings: string[] = [];
  #wake: () => void = () => {};

  readonly opened: Accept = (connection, local, remote) => {
    Object.assign(this, { connection, local, remote });
    this.#wake();
    return {
      data: (bytes) => {
        this.chunks.push(bytes.slice());
        this.length += bytes.length;
        this.#wake();
      },
      closed: (reason) => {
        this.closings.push(reason);
        this.#wake();
      },
    };
  };

  /** Resolves as soon as something happened that makes `condition` true. */
  async until(condition: (end: End) => boolean): Promise<void> {
    while (!condition(this)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  write(text: string): void {
    this.connection?.write(new TextEncoder().encode(text));
  }
}

const isOpen = (end: End): boolean => end.connection !== null;
const isClosed = (end: End): boolean => end.closings.length > 0;

describe.each(worlds)("the %s transport", (_name, world) => {
  const cleanUps: (() => void)[] = [];
  afterEach(() => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
  });

  async function connected(): Promise<{ dialler: End; accepter: End }> {
    const [dialler, accepter] = [new End(), new End()];
    const { address, stop } = world.listen(accepter.opened);
    cleanUps.push(stop);
    world.transport.dial(address, dialler.opened, (reason) => {
      throw new Error(reason);
    });
    await dialler.until(isOpen);
    await accepter.until(isOpen);
    cleanUps.push(() => dialler.connection?.hangUp());
    return { dialler, accepter };
  }

  test("carries bytes both ways, in order", async () => {
    const { dialler, accepter } = await connected();
    for (let i = 0; i < 100; i++) {
      dialler.write(`${i} `);
      accepter.write(`${i},`);
    }
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    await accepter.until((end) => end.length >= 290);
    await dialler.until((end) => end.length >= 290);
    expect(accepter.bytes.toString()).toBe(`${numbers.join(" ")} `);
    expect(dialler.bytes.toString()).toBe(`${numbers.join(",")},`);
  });

  test("tells each end its own address and the other's", async () => {
    const { dialler, accepter } = await connected();
    expect(dialler.local).toBe(accepter.remote);
    expect(dialler.remote).toBe(accepter.local);
    expect(dialler.local).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test("says why a dial failed when nobody listens", async () => {
    const { address, stop } = world.listen(new End().opened);
    stop();
    const { promise, resolve } = Promise.withResolvers<string>();
    world.transport.dial(address, new End().opened, resolve);
    expect(await promise).not.toBe("");
  });

  test("a dial that was cancelled opens nothing and fails nothing", async () => {
    const accepter = new End();
    let told = 0;
    const { address, stop } = world.listen(accepter.opened);
    cleanUps.push(stop);
    const opened: Accept = (connection) => {
      told++;
      connection.hangUp();
      return { data: () => {}, closed: () => {} };
    };
    world.transport.dial(address, opened, () => told++).cancel();
    await accepter.until(isClosed);
    expect(told).toBe(0);
  });

  test("hanging up sends what is queued first, and is told to the other end alone", async () => {
    const { dialler, accepter } = await connected();
    // More than a system holds for a connection, and what even a slow machine moves in a second.
    const large = "x".repeat(8_000_000);
    dialler.write(large);
    dialler.write("bye");
    dialler.connection?.hangUp();
    dialler.write("too late");
    await accepter.until(isClosed);
    expect(accepter.length).toBe(large.length + 3);
    expect(accepter.bytes.subarray(-3).toString()).toBe("bye");
    expect([accepter.closings.length, dialler.closings]).toEqual([1, []]);
  });

  test("a connection hung up as it opens sends its last words and tells nothing more", async () => {
    const dialler = new End();
    const told: string[] = [];
    const { address, stop } = world.listen((connection) => {
      connection.write(new TextEncoder().encode("busy"));
      connection.hangUp();
      return { data: () => told.push("data"), closed: () => told.push("closed") };
    });
    cleanUps.push(stop);
    world.transport.dial(address, dialler.opened, () => {});
    await dialler.until(isOpen);
    dialler.write("hello?");
    await dialler.until(isClosed);
    expect(dialler.bytes.toString()).toBe("busy");
    expect(told).toEqual([]);
  });

  test("50 MiB in small chunks arrive whole while both ends are busy", async () => {
    const { dialler, accepter } = await connected();
    const total = 50 * 1024 * 1024;
    const chunk = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) % 251);
    for (let sent = 0; sent < total; sent += chunk.length) dialler.connection?.write(chunk);
    await accepter.until((end) => end.length >= total);
    expect(accepter.length).toBe(total);
    const bytes = accepter.bytes;
    for (let at = 0; at < total; at += chunk.length) {
      if (!bytes.subarray(at, at + chunk.length).equals(chunk)) throw new Error(`wrong at ${at}`);
    }
  });

  test("a paused connection tells nothing until it goes on, then all that came, and its end", async () => {
    const { dialler, accepter } = await connected();
    accepter.connection?.pause();
    dialler.write("x".repeat(20_000_000));
    dialler.write("bye");
    // What comes to another connection afterwards was told: this one would have been, too.
    const others = await connected();
    others.dialler.write("hello");
    await others.accepter.until((end) => end.length === 5);
    expect([accepter.length, accepter.closings]).toEqual([0, []]);
    accepter.connection?.resume();
    // What is left is little enough to leave within the second that a hang-up waits.
    await accepter.until((end) => end.length >= 15_000_000);
    dialler.connection?.hangUp();
    await accepter.until(isClosed);
    expect(accepter.length).toBe(20_000_003);
    expect(accepter.bytes.subarray(-3).toString()).toBe("bye");
  });

  test("a paused connection that is hung up tells nothing more, and its last words arrive", async () => {
    const { dialler, accepter } = await connected();
    accepter.connection?.pause();
    dialler.write("x".repeat(100_000));
    accepter.write("enough");
    accepter.connection?.hangUp();
    await dialler.until(isClosed);
    expect(dialler.bytes.toString()).toBe("enough");
    expect([accepter.length, accepter.closings]).toEqual([0, []]);
  });

  test("whenDrained calls back only after the bytes before it have left", async () => {
    const { dialler, accepter } = await connected();
    let drained = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    dialler.connection?.write(new Uint8Array(20 * 1024 * 1024));
    dialler.connection?.whenDrained(() => {
      drained = true;
      resolve();
    });
    expect(drained).toBeFalse();
    await promise;
    await accepter.until((end) => end.length === 20 * 1024 * 1024);
  });
});
