import type { Random } from "../lib/random.ts";
import type { StoreBatch } from "../peer/ports.ts";
import { joined } from "../peer/store_batch.ts";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";

/**
 * One process's way to its disk. Batches that wait while one is written are written together. A
 * process that is killed may die before what it wrote is on the disk, or after, but before it heard
 * so.
 */
export class Committer {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #disk: Disk;
  readonly #told: (batches: number) => void;
  #waiting: StoreBatch[] = [];
  #isBusy = false;
  #isKilled = false;

  /** `told`: so many batches are on disk; 0: it is full. */
  constructor(clock: Clock, random: Random, disk: Disk, told: (batches: number) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#disk = disk;
    this.#told = told;
  }

  add(batch: StoreBatch): void {
    this.#waiting.push(batch);
    if (!this.#isBusy) this.#begin();
  }

  kill(): void {
    this.#isKilled = true;
  }

  #begin(): void {
    const batches = this.#waiting;
    if (batches.length === 0) return;
    this.#waiting = [];
    this.#isBusy = true;
    const random = this.#random;
    const takesMs = random.next() < 0.02 ? 300 * random.next() : 3 * random.next();
    const writtenMs = takesMs * random.next();
    this.#clock.after(writtenMs, () => {
      if (this.#isKilled) return;
      const isStored = this.#disk.commit(joined(batches), this.#clock.nowMs);
      this.#clock.after(takesMs - writtenMs, () => this.#end(isStored ? batches.length : 0));
    });
  }

  #end(batches: number): void {
    this.#isBusy = false;
    if (this.#isKilled) return;
    this.#told(batches);
    if (batches > 0 && !this.#isBusy) this.#begin();
  }
}
