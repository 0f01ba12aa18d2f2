import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";
import type { Slot } from "./faults.ts";
import type { Schedule } from "./schedule.ts";

/** Where each peer's machine is, and what its name stands for. */
export class Machines {
  readonly #schedule: Schedule;
  /** How often each has moved. */
  readonly #moves: number[];

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#moves = schedule.peers.map(() => 0);
  }

  addressOf(slot: Slot): Address {
    return this.#schedule.oneHost
      ? joinAddress("127.0.0.1", 6001 + slot)
      : joinAddress(`10.0.${this.#moves[slot] ?? 0}.${slot + 1}`, 6001);
  }

  hostOf(slot: Slot): string {
    return splitAddress(this.addressOf(slot)).host;
  }

  /** Another address of the slot's machine, on another network. */
  otherAddressOf(slot: Slot): Address {
    return joinAddress(`172.17.0.${slot + 1}`, 6001);
  }

  /** Everywhere that a process of the slot is reached. */
  addressesOf(slot: Slot): Address[] {
    const isReachedElsewhere = this.#schedule.peers[slot]?.wildcard === "other address";
    return [this.addressOf(slot), ...(isReachedElsewhere ? [this.otherAddressOf(slot)] : [])];
  }

  move(slot: Slot): void {
    this.#moves[slot] = (this.#moves[slot] ?? 0) + 1;
  }

  nameOf(slot: Slot): Address {
    return `peer${slot}:6001`;
  }

  /** What every machine's name service answers. */
  resolve(typed: Address): Address {
    const slot = /^peer(\d+):6001$/.exec(typed)?.[1];
    return slot === undefined ? typed : this.addressOf(Number(slot));
  }
}
