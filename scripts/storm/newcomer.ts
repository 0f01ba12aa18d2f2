/**
 * A newcomer to a ring with a long history, while the others talk: complete in time, in order, not
 * at the cost of the talk of the others, nor of much memory.
 */
import { join } from "node:path";

import { freePort } from "../../tests/e2e/free_ports.ts";
import { memoryMiB } from "../bench/process_usage.ts";
import { percentile } from "../bench/statistics.ts";
import { newcomerFaults, NewcomerRecord } from "./newcomer_record.ts";
import { StormPeer } from "./storm_peer.ts";
import {
  exportsOf,
  faultsLeft,
  firstDifference,
  inRing,
  ringOfPeers,
  type StormOptions,
  until,
} from "./storm_ring.ts";
import { type Sample, Talk } from "./talk.ts";

export type NewcomerOptions = StormOptions & {
  /** How long the history is. */
  readonly messages: number;
  /** How many of each author are under way while it is made: as many may share a run. */
  readonly burst: number;
};

const size = 3;
const settledWithinMs = 30_000;
const quietTalkMs = 10_000;
const liveTalkMs = 3_000;
const completeWithinMs = 30_000;
const slowedMax = 2;
const grownMiBMax = 128;

/** Resolves with what is wrong. */
export async function stormNewcomer(options: NewcomerOptions): Promise<readonly string[]> {
  const { program, folder, messages, burst, progress } = options;
  const peers = ringOfPeers(size, options);
  const talk = new Talk(peers);
  const record = new NewcomerRecord();
  const newcomer = new StormPeer({
    program,
    name: "newcomer",
    folder: join(folder, "newcomer"),
    self: `127.0.0.1:${freePort()}`,
    next: peers[0]?.address ?? "",
    onChunk: (chunk) => record.take(chunk),
  });
  const tell = async (faults: string[]): Promise<void> => {
    newcomer.onEnd = (code) => faults.push(`the newcomer ended by itself with ${code}`);
    await talk.fill(messages, burst, progress);
    progress(`${messages} messages of history at ${size} peers`);
    const old = talk.last;
    const arrival = await arrive(newcomer, record, talk, () => faults.length > 0);
    progress(arrival.told);
    faults.push(...arrival.faults, ...newcomerFaults(record.read(), old, talk.last));
    const unequal = await faultsLeft("all exports are equal", settledWithinMs, async () => {
      const difference = firstDifference(await exportsOf(program, [...peers, newcomer]));
      return difference === null ? [] : [difference];
    });
    faults.push(...unequal);
  };
  try {
    return await inRing(peers, progress, tell);
  } finally {
    await newcomer.kill();
  }
}

type Arrival = { readonly told: string; readonly faults: readonly string[] };

/** Starts the newcomer in the middle of the talk; the talk goes on for a while afterwards. */
async function arrive(
  newcomer: StormPeer,
  record: NewcomerRecord,
  talk: Talk,
  isBroken: () => boolean,
): Promise<Arrival> {
  const quietMs = performance.now();
  await talk.paced(() => performance.now() - quietMs > quietTalkMs);
  const wanted = talk.said;
  const startedMs = performance.now();
  newcomer.start();
  let [emptyMiB, completeMs] = [NaN, Infinity];
  await talk.paced(() => {
    const nowMs = performance.now();
    if (Number.isNaN(emptyMiB) && record.hasBegun) emptyMiB = memoryMiB(newcomer.pid)?.now ?? NaN;
    // It takes what is old first, in the order in which it came to its neighbour.
    if (completeMs === Infinity && record.messages >= wanted) completeMs = nowMs;
    const isLate = nowMs > startedMs + 2 * completeWithinMs;
    return nowMs > completeMs + liveTalkMs || isLate || isBroken();
  });
  await until("the newcomer has everything", settledWithinMs, () => {
    return isBroken() || (talk.isSettled && record.messages >= talk.said);
  });
  const tookMs = completeMs - startedMs;
  const grownMiB = (memoryMiB(newcomer.pid)?.peak ?? NaN) - emptyMiB;
  const [before, during] = [
    latencyOf(talk.samples, quietMs, startedMs),
    latencyOf(talk.samples, startedMs, completeMs),
  ];
  const slowed = during.median / before.median;
  const faults: string[] = [];
  if (!(tookMs <= completeWithinMs)) faults.push(`the newcomer was complete after ${tookMs} ms`);
  if (!(slowed <= slowedMax)) faults.push(`the talk of the others was ${slowed} times as slow`);
  // Where the system does not tell, nothing can be said.
  if (grownMiB >= grownMiBMax) faults.push(`the newcomer grew by ${grownMiB} MiB`);
  const told =
    `newcomer complete after ${(tookMs / 1_000).toFixed(1)} s, grown by ${grownMiB.toFixed(0)} MiB; ` +
    `talk of the others, ms (median, 95 %, 99 %): ${before.told} before, ${during.told} meanwhile`;
  return { told, faults };
}

/** Of what was said in that time. */
function latencyOf(samples: readonly Sample[], fromMs: number, toMs: number) {
  const took = samples
    .filter(({ saidMs }) => saidMs >= fromMs && saidMs < toMs)
    .map(({ tookMs }) => tookMs);
  const told = [50, 95, 99].map((percent) => percentile(took, percent)?.toFixed(2) ?? "n/a");
  return { median: percentile(took, 50) ?? NaN, told: told.join(" / ") };
}
