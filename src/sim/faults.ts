/**
 * The vocabulary of what may go wrong. A schedule is a list of these as plain data, so that it can
 * be printed, drawn from a seed and made harder by later kinds.
 */

/** A peer's place in the schedule; its processes come and go. */
export type Slot = number;

/** What a process that ended comes back as, if it does. */
export type Return = {
  readonly afterMs: number;
  /** Its disk was wiped: another key at the same address. */
  readonly freshKey: boolean;
};

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
  | {
      readonly kind: "leave";
      readonly atMs: number;
      readonly peer: Slot;
      readonly back: Return | null;
    };

export type FaultKind = Fault["kind"];
