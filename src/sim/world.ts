import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import type { Shown } from "../peer/shown.ts";
import { applyFault, type Victim } from "./apply_fault.ts";
import { Clock } from "./clock.ts";
import type { Slot } from "./faults.ts";
import { MessageChecker } from "./message_checker.ts";
import { NoticeChecker } from "./notice_checker.ts";
import { RingChecker } from "./ring_checker.ts";
import { calmMs, type PeerPlan, randomFor, type Schedule } from "./schedule.ts";
import { SimNetwork } from "./sim_network.ts";
import { SimProcess, wallMs } from "./sim_process.ts";
import type { Trace } from "./trace.ts";
import { Violation } from "./violation.ts";

/** Bytes that may wait in a process for one link: two marked runs and what is told meanwhile. */
const queuedBytesMax = 2 * 1024 * 1024;
const watchMs = 250;

/** One schedule on a virtual clock: the peers, what goes wrong, and the checkers that look on. */
export class World implements Victim {
  readonly schedule: Schedule;
  readonly clock = new Clock();
  readonly network: SimNetwork;
  readonly trace: Trace;
  readonly messages = new MessageChecker();
  readonly notices = new NoticeChecker();
  readonly rings = new RingChecker();
  /** Every process of this schedule, ended ones too. */
  readonly processes: SimProcess[] = [];
  readonly #random: Random;
  readonly #keys: string[];
  /** From the calm to the ring's being closed; null until then. */
  ringAfterMs: number | null = null;

  constructor(schedule: Schedule, trace: Trace) {
    this.schedule = schedule;
    this.trace = trace;
    this.network = new SimNetwork(this.clock, randomFor(schedule.seed, "network"));
    this.#random = randomFor(schedule.seed, "world");
    this.#keys = schedule.peers.map(() => this.#random.hex(32));
  }

  /** Runs the schedule to its end. Throws Violation, or whatever the peer throws. */
  run(): void {
    const { clock, schedule } = this;
    for (const [slot, { startAtMs }] of schedule.peers.entries()) {
      clock.at(startAtMs, () => this.start(slot));
    }
    for (const fault of schedule.faults) clock.at(fault.atMs, () => applyFault(this, fault));
    for (const { atMs, peer, textBytes } of schedule.sayings) {
      clock.at(atMs, () => this.#say(peer, textBytes));
    }
    clock.after(watchMs, () => this.#watch());
    clock.runUntil(schedule.calmAtMs);
    this.#calmDown();
    this.#checkEnd();
  }

  at(slot: Slot): SimProcess | undefined {
    return this.processes.findLast((process) => process.slot === slot && process.isAlive);
  }

  start(slot: Slot, freshKey = false): void {
    const plan = this.schedule.peers[slot];
    if (plan === undefined || this.at(slot) !== undefined) return;
    if (freshKey) this.#keys[slot] = this.#random.hex(32);
    const process = this.#makeProcess(slot, plan);
    this.processes.push(process);
    this.messages.begin(process);
    this.notices.begin(process);
    this.rings.begin(process);
    const { address } = process.options;
    this.network.listen(address, process, process.accept);
    const host = splitAddress(address).host;
    process.start(this.network.transportOf(process, host, (typed) => this.#resolve(typed)));
  }

  #makeProcess(slot: Slot, { name, next, retries, retryMs, skewMs }: PeerPlan): SimProcess {
    const { clock, trace } = this;
    const seconds = Math.floor(wallMs(clock.nowMs, skewMs) / 1_000);
    const process: SimProcess = new SimProcess({
      slot,
      id: this.#keys[slot] ?? "",
      epoch: seconds.toString(16).padStart(8, "0") + this.#random.hex(4),
      name,
      address: this.addressOf(slot),
      next: next === null ? null : { typed: `peer${next}:6001`, address: this.addressOf(next) },
      retries,
      retryMs,
      skewMs,
      clock,
      random: randomFor(this.schedule.seed, `process ${this.processes.length}`),
      trace,
      onShown: (shown) => this.#shown(process, shown),
    });
    return process;
  }

  addressOf(slot: Slot): Address {
    const { oneHost } = this.schedule;
    return oneHost
      ? joinAddress("127.0.0.1", 6001 + slot)
      : joinAddress(`10.0.0.${slot + 1}`, 6001);
  }

  #resolve(typed: Address): Address {
    const slot = /^peer(\d):6001$/.exec(typed)?.[1];
    return slot === undefined ? typed : this.addressOf(Number(slot));
  }

  #say(slot: Slot, textBytes: number): void {
    const process = this.at(slot);
    process?.run(() => process.say(this.messages.say(process, textBytes)));
  }

  #shown(process: SimProcess, shown: Shown): void {
    this.rings.shown(process, shown);
    this.notices.shown(process, shown);
    if (shown.show === "message") this.messages.shown(process, shown);
    else if (shown.show === "rejected") this.messages.rejected(process);
    else if (shown.show === "identity-in-use") {
      throw new Violation(`${process.tag} gives way to a process that does not live`);
    } else if (shown.show === "stopped") this.network.unlisten(process.options.address, false);
  }

  #watch(): void {
    const { clock, schedule } = this;
    clock.after(watchMs, () => this.#watch());
    this.#checkQueues();
    if (clock.nowMs < schedule.calmAtMs) return;
    const isRing = this.groups().every((group) => this.rings.problem(group) === null);
    this.ringAfterMs = isRing ? (this.ringAfterMs ?? clock.nowMs - schedule.calmAtMs) : null;
    for (const process of this.alive()) process.askRing("watch");
  }

  #checkQueues(): void {
    for (const link of this.network.links) {
      for (const end of link.ends) {
        if (end.queuedBytes > queuedBytesMax) {
          throw new Violation(`${end.queuedBytes} bytes wait in peer ${end.owner.slot} for a link`);
        }
      }
    }
  }

  alive(): SimProcess[] {
    return this.processes.filter((process) => process.isAlive);
  }

  /**
   * The living, in groups that can find each other: by a configured next that lives, or because
   * one has heard of the other. Two peers of which neither knows the other are two rooms.
   */
  groups(): SimProcess[][] {
    const groups: SimProcess[][] = [];
    const rest = new Set(this.alive());
    for (const first of rest) {
      const group = [first];
      rest.delete(first);
      for (const member of group) {
        for (const other of rest) {
          if (!this.#areAcquainted(member, other) && !this.#areAcquainted(other, member)) continue;
          group.push(other);
          rest.delete(other);
        }
      }
      groups.push(group);
    }
    return groups;
  }

  #areAcquainted(process: SimProcess, other: SimProcess): boolean {
    const next = process.options.next?.address;
    return next === other.options.address || this.rings.knows(process, other);
  }

  /** Peers that met during the calm had less time to become one ring: they get as much again. */
  #calmDown(): void {
    for (let groups = Infinity; groups > this.groups().length;) {
      groups = this.groups().length;
      this.clock.runUntil(this.clock.nowMs + calmMs);
    }
  }

  #checkEnd(): void {
    for (const group of this.groups()) {
      for (const process of group) this.messages.checkOwn(process);
      this.messages.checkSame(group);
      this.rings.check(group);
    }
  }
}
