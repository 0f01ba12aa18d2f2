/**
 * Connections within this machine and account: a Unix socket, or a named pipe on Windows, where
 * Bun takes a path that begins with `\\.\pipe\` for one.
 */
import type { Socket, UnixSocketListener } from "bun";

import { WriteQueue } from "./write_queue.ts";

/**
 * How long what comes in is still read and dropped: closed with bytes unread, the other end gets an
 * error instead of the last line.
 */
const lingerMs = 1_000;

export type LocalEvents = {
  data(bytes: Uint8Array): void;
  /** Whoever closed it, but for `hangUp` here. */
  closed(): void;
};

/** One connection, either end. */
export class LocalConnection {
  #socket: Socket<LocalConnection> | null = null;
  #events: LocalEvents | null = null;
  #isHungUp = false;
  readonly #queue = new WriteQueue((bytes) => this.#socket?.write(bytes) ?? -1);

  open(socket: Socket<LocalConnection>, opened: (connection: LocalConnection) => LocalEvents) {
    this.#socket = socket;
    const events = opened(this);
    if (!this.#isHungUp) this.#events = events;
  }

  /** Resolves once the text has left; never, when the connection closes before. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isHungUp || this.#socket === null) return;
      this.#queue.write(Buffer.from(text));
      this.#queue.whenDrained(resolve);
    });
  }

  /** Ends it; what was written has left. Its events are no longer told. */
  hangUp(): void {
    if (this.#isHungUp) return;
    this.#isHungUp = true;
    this.#events = null;
    this.#socket?.shutdown();
    const timer = setTimeout(() => this.#socket?.terminate(), lingerMs);
    timer.unref();
  }

  data(bytes: Uint8Array): void {
    this.#events?.data(bytes);
  }

  drained(): void {
    this.#queue.drained();
  }

  closed(): void {
    this.#socket = null;
    this.#queue.clear();
    this.#events?.closed();
    this.#events = null;
  }
}

const handlers = {
  data: (socket: Socket<LocalConnection>, bytes: Uint8Array) => socket.data.data(bytes),
  drain: (socket: Socket<LocalConnection>) => socket.data.drained(),
  // A close follows.
  error: () => {},
  close: (socket: Socket<LocalConnection>) => socket.data.closed(),
  end: (socket: Socket<LocalConnection>) => {
    socket.end();
  },
};

/** Listens at `path`, for this account alone. Throws when it can't. */
export function listenLocal(
  path: string,
  opened: (connection: LocalConnection) => LocalEvents,
): { stop(): void } {
  const umask = process.umask(0o177);
  try {
    const listener: UnixSocketListener<LocalConnection> = Bun.listen<LocalConnection>({
      unix: path,
      socket: {
        ...handlers,
        open: (socket) => {
          socket.data = new LocalConnection();
          socket.data.open(socket, opened);
        },
      },
    });
    return { stop: () => listener.stop() };
  } finally {
    process.umask(umask);
  }
}

/** Resolves with the connection; null when nobody listens there. */
export async function dialLocal(
  path: string,
  opened: (connection: LocalConnection) => LocalEvents,
): Promise<LocalConnection | null> {
  const connection = new LocalConnection();
  try {
    await Bun.connect<LocalConnection>({
      unix: path,
      data: connection,
      socket: { ...handlers, open: (socket) => connection.open(socket, opened) },
    });
    return connection;
  } catch {
    return null;
  }
}
