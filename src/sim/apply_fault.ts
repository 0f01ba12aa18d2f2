import type { Address } from "../lib/ids.ts";
import type { Clock } from "./clock.ts";
import type { Disk, DiskFate } from "./disk.ts";
import type { Fault, Return, Slot } from "./faults.ts";
import type { ForkingPeer } from "./forking_peer.ts";
import type { SimLink } from "./sim_link.ts";
import type { SimNetwork } from "./sim_network.ts";
import type { SimProcess } from "./sim_process.ts";
import type { Trace } from "./trace.ts";

/** What faults befall. */
export type Victim = {
  readonly clock: Clock;
  readonly network: SimNetwork;
  readonly trace: Trace;
  readonly disks: readonly Disk[];
  readonly judge: { leaves(process: SimProcess): void; allowGaps(): void };
  /** Everywhere that a process of the slot is reached. */
  addressesOf(slot: Slot): Address[];
  /** The living process of the slot. */
  at(slot: Slot): SimProcess | undefined;
  /** The first living process from this slot on, round the end. */
  firstFrom(slot: Slot): SimProcess | undefined;
  /** A new process of the slot, unless one lives. */
  start(slot: Slot, fate: DiskFate): void;
  say(slot: Slot, textBytes: number): void;
  /** Its machine goes to another address, where it listens at once. */
  move(process: SimProcess): void;
  /** So many false beacons a second, for so long. */
  flood(forMs: number, perSecond: number): void;
  makeForkingPeer(common: number): ForkingPeer;
};

/** Of what a peer says as its runs begin to be lost, so that there is one to lose. */
const lostTextBytes = 20;

/** Of a world in which nobody is left nothing is learned: these two come back in any case. */
const alwaysBack: ReadonlySet<Slot> = new Set([0, 1]);
const soon: Return = { afterMs: 200, fate: { disk: "kept" } };

const stillLeavingMs = 50;

type Of<Kind extends Fault["kind"]> = Extract<Fault, { kind: Kind }>;

/** Lets one thing go wrong, now. False when there was nobody whom it could befall. */
export function applyFault(world: Victim, fault: Fault): boolean {
  const { clock, trace, network } = world;
  trace.note(clock.nowMs, "world", `== ${JSON.stringify(fault)}`);
  switch (fault.kind) {
    case "cut":
      return cut(world, fault.between, fault.toldAfterMs);
    case "slow":
      network.slow(fault.between, fault.forMs, fault.extraMs);
      return true;
    case "narrow":
      network.narrow(fault.between, fault.forMs, fault.bytesPerMs);
      return true;
    case "block":
      network.block(fault.from, fault.to, fault.forMs);
      return true;
    case "apart":
      network.block(...fault.between, fault.forMs);
      network.block(fault.between[1], fault.between[0], fault.forMs);
      return true;
    case "junk":
      world.flood(fault.forMs, fault.perSecond);
      return true;
    case "partition":
      return partition(world, fault);
    case "fork":
      return fork(world, fault);
    default: {
      const process = world.firstFrom(fault.peer);
      if (process !== undefined) applyTo(world, process, fault);
      return process !== undefined;
    }
  }
}

function applyTo(
  world: Victim,
  process: SimProcess,
  fault: Of<"mute" | "lose" | "full" | "freeze" | "crash" | "pair" | "leave" | "move">,
): void {
  const { clock, network, disks, judge } = world;
  const { slot } = process;
  switch (fault.kind) {
    case "mute":
      for (const to of disks.keys()) network.block(slot, to, fault.forMs);
      return;
    case "lose":
      judge.allowGaps();
      process.loseRuns(fault.forMs);
      return world.say(slot, lostTextBytes);
    case "full":
      process.disk.fullUntilMs = clock.nowMs + fault.forMs;
      return;
    case "freeze":
      process.freeze();
      return clock.after(fault.forMs, () => process.thaw());
    case "move":
      return move(world, process);
    case "crash":
      crash(world, process, fault.silent);
      return comeBack(world, process, fault.back);
    case "pair": {
      const neighbour = linkedTo(network.links, slot);
      crash(world, process, fault.silent);
      comeBack(world, process, fault.backs[0]);
      const other = neighbour === undefined ? undefined : world.at(neighbour);
      if (other === undefined) return;
      crash(world, other, fault.silent);
      return comeBack(world, other, fault.backs[1]);
    }
    case "leave":
      judge.leaves(process);
      process.leave();
      return comeBack(world, process, fault.back);
  }
}

function partition({ disks, network }: Victim, { side, forMs }: Of<"partition">): boolean {
  const others = [...disks.keys()].filter((slot) => !side.includes(slot));
  for (const one of side) {
    for (const other of others) {
      network.block(one, other, forMs);
      network.block(other, one, forMs);
    }
  }
  return true;
}

/** Also what honest peers say after a forked run is refused where another branch of it is known. */
function fork(world: Victim, { common, visits }: Of<"fork">): boolean {
  const forker = world.makeForkingPeer(common);
  world.judge.allowGaps();
  for (const { afterMs, peer, runs } of visits) {
    world.clock.after(afterMs, () => {
      const [target] = world.addressesOf(world.firstFrom(peer)?.slot ?? peer);
      if (target !== undefined) forker.visit(target, runs);
    });
  }
  return true;
}

/** Where these two have no connection, any other breaks: whoever is linked changes all the time. */
function cut(
  world: Victim,
  between: readonly [Slot, Slot],
  toldAfterMs: readonly [number | null, number | null],
): boolean {
  const [a, b] = pairToCut(world.network.links, between);
  let isCut = false;
  for (const link of world.network.links) {
    const [one, other] = [link.ends[0].owner.slot, link.ends[1].owner.slot];
    if (one === a && other === b) link.cut(toldAfterMs);
    else if (one === b && other === a) link.cut([toldAfterMs[1], toldAfterMs[0]]);
    else continue;
    isCut = true;
  }
  return isCut;
}

function pairToCut(
  links: readonly SimLink[],
  [a, b]: readonly [Slot, Slot],
): readonly [Slot, Slot] {
  const pairs = links.map(({ ends }) => [ends[0].owner.slot, ends[1].owner.slot] as const);
  const isLinked = pairs.some(([one, other]) =>
    one === a ? other === b : one === b && other === a,
  );
  return isLinked ? [a, b] : (pairs.find((pair) => pair.includes(a)) ?? pairs[0] ?? [a, b]);
}

/** Somebody at the other end of a connection of this peer's, another than itself. */
function linkedTo(links: readonly SimLink[], slot: Slot): Slot | undefined {
  for (const { ends } of links) {
    const [one, other] = [ends[0].owner.slot, ends[1].owner.slot];
    if (one === slot && other !== slot) return other;
    if (other === slot && one !== slot) return one;
  }
  return undefined;
}

/** The kernel of a machine that stays closes what its dead process had open. */
function crash(world: Victim, process: SimProcess, silent: boolean): void {
  process.kill();
  for (const address of world.addressesOf(process.slot)) world.network.unlisten(address, silent);
  for (const link of world.network.links) {
    for (const end of link.ends) {
      if (end.owner !== process) continue;
      if (silent) link.cut([null, null]);
      end.finish();
    }
  }
}

/** Connections of the old address say nothing more, and nobody is told. */
function move(world: Victim, process: SimProcess): void {
  for (const address of world.addressesOf(process.slot)) world.network.unlisten(address, true);
  for (const link of world.network.links) {
    if (link.ends.some(({ owner }) => owner === process)) link.cut([null, null]);
  }
  world.move(process);
}

function comeBack(world: Victim, process: SimProcess, back: Return | null): void {
  const { slot } = process;
  if (back === null && !alwaysBack.has(slot)) return;
  const { afterMs, fate } = back ?? soon;
  // Who leaves takes its time, frozen most of all, and would be in the way of who comes back.
  const start = (): void => {
    if (world.at(slot) === process) world.clock.after(stillLeavingMs, start);
    else world.start(slot, fate);
  };
  world.clock.after(afterMs, start);
}
