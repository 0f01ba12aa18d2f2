import { connect, createServer, type Server, type Socket } from "node:net";

import type { Random } from "../../src/lib/random.ts";
import { freePort } from "./free_ports.ts";

/** Who dialled the proxy, or the peer behind it. */
export type End = "dialler" | "peer";

/** The two connections of which one way is made, by who is at the other end of each. */
type Way = Readonly<Record<End, Socket>>;

/**
 * A bad line to a peer: whoever dials `address` is put through, and suffers what is set here. Bytes
 * are never lost or turned about within a connection, since TCP does not do that either.
 */
export class FaultProxy implements AsyncDisposable {
  readonly address: string;
  /** Each way, for what comes from now on. */
  latencyMs = 0;
  /** Bytes leave in pieces of random lengths up to this. */
  pieceBytesMax = Infinity;
  readonly #server: Server;
  readonly #ways = new Set<Way>();
  readonly #random: Random;
  readonly #held = new Map<End, PromiseWithResolvers<void>>();

  private constructor(port: number, to: number, random: Random) {
    this.address = `127.0.0.1:${port}`;
    this.#random = random;
    this.#server = createServer((dialler) => {
      this.#join({ dialler, peer: connect(to, "127.0.0.1") });
    });
  }

  /** Listens at a free port of 127.0.0.1, for a peer at port `to`. */
  static async before(to: number, random: Random): Promise<FaultProxy> {
    const port = freePort();
    const proxy = new FaultProxy(port, to, random);
    const listening = Promise.withResolvers<void>();
    proxy.#server.listen(port, "127.0.0.1", listening.resolve);
    await listening.promise;
    return proxy;
  }

  /** Connections are accepted and stay, but nothing passes on, not even that one was closed. */
  hold(...towards: readonly End[]): void {
    for (const end of towards) {
      if (!this.#held.has(end)) this.#held.set(end, Promise.withResolvers());
    }
  }

  /** What was held comes through, as when TCP sends it again. */
  release(): void {
    for (const { resolve } of this.#held.values()) resolve();
    this.#held.clear();
  }

  /** Every connection ends with a reset, at both ends. */
  reset(): void {
    for (const { dialler, peer } of this.#ways) {
      dialler.resetAndDestroy();
      peer.resetAndDestroy();
    }
  }

  /** Every connection is closed for one end, and the other is not told. Later ones are sound. */
  halfClose(end: End): void {
    for (const way of this.#ways) way[end].destroy();
  }

  #join(way: Way): void {
    this.#ways.add(way);
    this.#carry(way, "dialler", "peer");
    this.#carry(way, "peer", "dialler");
  }

  #carry(way: Way, here: End, there: End): void {
    const [from, to] = [way[here], way[there]];
    let before = Promise.resolve();
    const after = async (earlier: Promise<void>, act: () => unknown): Promise<void> => {
      const dueMs = performance.now() + this.latencyMs;
      await earlier;
      await Bun.sleep(Math.max(0, dueMs - performance.now()));
      await this.#held.get(there)?.promise;
      await act();
    };
    const inTurn = (act: () => unknown): void => {
      before = after(before, act);
    };
    from.setNoDelay(true);
    from.on("data", (bytes) => inTurn(() => this.#write(to, Buffer.from(bytes))));
    from.on("end", () => inTurn(() => to.end()));
    from.on("error", () => inTurn(() => to.destroy()));
    from.on("close", () => {
      if (to.destroyed) this.#ways.delete(way);
    });
  }

  async #write(to: Socket, bytes: Uint8Array): Promise<void> {
    for (let at = 0, end = 0; at < bytes.length && !to.destroyed; at = end) {
      end = this.#pieceEnd(at, bytes.length);
      to.write(bytes.subarray(at, end));
      // Written in one turn, the pieces would travel together.
      if (end < bytes.length) await Bun.sleep(0);
    }
  }

  #pieceEnd(at: number, length: number): number {
    if (this.pieceBytesMax >= length) return length;
    return Math.min(length, at + 1 + Math.floor(this.#random.next() * this.pieceBytesMax));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    this.reset();
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    await closed.promise;
  }
}
