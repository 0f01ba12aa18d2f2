import { feedKey } from "../feed/feed.ts";
import { type Address, joinAddress, splitAddress } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import type { Shown } from "../peer/shown.ts";
import { encodeBeacon } from "../wire/beacon.ts";
import { applyFault, type Victim } from "./apply_fault.ts";
import { Clock } from "./clock.ts";
import { Disk, type DiskFate } from "./disk.ts";
import { faultsMin } from "./draw_faults.ts";
import { isDiscovering, kindOf, type PeerPlan } from "./draw_peers.ts";
import type { Questioning } from "./draw_questions.ts";
import { below } from "./draws.ts";
import { Ether } from "./ether.ts";
import { type Borrowed, flood } from "./false_beacons.ts";
import type { Slot } from "./faults.ts";
import { forkerHost, ForkingPeer } from "./forking_peer.ts";
import { Judge } from "./judge.ts";
import { Machines } from "./machines.ts";
import { type Observer, type ProcessOptions, room, wallMs } from "./process_options.ts";
import { calmMs, randomFor, type Schedule } from "./schedule.ts";
import type { Owner } from "./sim_link.ts";
import { SimNetwork } from "./sim_network.ts";
import { SimProcess } from "./sim_process.ts";
import type { Trace } from "./trace.ts";
import { Violation } from "./violation.ts";

const watchMs = 500;
/** How exactly it is known when the links make a ring. */
const watchLinksMs = 100;
/** How soon somebody starts a peer again whose disk was full. */
const cleanUpMs = 500;
/** At the end of the calm nothing may change any more; a ring may be this young when it begins. */
const stillMs = 10_000;
const ringAgeMs = 3_000;

/** One schedule on a virtual clock: the peers, what they are told to do, and what goes wrong. */
export class World implements Victim {
  readonly schedule: Schedule;
  readonly clock = new Clock();
  readonly network: SimNetwork;
  readonly ether: Ether;
  readonly #machines: Machines;
  readonly trace: Trace;
  readonly judge: Judge;
  /** Every process of this schedule, ended ones too. */
  readonly #processes: SimProcess[] = [];
  readonly disks: readonly Disk[];
  /** How many faults befell somebody. */
  faults = 0;
  readonly #random: Random;
  readonly #keys: string[];

  constructor(schedule: Schedule, trace: Trace) {
    this.schedule = schedule;
    this.trace = trace;
    this.network = new SimNetwork(this.clock, randomFor(schedule.seed, "network"));
    this.ether = new Ether(this.network, randomFor(schedule.seed, "ether"));
    this.#machines = new Machines(schedule);
    this.judge = new Judge(this.clock, this.network, schedule.shape);
    this.#random = randomFor(schedule.seed, "world");
    this.disks = schedule.peers.map(() => new Disk());
    this.#keys = schedule.peers.map(() => this.#random.hex(32));
  }

  /** How many groups there are of which none knows of another, see Judge. */
  get rooms(): number {
    return this.judge.groups(this.#alive()).length;
  }

  /** Runs the schedule to its end. Throws Violation, or whatever the peer throws. */
  run(): void {
    const { clock, schedule } = this;
    for (const [slot, { startAtMs }] of schedule.peers.entries()) {
      clock.at(startAtMs, () => this.start(slot, { disk: "kept" }));
    }
    for (const fault of schedule.faults) {
      clock.at(fault.atMs, () => {
        if (applyFault(this, fault)) this.faults++;
      });
    }
    for (const { atMs, peer, textBytes } of schedule.sayings) {
      clock.at(atMs, () => this.say(peer, textBytes));
    }
    for (const { atMs, peer } of schedule.askings) clock.at(atMs, () => this.#ask(this.at(peer)));
    for (const questioning of schedule.questions) {
      clock.at(questioning.atMs, () => this.#question(questioning));
    }
    clock.after(watchMs, () => this.#watch());
    clock.at(schedule.calmAtMs, () => {
      if (schedule.questions.length > 0) for (const process of this.#alive()) process.wish([]);
      this.network.widen();
      this.#watchLinks();
    });
    clock.runUntil(schedule.calmAtMs);
    this.#calmDown();
    this.#checkEnd();
  }

  #checkEnd(): void {
    this.judge.checkEnd(this.#alive(), (slot) => this.addressesOf(slot));
    this.judge.recovery.check(this.schedule.calmAtMs);
    const due = faultsMin(this.schedule.calmAtMs);
    if (this.faults >= due) return;
    throw new Violation(`${this.faults} faults befell somebody, ${due} are the least`);
  }

  /** Peers that meet only in the calm have less time to become one ring: they get as much again. */
  #calmDown(): void {
    const { clock, judge } = this;
    for (let before = Infinity; this.rooms < before;) {
      before = this.rooms;
      clock.runUntil(clock.nowMs + calmMs - stillMs);
      const { atMs } = judge.recovery.answers;
      const isStill = atMs !== null && clock.nowMs - atMs > ringAgeMs;
      const stillness = judge.stillness(this.#alive());
      clock.runUntil(clock.nowMs + stillMs);
      const later = judge.stillness(this.#alive());
      if (!isStill || later === stillness || this.rooms < before) continue;
      throw new Violation(`in the calm this:\n${stillness}\nbecame this:\n${later}`);
    }
  }

  at(slot: Slot): SimProcess | undefined {
    return this.#processes.findLast((process) => process.slot === slot && process.isAlive);
  }

  firstFrom(slot: Slot): SimProcess | undefined {
    const count = this.disks.length;
    for (let i = 0; i < count; i++) {
      const process = this.at((slot + i) % count);
      if (process !== undefined) return process;
    }
    return undefined;
  }

  start(slot: Slot, fate: DiskFate): void {
    const plan = this.schedule.peers[slot];
    const disk = this.disks[slot];
    if (plan === undefined || disk === undefined || this.at(slot) !== undefined) return;
    disk.befall(fate);
    // The key lies on the disk, too.
    if (fate.disk === "wiped") this.#keys[slot] = this.#random.hex(32);
    const process = this.#makeProcess(slot, plan, disk);
    this.#processes.push(process);
    this.judge.begin(process);
    this.#listen(process);
    this.ether.join(process, (bytes, host) => process.hear(bytes, host));
    const host = (): string => this.#machines.hostOf(slot);
    const resolve = (typed: Address): Address => this.#machines.resolve(typed);
    process.start(this.network.transportOf(process, host, resolve));
  }

  #listen(process: SimProcess): void {
    for (const address of this.addressesOf(process.slot)) {
      this.network.listen(address, process, process.accept);
    }
  }

  #makeProcess(slot: Slot, plan: PeerPlan, disk: Disk): SimProcess {
    const { clock, trace, ether } = this;
    const machines = this.#machines;
    const { shape } = this.schedule;
    const { name, next, retries, retryMs, skewMs, wildcard } = plan;
    const seconds = Math.floor(wallMs(clock.nowMs, skewMs) / 1_000);
    const options: ProcessOptions = {
      slot,
      id: this.#keys[slot] ?? "",
      epoch: seconds.toString(16).padStart(8, "0") + this.#random.hex(4),
      name,
      kind: kindOf(shape),
      discovers: isDiscovering(shape),
      address: wildcard === "none" ? machines.addressOf(slot) : machines.otherAddressOf(slot),
      wildcard: wildcard !== "none",
      next:
        next === null
          ? null
          : { slot: next, typed: machines.nameOf(next), address: machines.addressOf(next) },
      retries,
      retryMs,
      skewMs,
      clock,
      random: randomFor(this.schedule.seed, `process ${this.#processes.length}`),
      trace,
      disk,
      broadcast: (beacon) => {
        // As net/ does: the host is the one that it is sent from.
        const { host, port } = splitAddress(machines.addressOf(slot));
        ether.send(slot, encodeBeacon({ ...beacon, address: joinAddress(host, port) }), host);
      },
    };
    return new SimProcess(options, this.#observer);
  }

  makeForkingPeer(common: number): ForkingPeer {
    const { clock, network, judge } = this;
    const random = randomFor(this.schedule.seed, "forking peer");
    const [id, slot] = [random.hex(32), this.disks.length];
    const atMs = wallMs(clock.nowMs, 0);
    const epoch = Math.floor(atMs / 1_000).toString(16) + random.hex(4);
    judge.forks.forks(id, feedKey(id, epoch));
    const owner: Owner = { slot, run: (action) => action() };
    const transport = network.transportOf(
      owner,
      () => forkerHost,
      (typed) => typed,
    );
    const made = (bytes: Uint8Array): void => judge.disks.book.note(bytes);
    const options = { slot, id, epoch, room, atMs, clock, random, transport, made };
    return new ForkingPeer(options, common);
  }

  addressesOf(slot: Slot): Address[] {
    return this.#machines.addressesOf(slot);
  }

  move(process: SimProcess): void {
    const { slot } = process;
    this.#machines.move(slot);
    this.#listen(process);
    process.run(() => this.judge.silence.moves(process));
    process.moved(this.#machines.addressOf(slot));
  }

  flood(forMs: number, perSecond: number): void {
    const { clock, disks, ether, schedule } = this;
    const random = this.#random;
    const borrowed = (): Borrowed | null => {
      const process = this.firstFrom(below(random, disks.length));
      return process === undefined
        ? null
        : { peer: process.id, address: this.#machines.addressOf(process.slot) };
    };
    const liar = {
      clock,
      ether,
      random,
      kind: kindOf(schedule.shape),
      slot: disks.length,
      borrowed,
    };
    flood(liar, clock.nowMs + forMs, 1_000 / perSecond);
  }

  say(slot: Slot, textBytes: number): void {
    const process = this.at(slot);
    process?.run(() => process.say(this.judge.messages.say(process, textBytes)));
  }

  #ask(process: SimProcess | undefined): void {
    process?.run(() => process.askRing(this.judge.answers.ask(process, this.clock.nowMs)));
  }

  #question({ about, ask, peer }: Questioning): void {
    const process = this.at(peer);
    const id = this.#keys[about] ?? "";
    const addresses = this.addressesOf(about);
    if (ask === "drop") process?.drop(id);
    // An address is as good as a key; at some nobody is.
    else if (ask === "wish") process?.wish([id, ...addresses]);
    else {
      const question = ask === "hints" ? { ask, addresses } : { ask };
      process?.run(() => {
        const ref = this.judge.answers.ask(process, this.clock.nowMs, "member");
        process.askPeer(id, question, ref);
      });
    }
  }

  readonly #observer: Observer<SimProcess> = {
    shown: (process, shown) => this.#shown(process, shown),
    stores: (process, batch, came) => this.judge.disks.stores(process, batch, came),
    sends: (process, frame) => this.judge.disks.sends(process, frame),
    sendsRun: (process, bytes) => this.judge.disks.sendsRun(process, bytes),
    hears: (process, link) => this.judge.silence.hears(process, link, this.clock.nowMs),
    hangsUp: (process, link, reason) => {
      this.judge.silence.hangsUp(process, link, reason, this.clock.nowMs);
    },
  };

  #shown(process: SimProcess, shown: Shown): void {
    this.judge.shown(process, shown);
    if (shown.show !== "stopped") return;
    const { slot, disk, hasFailed } = process;
    for (const address of this.addressesOf(slot)) this.network.unlisten(address, false);
    if (!hasFailed) return;
    const roomAtMs = Math.max(disk.fullUntilMs, this.clock.nowMs) + cleanUpMs;
    this.clock.at(roomAtMs, () => this.start(slot, { disk: "kept" }));
  }

  #watch(): void {
    this.clock.after(watchMs, () => this.#watch());
    this.judge.checkQueues();
    if (this.clock.nowMs < this.schedule.calmAtMs) return;
    const alive = this.#alive();
    this.judge.recovery.lookAtRest(this.judge.groups(alive), this.clock.nowMs);
    for (const process of alive) this.#ask(process);
  }

  #watchLinks(): void {
    this.clock.after(watchLinksMs, () => this.#watchLinks());
    this.judge.recovery.lookAtLinks(this.judge.groups(this.#alive()), this.clock.nowMs);
  }

  #alive(): SimProcess[] {
    return this.#processes.filter((process) => process.isAlive);
  }
}
