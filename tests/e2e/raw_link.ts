import { connect, type Socket } from "node:net";

import { splitAddress } from "../../src/lib/ids.ts";
import { Arrivals } from "./arrivals.ts";

/** A connection to a peer by somebody who need not be one: any bytes out, lines in. */
export class RawLink implements Disposable {
  readonly lines = new Arrivals<string>();
  /** Resolves when the peer has closed it. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    let rest = "";
    socket.setEncoding("utf8").on("data", (text) => {
      const lines = (rest + String(text)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.lines.push(line);
    });
    // What is still on its way to a peer that hangs up is answered with a reset.
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.lines.end("the peer closed the connection");
        resolve();
      });
    });
  }

  /** @param from which of this machine's loopback addresses to come from */
  static async open(address: string, from = "127.0.0.1"): Promise<RawLink> {
    const { host, port } = splitAddress(address);
    const socket = connect({ host, port, localAddress: from });
    const link = new RawLink(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return link;
  }

  /** Resolves once the bytes have left, or can't any more. */
  send(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.write(bytes, () => resolve());
    });
  }

  /** Resolves with what the peer said was wrong. */
  async error(withinMs?: number): Promise<{ code: string; message: string }> {
    const line = await this.lines.first((one) => one.startsWith('{"type":"error"'), {
      what: "an error line",
      ...(withinMs !== undefined && { withinMs }),
    });
    return JSON.parse(line);
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
