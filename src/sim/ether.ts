import type { Random } from "../lib/random.ts";
import type { Slot } from "./faults.ts";
import type { Owner } from "./sim_link.ts";
import type { SimNetwork } from "./sim_network.ts";

type Hear = (bytes: Uint8Array, host: string) => void;

const twiceShare = 0.05;

/** What is broadcast: each datagram comes to each process on its own way, or is lost on it. */
export class Ether {
  readonly #network: SimNetwork;
  readonly #random: Random;
  readonly #ears = new Map<Owner, Hear>();
  /** From a good cable to a bad Wi-Fi. */
  readonly #lossShare: number;

  constructor(network: SimNetwork, random: Random) {
    this.#network = network;
    this.#random = random;
    this.#lossShare = 0.5 * random.next() ** 2;
  }

  join(owner: Owner, hear: Hear): void {
    this.#ears.set(owner, hear);
  }

  /** `host`: where it seems to come from; `slot`: where it does, which may be nowhere. */
  send(slot: Slot, bytes: Uint8Array, host: string): void {
    for (const [owner, hear] of this.#ears) {
      if (owner.slot === slot || this.#network.isBlocked(slot, owner.slot)) continue;
      const copies = this.#random.next() < twiceShare ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        if (this.#random.next() < this.#lossShare) continue;
        const delayMs = this.#network.delayMs(slot, owner.slot);
        this.#network.clock.after(delayMs, () => owner.run(() => hear(bytes, host)));
      }
    }
  }
}
