import { mkdirSync, rmSync } from "node:fs";

import { CountedRing } from "./counted_ring.ts";
import { lonelyLatencies, pacedLatencies, throughput } from "./loads.ts";
import { memoryMiB } from "./process_usage.ts";
import type { CommandOf } from "./rings.ts";
import { mean, percentile } from "./statistics.ts";

/** What is measured. The key is the field of the JSON; null where this system does not tell it. */
export type Measures = {
  /** That every peer has, 256 in flight. */
  readonly messagesPerSecond: number | null;
  /** Until every peer has it: one in flight, median. */
  readonly lonelyMs: number | null;
  /** At 50 a second, median and 99th percentile. */
  readonly pacedMs: number | null;
  readonly pacedP99Ms: number | null;
  /** User and system time of all peers, a message and peer, 256 in flight. */
  readonly cpuUs: number | null;
  /** Resident memory of a peer after all that, a mean; and the highest that any had. */
  readonly memoryMiB: number | null;
  readonly peakMiB: number | null;
  /** TCP payload on all links, both ways, a message. */
  readonly wireBytes: number | null;
  /** From the start of a process until it listens, median. */
  readonly startMs: number | null;
  /** Cores that the bench itself kept busy, 256 in flight. */
  readonly benchCores: number | null;
};

export type RoundOptions = {
  readonly peers: number;
  readonly command: CommandOf;
  /** Made for this round, and gone afterwards. */
  readonly folder: string;
  /** How long each of the timed loads is measured. */
  readonly measuredMs: number;
};

/** One life of one ring. */
export async function measureRound(options: RoundOptions): Promise<Measures> {
  const { peers, command, folder, measuredMs } = options;
  mkdirSync(folder, { mode: 0o700 });
  try {
    await using ring = await CountedRing.start(peers, command, folder);
    // First, so that what is quick by then is measured: a chat runs for hours.
    const { messagesPerSecond, cpuUs, wireBytes, benchCores } = await throughput(ring, measuredMs);
    const lonely = await lonelyLatencies(ring);
    const paced = await pacedLatencies(ring, measuredMs);
    const memory = ring.peers.map(({ pid }) => memoryMiB(pid)).filter((each) => each !== null);
    return {
      messagesPerSecond,
      lonelyMs: percentile(lonely, 50),
      pacedMs: percentile(paced, 50),
      pacedP99Ms: percentile(paced, 99),
      cpuUs,
      memoryMiB: mean(memory.map(({ now }) => now)),
      peakMiB: percentile(
        memory.map(({ peak }) => peak),
        100,
      ),
      wireBytes,
      startMs: percentile(
        ring.peers.map(({ startMs }) => startMs),
        50,
      ),
      benchCores,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
