import { seededRandom } from "../../src/lib/random.ts";
import { listenTcp, tcpTransport } from "../../src/net/tcp.ts";
import { Driver } from "../../src/peer/driver.ts";
import type { DiagnosticRecord, Store } from "../../src/peer/ports.ts";
import type { Shown } from "../../src/peer/shown.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { Identity, room } from "./identity.ts";

const running: Running[] = [];

/** To be called after each test. */
export async function stopAll(): Promise<void> {
  for (const one of running.splice(0)) await one.stop();
}

export const isLinked = (shown: Shown): boolean => shown.show === "link" && shown.state === "up";

/** A peer on real loopback sockets. */
export class Running {
  readonly shown: Shown[] = [];
  readonly diagnostics: DiagnosticRecord[] = [];
  readonly driver: Driver;
  readonly address: string;
  readonly #listener: { stop(): void };
  #wake: () => void = () => {};

  constructor(digit: string, name: string, next?: string, store: Store = new MemoryStore()) {
    const identity = new Identity(digit, name);
    this.driver = new Driver({
      config: {
        id: identity.id,
        epoch: identity.epoch,
        name,
        kind: "ring",
        room,
        discovers: false,
        next: next === undefined ? null : { typed: next, address: next },
        retries: 10,
        retryMs: 100,
      },
      crypto: identity.crypto,
      random: seededRandom(Number(digit)),
      store,
      transport: tcpTransport,
      diagnostics: (record) => this.diagnostics.push(record),
      onShown: (shown) => {
        this.shown.push(shown);
        this.#wake();
      },
    });
    const listener = listenTcp(
      { host: "127.0.0.1", port: 0, mayMoveUp: false },
      this.driver.accept,
    );
    this.#listener = listener;
    this.address = `127.0.0.1:${listener.port}`;
    this.driver.start({ address: this.address, wildcard: false });
    running.push(this);
  }

  async until(condition: (shown: Shown) => boolean): Promise<Shown> {
    for (;;) {
      const found = this.shown.find(condition);
      if (found !== undefined) return found;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  async stop(): Promise<void> {
    this.driver.leave();
    await this.until(({ show }) => show === "stopped");
    this.#listener.stop();
  }
}
