import { generateKeyPairSync } from "node:crypto";

import { startPeer } from "../../src/cli/start_peer.ts";
import type { PeerId } from "../../src/lib/ids.ts";
import type { Driver } from "../../src/peer/driver.ts";
import type { Shown } from "../../src/peer/shown.ts";
import { createCrypto, peerIdOf } from "../../src/store/crypto.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { Arrivals } from "./arrivals.ts";

/**
 * A member of the ring who proves who it is and keeps to the protocol, but not to good manners: its
 * name and its words are whatever the protocol lets pass.
 */
export class HostileMember implements AsyncDisposable {
  readonly id: PeerId;
  readonly shown: Arrivals<Shown>;
  readonly #driver: Driver;

  private constructor(id: PeerId, shown: Arrivals<Shown>, driver: Driver) {
    this.id = id;
    this.shown = shown;
    this.#driver = driver;
  }

  /** Dials `next` from a free port of 127.0.0.1. */
  static async start(name: string, next: string, room = "lobby"): Promise<HostileMember> {
    const { privateKey } = generateKeyPairSync("ed25519");
    const id = peerIdOf(privateKey);
    const shown = new Arrivals<Shown>();
    const driver = startPeer({
      config: {
        id,
        name,
        kind: "ring",
        room,
        discovers: false,
        epoch: "6921ab3c9be04d17",
        next: { typed: next, address: next },
        retries: 10,
        retryMs: 100,
      },
      crypto: createCrypto(privateKey),
      store: new MemoryStore(),
      listen: { host: "127.0.0.1", port: 0, mayMoveUp: false },
      diagnostics: () => {},
      onShown: (one) => shown.push(one),
    });
    return new HostileMember(id, shown, driver);
  }

  say(text: string): void {
    this.#driver.say(text);
  }

  /** Resolves with the reason for which it was not let in. */
  async refusal(): Promise<{ code: string; reason: string }> {
    const isRefusal = (one: Shown): one is Extract<Shown, { show: "refused" }> =>
      one.show === "refused" && !one.byUs;
    return await this.shown.first(isRefusal, { what: "a refusal" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#driver.leave();
    await this.shown.first((one) => one.show === "stopped", { what: "stopped" });
  }
}
