import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";

import { ListenError, listenTcp, tcpTransport, tcpTransportFrom } from "../../src/net/tcp.ts";
import type { Connection } from "../../src/peer/ports.ts";
import { hasIPv6 } from "./ipv6.ts";

setDefaultTimeout(60_000);

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const ignore = () => ({ data: () => {}, closed: () => {} });

function listen(host: string, port: number, mayMoveUp = false): number {
  const listener = listenTcp({ host, port, mayMoveUp }, ignore);
  cleanUps.push(() => listener.stop());
  return listener.port;
}

function errorOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe("listenTcp", () => {
  test("port 0 takes a free port and says which", () => {
    const [first, second] = [listen("127.0.0.1", 0), listen("127.0.0.1", 0)];
    expect(first).toBeGreaterThan(0);
    expect(second).not.toBe(first);
  });

  test("a taken port is a ListenError that names the address and the reason", () => {
    const port = listen("127.0.0.1", 0);
    const error = errorOf(() => listen("127.0.0.1", port));
    expect(error).toBeInstanceOf(ListenError);
    expect(String(error)).toContain(
      `cannot listen at 127.0.0.1:${port}: another program listens there`,
    );
  });

  test("a taken port is passed over where that is allowed", () => {
    const port = listen("127.0.0.1", 0);
    const other = listen("127.0.0.1", port, true);
    expect(other).toBeGreaterThan(port);
    expect(other).toBeLessThanOrEqual(port + 19);
  });

  test("a host that is not of this machine is a ListenError", () => {
    expect(errorOf(() => listen("203.0.113.1", 0))).toBeInstanceOf(ListenError);
  });
});

test.skipIf(!hasIPv6)("addresses of IPv6 connections stand in brackets", async () => {
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const listener = listenTcp({ host: "::1", port: 0, mayMoveUp: false }, ignore);
  cleanUps.push(() => listener.stop());
  const address = `[::1]:${listener.port}`;
  const opened = (connection: Connection, local: string, remote: string) => {
    resolve([local, remote]);
    connection.hangUp();
    return ignore();
  };
  tcpTransport.dial(address, opened, (reason) => resolve([reason]));
  const [local, remote] = await promise;
  expect(remote).toBe(address);
  expect(local).toMatch(/^\[::1\]:\d+$/);
});

test.skipIf(!hasIPv6)(
  "an IPv4 address stays one on a listener that takes both families",
  async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const accept = (_connection: Connection, _local: string, remote: string) => {
      resolve(remote);
      return ignore();
    };
    const listener = listenTcp({ host: "::", port: 0, mayMoveUp: false }, accept);
    cleanUps.push(() => listener.stop());
    const opened = (connection: Connection) => {
      cleanUps.push(() => connection.hangUp());
      return ignore();
    };
    tcpTransport.dial(`127.0.0.1:${listener.port}`, opened, resolve);
    expect(await promise).toMatch(/^127\.0\.0\.1:\d+$/);
  },
);

test("an address that no schema would pass fails the dial instead of throwing", async () => {
  for (const address of ["...:1", "[::::::]:1", "127.0.0.1:0", "[fe80::1%none]:3"]) {
    const { promise, resolve } = Promise.withResolvers<string>();
    tcpTransport.dial(address, () => (resolve("opened"), ignore()), resolve);
    expect(await promise).not.toBe("opened");
  }
});

/** A peer that accepts, and a bare socket at it that reads only as fast as `data` lets it. */
async function stranger(
  accept: (connection: Connection) => void,
  data: (socket: Bun.Socket<undefined>, bytes: Uint8Array) => void,
): Promise<{ closed: Promise<void> }> {
  const listener = listenTcp({ host: "127.0.0.1", port: 0, mayMoveUp: false }, (connection) => {
    accept(connection);
    return ignore();
  });
  cleanUps.push(() => listener.stop());
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: listener.port,
    data: undefined,
    socket: { data, close: () => resolve() },
  });
  cleanUps.push(() => socket.terminate());
  return { closed };
}

test("50 MiB in small chunks arrive whole through a reader that pauses after each chunk", async () => {
  const total = 50 * 1024 * 1024;
  const { promise: isAllThere, resolve } = Promise.withResolvers<void>();
  let length = 0;
  let sum = 0;
  await stranger(
    (connection) => {
      const chunk = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
      for (let sent = 0; sent < total; sent += chunk.length) connection.write(chunk);
    },
    (socket, bytes) => {
      for (const byte of bytes) sum += byte;
      length += bytes.length;
      socket.pause();
      setImmediate(() => socket.resume());
      if (length >= total) resolve();
    },
  );
  await isAllThere;
  const chunks = Math.ceil(total / 1000);
  const chunkSum = Array.from({ length: 1000 }, (_, index) => index % 251).reduce((a, b) => a + b);
  expect([length, sum]).toEqual([chunks * 1000, chunks * chunkSum]);
});

test("a connection that the other end does not read is closed a second after it was hung up", async () => {
  const beganMs = performance.now();
  const { closed } = await stranger(
    (connection) => {
      connection.write(new Uint8Array(64 * 1024 * 1024));
      connection.hangUp();
    },
    (socket) => socket.pause(),
  );
  await closed;
  const tookMs = performance.now() - beganMs;
  expect(tookMs).toBeGreaterThan(900);
  expect(tookMs).toBeLessThan(10_000);
}, 15_000);

test("a connection that was hung up as it opened tells its owner nothing more", async () => {
  const told: string[] = [];
  const listener = listenTcp({ host: "127.0.0.1", port: 0, mayMoveUp: false }, (connection) => {
    connection.write(new Uint8Array(16 * 1024 * 1024));
    connection.hangUp();
    return { data: () => told.push("data"), closed: () => told.push("closed") };
  });
  cleanUps.push(() => listener.stop());
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: listener.port,
    socket: { open: (one) => void one.write("hello?"), data() {}, close: () => resolve() },
  });
  cleanUps.push(() => socket.terminate());
  await closed;
  // One more connection, so that whatever was still under way at this end has been told.
  await tcpRoundTrip();
  expect(told).toEqual([]);
});

async function tcpRoundTrip(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listener = listenTcp({ host: "127.0.0.1", port: 0, mayMoveUp: false }, (connection) => {
    connection.hangUp();
    return ignore();
  });
  cleanUps.push(() => listener.stop());
  const opened = () => ({ data: () => {}, closed: () => resolve() });
  tcpTransport.dial(`127.0.0.1:${listener.port}`, opened, () => resolve());
  await promise;
}

// Other systems have only those addresses of the loopback that somebody added.
test.skipIf(process.platform !== "linux")("a dial can come from a chosen own address", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const accept = (_connection: Connection, _local: string, remote: string) => {
    resolve(remote);
    return ignore();
  };
  const listener = listenTcp({ host: "127.0.0.1", port: 0, mayMoveUp: false }, accept);
  cleanUps.push(() => listener.stop());
  const opened = (connection: Connection) => {
    cleanUps.push(() => connection.hangUp());
    return ignore();
  };
  tcpTransportFrom("127.0.0.2").dial(`127.0.0.1:${listener.port}`, opened, resolve);
  expect(await promise).toMatch(/^127\.0\.0\.2:\d+$/);
});
