import type { Address } from "../lib/ids.ts";
import type { Shown } from "../peer/shown.ts";
import { leaveTimeoutMs } from "../peer/timing.ts";
import { AnswerChecker } from "./answer_checker.ts";
import type { Clock } from "./clock.ts";
import { DiskChecker } from "./disk_checker.ts";
import { isDiscovering, kindOf, type Shape } from "./draw_peers.ts";
import type { Slot } from "./faults.ts";
import { ForkChecker } from "./fork_checker.ts";
import { checkHistories } from "./history_checker.ts";
import { MessageChecker } from "./message_checker.ts";
import { NoticeChecker } from "./notice_checker.ts";
import { room } from "./process_options.ts";
import { Recovery } from "./recovery.ts";
import { RingChecker } from "./ring_checker.ts";
import { SilenceChecker } from "./silence_checker.ts";
import type { SimNetwork } from "./sim_network.ts";
import type { SimProcess } from "./sim_process.ts";
import { Violation } from "./violation.ts";

/** Bytes that may wait in a process for one link: two marked runs and what is told meanwhile. */
const queuedBytesMax = 2 * 1024 * 1024;

/** Looks on from outside: at what is shown, at the connections, and at the end at all of it. */
export class Judge {
  readonly messages = new MessageChecker();
  readonly answers = new AnswerChecker();
  readonly forks = new ForkChecker();
  readonly disks = new DiskChecker(this.forks.feeds);
  readonly silence = new SilenceChecker();
  readonly #notices: NoticeChecker;
  readonly #shape: Shape;
  readonly #rings: RingChecker;
  readonly recovery: Recovery;
  readonly #clock: Clock;
  readonly #network: SimNetwork;

  constructor(clock: Clock, network: SimNetwork, shape: Shape) {
    this.#clock = clock;
    this.#network = network;
    this.#shape = shape;
    this.#notices = new NoticeChecker(kindOf(shape));
    this.#rings = new RingChecker(kindOf(shape));
    this.recovery = new Recovery(this.#rings, this.forks.feeds);
  }

  begin(process: SimProcess): void {
    const { members, proofs } = process.disk.store.load();
    this.messages.begin(process, this.disks.begin(process));
    this.#notices.begin(process);
    this.silence.begin(process);
    this.forks.begin(process, { proofs });
    const known = members.map(({ peer }) => peer);
    this.#rings.begin(process, known);
  }

  /** From now on somebody's runs may lack what they were said after. */
  allowGaps(): void {
    this.#notices.allowGaps();
  }

  leaves(process: SimProcess): void {
    this.#notices.leaves(process);
  }

  shown(process: SimProcess, shown: Shown): void {
    this.#rings.shown(process, shown);
    this.#notices.shown(process, shown);
    switch (shown.show) {
      case "message":
        if (this.forks.isForker(shown.author.id)) {
          return this.forks.message(process, shown.author.id);
        }
        return this.messages.shown(process, shown);
      case "forked":
        return this.forks.forked(process, shown.peer.id);
      case "store-failed":
        return this.#storeFailed(process);
      case "rejected":
        return this.messages.rejected(process);
      case "ring":
      case "answer":
        return this.answers.answered(process, shown.ref);
      case "identity-in-use":
        throw new Violation(`${process.tag} gives way to a process that does not live`);
      case "stopped":
        return this.#stopped(process);
    }
  }

  /** Who could say good-bye to somebody, and did not wait in vain, has handed on all it said. */
  #stopped(process: SimProcess): void {
    const { leftAtMs, saidGoodBye, hasFailed } = process;
    if (hasFailed) return;
    if (leftAtMs === null) throw new Violation(`${process.tag} stopped unasked`);
    const hasWaited = this.#clock.nowMs - leftAtMs >= leaveTimeoutMs;
    if (saidGoodBye && !hasWaited) this.messages.checkHanded(process);
  }

  #storeFailed(process: SimProcess): void {
    if (process.hasFailed) return;
    throw new Violation(`${process.tag} says that it could not store, and its disk has room`);
  }

  checkQueues(): void {
    for (const { ends } of this.#network.links) {
      for (const { queuedBytes, name } of ends) {
        if (queuedBytes <= queuedBytesMax) continue;
        throw new Violation(`${queuedBytes} bytes wait for the link ${name}`);
      }
    }
  }

  /**
   * The living, in groups that can find each other: by a configured next that lives, or because
   * one has heard of the other. Two peers of which neither knows the other are two rooms.
   */
  groups(alive: readonly SimProcess[]): SimProcess[][] {
    const groups: SimProcess[][] = [];
    const rest = new Set(alive);
    for (const first of rest) {
      const group = [first];
      rest.delete(first);
      for (const member of group) {
        for (const other of rest) {
          if (!this.#areAcquainted(member, other)) continue;
          group.push(other);
          rest.delete(other);
        }
      }
      groups.push(group);
    }
    return groups;
  }

  #areAcquainted(a: SimProcess, b: SimProcess): boolean {
    // Who looks for others hears them.
    if (isDiscovering(this.#shape)) return true;
    if (a.options.next?.slot === b.slot || b.options.next?.slot === a.slot) return true;
    return this.#rings.knows(a, b) || this.#rings.knows(b, a);
  }

  /** What does not change any more once the ring stands and nobody speaks. */
  stillness(alive: readonly SimProcess[]): string {
    const links = this.groups(alive).map((group) => this.#rings.ringLinks(group));
    return `${this.#notices.count} notices, ring of ${links.join("; ")}`;
  }

  checkEnd(alive: readonly SimProcess[], addressesOf: (slot: Slot) => readonly Address[]): void {
    const groups = this.groups(alive);
    for (const group of groups) {
      for (const process of group) {
        this.messages.checkOwn(process);
        this.answers.check(process, this.#clock.nowMs);
      }
      this.messages.checkSame(group);
      checkHistories(group, {
        room,
        messagesOf: (process) => this.messages.countAll(process),
        isForker: (author) => this.forks.isForker(author),
      });
      this.#rings.check(group);
      if (isDiscovering(this.#shape)) {
        this.#rings.checkAddresses(group, ({ slot }) => addressesOf(slot));
      }
    }
    // Whoever never heard of the others cannot know where it belongs.
    if (this.#shape === "ring" && groups.length === 1) this.#rings.checkOrder(alive);
  }
}
