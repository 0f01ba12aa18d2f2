import type { Address } from "../lib/ids.ts";
import type { Clock } from "./clock.ts";
import type { Fault, Return, Slot } from "./faults.ts";
import type { SimNetwork } from "./sim_network.ts";
import type { SimProcess } from "./sim_process.ts";
import type { Trace } from "./trace.ts";

/** What faults befall. */
export type Victim = {
  readonly clock: Clock;
  readonly network: SimNetwork;
  readonly trace: Trace;
  readonly judge: { leaves(process: SimProcess): void };
  /** Everywhere that a process of the slot is reached. */
  addressesOf(slot: Slot): Address[];
  /** The slot's living process. */
  at(slot: Slot): SimProcess | undefined;
  /** A new process of the slot, unless one lives. */
  start(slot: Slot, freshKey: boolean): void;
};

/** Lets one thing go wrong, now. What it would befall may not be there: then nothing happens. */
export function applyFault(world: Victim, fault: Fault): void {
  const { clock, trace, network } = world;
  trace.note(clock.nowMs, "world", `== ${JSON.stringify(fault)}`);
  switch (fault.kind) {
    case "cut":
      return cut(world, fault.between, fault.toldAfterMs);
    case "slow":
      return network.slow(fault.between, fault.forMs, fault.extraMs);
    case "narrow":
      return network.narrow(fault.between, fault.forMs, fault.bytesPerMs);
    case "freeze": {
      const process = world.at(fault.peer);
      process?.freeze();
      return clock.after(fault.forMs, () => process?.thaw());
    }
    case "crash": {
      const process = world.at(fault.peer);
      if (process === undefined) return;
      crash(world, process, fault.silent);
      return comeBack(world, fault.peer, fault.back);
    }
    case "leave": {
      const process = world.at(fault.peer);
      if (process === undefined) return;
      world.judge.leaves(process);
      process.leave();
      return comeBack(world, fault.peer, fault.back);
    }
  }
}

function cut(
  world: Victim,
  [a, b]: readonly [Slot, Slot],
  toldAfterMs: readonly [number | null, number | null],
): void {
  for (const link of world.network.links) {
    const [one, other] = [link.ends[0].owner.slot, link.ends[1].owner.slot];
    if (one === a && other === b) link.cut(toldAfterMs);
    else if (one === b && other === a) link.cut([toldAfterMs[1], toldAfterMs[0]]);
  }
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

function comeBack(world: Victim, slot: Slot, back: Return | null): void {
  if (back === null) return;
  world.clock.after(back.afterMs, () => {
    world.start(slot, back.freshKey);
  });
}
