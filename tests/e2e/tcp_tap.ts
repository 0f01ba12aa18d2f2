import { connect, createServer, type Server, type Socket } from "node:net";

const lookEveryMs = 10;

/** Stands between two peers and keeps what the one that dialled says, line by line. */
export class TcpTap implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #dialled = "";
  #answered = "";

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens at `port` of 127.0.0.1 and passes everything on to `to`. */
  static async between(port: number, to: number): Promise<TcpTap> {
    const server = createServer((near) => tap.#join(near, connect(to, "127.0.0.1")));
    const tap = new TcpTap(server);
    const listening = Promise.withResolvers<void>();
    server.listen(port, "127.0.0.1", listening.resolve);
    await listening.promise;
    return tap;
  }

  /** Whole lines from whoever dialled, so far. */
  get lines(): string[] {
    return this.#dialled.split("\n").slice(0, -1);
  }

  /** Both ends have said what they have: from then on what is said anew goes this way, too. */
  async synced(): Promise<void> {
    const isSaid = (text: string): boolean => text.includes('{"type":"have"');
    while (!isSaid(this.#dialled) || !isSaid(this.#answered)) await Bun.sleep(lookEveryMs);
  }

  #join(near: Socket, far: Socket): void {
    near.setEncoding("utf8").on("data", (text) => (this.#dialled += String(text)));
    far.setEncoding("utf8").on("data", (text) => (this.#answered += String(text)));
    near.pipe(far);
    far.pipe(near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    await closed.promise;
  }
}
