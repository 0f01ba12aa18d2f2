import type { Address, Epoch, LinkId, PeerId } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import type { StoreBatch } from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";
import type { Beacon } from "../wire/beacon.ts";
import type { Frame, RoomKind } from "../wire/frame.ts";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import type { Slot } from "./faults.ts";
import type { Trace } from "./trace.ts";

/** The room of every simulated world. */
export const room = "lobby";

export type ProcessOptions = {
  readonly slot: Slot;
  readonly id: PeerId;
  readonly epoch: Epoch;
  readonly name: string;
  readonly kind: RoomKind;
  readonly discovers: boolean;
  /** Where it says that it listens: with `wildcard` a guess. */
  readonly address: Address;
  readonly wildcard: boolean;
  readonly next: {
    readonly slot: Slot;
    readonly typed: Address;
    readonly address: Address;
  } | null;
  readonly retries: number;
  readonly retryMs: number;
  readonly skewMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly disk: Disk;
  readonly broadcast: (beacon: Beacon) => void;
};

/** Who looks on: each is told before it is done. */
export type Observer<Process> = {
  shown(process: Process, shown: Shown): void;
  /** `came`: the frames that were just received. */
  stores(process: Process, batch: StoreBatch, came: readonly Frame[]): void;
  sends(process: Process, frame: Frame): void;
  sendsRun(process: Process, bytes: Uint8Array): void;
  /** Bytes come, whole frames or not. */
  hears(process: Process, link: LinkId): void;
  hangsUp(process: Process, link: LinkId, reason: string): void;
};

/** Wall time at which every world begins: 2026-01-01. */
const worldBeganAtMs = 1_767_225_600_000;

/** The wall clock of a peer, wrong by its skew. */
export function wallMs(nowMs: number, skewMs: number): number {
  return Math.floor(worldBeganAtMs + nowMs + skewMs);
}
