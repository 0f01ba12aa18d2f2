import type { DiskFate } from "./disk.ts";

/**
 * The vocabulary of what may go wrong. A schedule is a list of these as plain data, so that it can
 * be printed, drawn from a seed and made harder by later kinds.
 */

/** A peer's place in the schedule; its processes come and go. */
export type Slot = number;

/** How a process that ended comes back, if it does. With a wiped disk it has another key. */
export type Return = { readonly afterMs: number; readonly fate: DiskFate };

/** One of the peers to which a forking peer tells a story of its own. */
export type Visit = { readonly afterMs: number; readonly peer: Slot; readonly runs: number };

export type Fault =
  /**
   * Every connection between two peers breaks and what is under way is lost. Each end is told
   * after its own time, or never: null leaves it half-open.
   */
  | {
      readonly kind: "cut";
      readonly atMs: number;
      readonly between: readonly [Slot, Slot];
      readonly toldAfterMs: readonly [number | null, number | null];
    }
  /** Everything between two peers, dials too, takes this much longer. */
  | {
      readonly kind: "slow";
      readonly atMs: number;
      readonly forMs: number;
      readonly between: readonly [Slot, Slot];
      readonly extraMs: number;
    }
  /** Between two peers no more than so many bytes get through in a millisecond, each way. */
  | {
      readonly kind: "narrow";
      readonly atMs: number;
      readonly forMs: number;
      readonly between: readonly [Slot, Slot];
      readonly bytesPerMs: number;
    }
  /** From one to the other nothing gets through, the other way everything does. */
  | {
      readonly kind: "block";
      readonly atMs: number;
      readonly forMs: number;
      readonly from: Slot;
      readonly to: Slot;
    }
  /** Between these and all the others nothing gets through, either way. */
  | {
      readonly kind: "partition";
      readonly atMs: number;
      readonly forMs: number;
      readonly side: readonly Slot[];
    }
  /** Two that never reach each other, while others reach both. */
  | {
      readonly kind: "apart";
      readonly atMs: number;
      readonly forMs: number;
      readonly between: readonly [Slot, Slot];
    }
  /** Somebody floods the network with false beacons. */
  | {
      readonly kind: "junk";
      readonly atMs: number;
      readonly forMs: number;
      readonly perSecond: number;
    }
  /** Its machine has another address: another network, or a new lease. */
  | { readonly kind: "move"; readonly atMs: number; readonly peer: Slot }
  /** It hears everybody, and nobody hears it. */
  | {
      readonly kind: "mute";
      readonly atMs: number;
      readonly forMs: number;
      readonly peer: Slot;
    }
  /** Runs that it writes never leave it, and it believes that they do. */
  | {
      readonly kind: "lose";
      readonly atMs: number;
      readonly forMs: number;
      readonly peer: Slot;
    }
  /** Its disk takes nothing more: the process ends, and comes back when there is room. */
  | {
      readonly kind: "full";
      readonly atMs: number;
      readonly forMs: number;
      readonly peer: Slot;
    }
  /** Somebody tells each of these another story under one key; all begin with `common` runs. */
  | {
      readonly kind: "fork";
      readonly atMs: number;
      readonly common: number;
      readonly visits: readonly Visit[];
    }
  /** The process gets no turn; its kernel goes on accepting connections and data. */
  | {
      readonly kind: "freeze";
      readonly atMs: number;
      readonly forMs: number;
      readonly peer: Slot;
    }
  /** `silent`: the whole machine is gone, so nobody is told and dials get no answer. */
  | {
      readonly kind: "crash";
      readonly atMs: number;
      readonly peer: Slot;
      readonly silent: boolean;
      readonly back: Return | null;
    }
  /** A peer and one that it is linked to crash at once. */
  | {
      readonly kind: "pair";
      readonly atMs: number;
      readonly peer: Slot;
      readonly silent: boolean;
      readonly backs: readonly [Return | null, Return | null];
    }
  | {
      readonly kind: "leave";
      readonly atMs: number;
      readonly peer: Slot;
      readonly back: Return | null;
    };

export type FaultKind = Fault["kind"];
