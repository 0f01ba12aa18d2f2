import type { Socket, TCPSocketListener } from "bun";

import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";
import type { Connection, ConnectionEvents, Transport } from "../peer/ports.ts";
import { ReadQueue } from "./read_queue.ts";
import { WriteQueue } from "./write_queue.ts";

/**
 * How long a connection that was hung up may go on sending what it still holds. What comes in
 * meanwhile is read and dropped: closed with bytes unread, TCP answers with a reset, on which the
 * other end loses the very line that says why. Longer lets refused connections pile up.
 */
const lingerMs = 1_000;
/** What is read meanwhile. More only serves those who never stop sending. */
const lingerBytesMax = 1024 * 1024;

type Opened = (connection: Connection, local: Address, remote: Address) => ConnectionEvents;

/** A port that cannot be listened at: taken, forbidden, or no address of this machine. */
export class ListenError extends Error {
  readonly address: Address;
  readonly reason: string;
  /** As the system has it: `EADDRINUSE` and the like. */
  readonly code: string;

  constructor(address: Address, reason: string, code: string) {
    super(`cannot listen at ${address}: ${reason}`);
    this.address = address;
    this.reason = reason;
    this.code = code;
  }
}

/** One TCP connection: bytes out by the write queue, in by the read queue. */
class TcpConnection implements Connection {
  #socket: Socket<TcpConnection> | null = null;
  #incoming: ReadQueue | null = null;
  #isHungUp = false;
  #droppedBytes = 0;
  #error = "";
  readonly #queue = new WriteQueue((bytes) => this.#socket?.write(bytes) ?? -1);

  open(socket: Socket<TcpConnection>, opened: Opened): void {
    this.#socket = socket;
    socket.setNoDelay(true);
    const local = joinAddress(plainHost(socket.localAddress), socket.localPort);
    const remote = joinAddress(plainHost(socket.remoteAddress), socket.remotePort);
    const events = opened(this, local, remote);
    // Whoever opened it may have hung up at once, as on a stranger too many.
    if (!this.#isHungUp) this.#incoming = new ReadQueue(events, (on) => this.#read(on));
  }

  write(bytes: Uint8Array): void {
    if (!this.#isHungUp && this.#socket !== null) this.#queue.write(bytes);
  }

  flush(): void {
    this.#queue.flush();
  }

  whenDrained(callback: () => void): void {
    this.#queue.whenDrained(callback);
  }

  pause(): void {
    this.#incoming?.pause();
  }

  resume(): void {
    this.#incoming?.resume();
  }

  #read(on: boolean): void {
    if (on) this.#socket?.resume();
    else this.#socket?.pause();
  }

  hangUp(): void {
    if (this.#isHungUp) return;
    this.#isHungUp = true;
    this.#incoming?.drop();
    this.#incoming = null;
    this.#read(true);
    this.#queue.flush();
    if (this.#queue.isEmpty) this.#socket?.shutdown();
    const timer = setTimeout(() => this.#socket?.terminate(), lingerMs);
    timer.unref();
  }

  data(bytes: Uint8Array): void {
    this.#incoming?.data(bytes);
    if (!this.#isHungUp) return;
    this.#droppedBytes += bytes.length;
    if (this.#droppedBytes > lingerBytesMax) this.#socket?.pause();
  }

  drained(): void {
    this.#queue.drained();
    if (this.#isHungUp && this.#queue.isEmpty) this.#socket?.shutdown();
  }

  failed(error: Error): void {
    this.#error = error.message;
  }

  closed(): void {
    this.#socket = null;
    this.#queue.clear();
    this.#incoming?.closed(this.#error === "" ? "closed by the other end" : this.#error);
  }
}

/** Bun calls these for dialled and accepted sockets alike. */
const handlers = {
  data: (socket: Socket<TcpConnection>, bytes: Uint8Array) => socket.data.data(bytes),
  drain: (socket: Socket<TcpConnection>) => socket.data.drained(),
  error: (socket: Socket<TcpConnection>, error: Error) => socket.data.failed(error),
  close: (socket: Socket<TcpConnection>) => socket.data.closed(),
  end: (socket: Socket<TcpConnection>) => {
    socket.end();
  },
};

export const tcpTransport: Transport = {
  dial: (address, opened, failed) => dialFrom({}, address, opened, failed),
};

/** The same, with each connection dialled from this own IP address. */
export function tcpTransportFrom(localAddress: string): Transport {
  return {
    dial: (address, opened, failed) => dialFrom({ localAddress }, address, opened, failed),
  };
}

/** Bun takes `localAddress`, but its types do not have it. */
type Local = { readonly localAddress?: string };

function dialFrom(
  from: Local,
  ...[address, opened, failed]: Parameters<Transport["dial"]>
): ReturnType<Transport["dial"]> {
  let isCancelled = false;
  const { host, port } = splitAddress(address);
  const connection = new TcpConnection();
  const fail = (error: unknown): void => {
    if (!isCancelled) failed(error instanceof Error ? error.message : String(error));
    isCancelled = true;
  };
  const open = (socket: Socket<TcpConnection>): void => {
    if (isCancelled) socket.terminate();
    else connection.open(socket, opened);
  };
  Bun.connect<TcpConnection>({
    ...from,
    hostname: host,
    port,
    data: connection,
    socket: { ...handlers, open, connectError: (_socket, error) => fail(error) },
  }).catch(fail);
  return {
    cancel: () => {
      isCancelled = true;
    },
  };
}

export type Listener = { readonly host: string; readonly port: number; stop(): void };

/**
 * Listens at `host:port`; port 0 takes a free one. With `mayMoveUp` a taken port is passed over
 * for one of the next 20. Throws ListenError.
 */
export function listenTcp(
  options: { readonly host: string; readonly port: number; readonly mayMoveUp: boolean },
  opened: Opened,
): Listener {
  const tries = options.mayMoveUp && options.port !== 0 ? 20 : 1;
  for (let i = 0; ; i++) {
    const port = options.port + i;
    try {
      const listener = listenOnce(options.host, port, opened);
      return {
        host: plainHost(listener.hostname),
        port: listener.port,
        stop: () => listener.stop(),
      };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      const isTaken = code === "EADDRINUSE";
      if (isTaken && i + 1 < tries) continue;
      const reason = isTaken ? "another program listens there" : messageOf(error);
      throw new ListenError(joinAddress(options.host, port), reason, code);
    }
  }
}

function listenOnce(host: string, port: number, opened: Opened): TCPSocketListener<TcpConnection> {
  return Bun.listen<TcpConnection>({
    hostname: host,
    port,
    socket: {
      ...handlers,
      open: (socket) => {
        socket.data = new TcpConnection();
        socket.data.open(socket, opened);
      },
    },
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** IPv4 stays IPv4 on a socket that takes both. */
function plainHost(host: string): string {
  return host.replace(/^::ffff:(?=\d+\.)/i, "");
}
