/** What a ring is put through. Each load leaves it with nothing under way. */
import type { CountedRing } from "./counted_ring.ts";
import { bytesCarried, cpuUs } from "./process_usage.ts";
import { isSettled } from "./statistics.ts";

const inFlightMax = 256;
const lonelyMessages = 200;
const pacedPerSecond = 50;
/** Of half the measured time each: with the usual 2 s at most 20 s. */
const windowsMax = 20;

export type Throughput = {
  readonly messagesPerSecond: number;
  /** CPU of all peers, a message and peer. */
  readonly cpuUs: number | null;
  /** Bytes on all links, both ways, a message. */
  readonly wireBytes: number | null;
  /** Cores that the bench itself kept busy: near 1 it measures itself. */
  readonly benchCores: number;
};

/** 256 messages in flight: each author says another as soon as one of its own is everywhere. */
export async function throughput(ring: CountedRing, measuredMs: number): Promise<Throughput> {
  const before = { bytes: bytesCarried(ring.ports), delivered: ring.delivered };
  let isRefilled = true;
  ring.onEverywhere = (author, count) => {
    if (isRefilled) ring.say(author, count);
  };
  for (let author = 0; author < ring.size; author++) {
    const share = Math.floor(inFlightMax / ring.size) + (author < inFlightMax % ring.size ? 1 : 0);
    ring.say(author, share);
  }
  await settled(ring, measuredMs / 2);
  const begin = snapshot(ring);
  await Bun.sleep(measuredMs);
  const end = snapshot(ring);
  isRefilled = false;
  await ring.drained();
  const bytes = bytesCarried(ring.ports);
  const messages = end.delivered - begin.delivered;
  const seconds = (end.atMs - begin.atMs) / 1_000;
  const cpu = end.cpu === null || begin.cpu === null ? null : end.cpu - begin.cpu;
  return {
    messagesPerSecond: messages / seconds,
    cpuUs: cpu === null ? null : cpu / messages / ring.size,
    wireBytes:
      bytes === null || before.bytes === null
        ? null
        : (bytes - before.bytes) / (ring.delivered - before.delivered),
    benchCores: (end.benchUs - begin.benchUs) / seconds / 1e6,
  };
}

/**
 * The first messages are handled by code that is not yet compiled: each ring runs until it gets no
 * quicker, but no longer than `windowsMax` windows.
 */
async function settled(ring: CountedRing, windowMs: number): Promise<void> {
  const delivered: number[] = [];
  while (delivered.length < windowsMax && !isSettled(delivered)) {
    const before = ring.delivered;
    await Bun.sleep(windowMs);
    delivered.push(ring.delivered - before);
  }
}

function snapshot(ring: CountedRing) {
  const { user, system } = process.cpuUsage();
  const perPeer = ring.peers.map(({ pid }) => cpuUs(pid));
  const cpu = perPeer.reduce((sum, us) => (sum === null || us === null ? null : sum + us), 0);
  return { atMs: performance.now(), delivered: ring.delivered, cpu, benchUs: user + system };
}

/** Milliseconds until every peer had it, of each message. */
export type Latencies = readonly number[];

/** One message in flight, each author in turn. */
export async function lonelyLatencies(ring: CountedRing): Promise<Latencies> {
  const latencies: number[] = [];
  ring.onEverywhere = () => {};
  for (let i = 0; i < lonelyMessages; i++) {
    const saidMs = performance.now();
    ring.say(i % ring.size, 1);
    await ring.drained();
    latencies.push(performance.now() - saidMs);
  }
  return latencies;
}

/** 50 messages a second, each author in turn, whatever is still under way. */
export async function pacedLatencies(ring: CountedRing, forMs: number): Promise<Latencies> {
  const latencies: number[] = [];
  const saidMs = ring.ports.map((): number[] => []);
  ring.onEverywhere = (author, count) => {
    const nowMs = performance.now();
    for (const atMs of saidMs[author]?.splice(0, count) ?? []) latencies.push(nowMs - atMs);
  };
  const beganMs = performance.now();
  const messages = (forMs / 1_000) * pacedPerSecond;
  for (let i = 0; i < messages; i++) {
    // From the beginning, so that late timers don't add up.
    await Bun.sleep(Math.max(0, beganMs + (i * 1_000) / pacedPerSecond - performance.now()));
    saidMs[i % ring.size]?.push(performance.now());
    ring.say(i % ring.size, 1);
  }
  await ring.drained();
  return latencies;
}
