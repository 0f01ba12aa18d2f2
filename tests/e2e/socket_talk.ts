import { connect, type Socket } from "node:net";

import { Arrivals, deadlineMs } from "./arrivals.ts";

/** A conversation with the running peer of a state folder, byte by byte. */
export class SocketTalk implements Disposable {
  readonly #socket: Socket;
  readonly #lines = new Arrivals<string>();
  readonly #ended = Promise.withResolvers<void>();
  #read = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#lines.push(line);
    });
    // What is still being written when the other side closes.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#ended.resolve();
      this.#lines.end();
    });
  }

  /** Resolves once somebody listens at `path` and has taken the connection. */
  static async with(path: string): Promise<SocketTalk> {
    const untilMs = Date.now() + deadlineMs;
    for (;;) {
      const socket = await connected(path);
      if (socket !== null) return new SocketTalk(socket);
      if (Date.now() > untilMs) throw new Error(`nobody listens at ${path}`);
      await Bun.sleep(20);
    }
  }

  write(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next line that comes. */
  async line(): Promise<Record<string, unknown>> {
    const from = this.#read++;
    const line = await this.#lines.first(() => true, { what: `line ${from}`, from });
    return JSON.parse(line);
  }

  /** Resolves once the other side has closed. */
  closed(): Promise<void> {
    return this.#ended.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** null when nobody listens there. */
async function connected(path: string): Promise<Socket | null> {
  const { promise, resolve } = Promise.withResolvers<Socket | null>();
  try {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(null));
  } catch {
    return null;
  }
  return await promise;
}
