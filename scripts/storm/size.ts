/**
 * How a ring grows: what it takes to start it, to join and to leave it, for a lap, for a message to
 * all, and to close it around five neighbours that die at once; and what a peer costs at rest.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { type Random, seededRandom } from "../../src/lib/random.ts";
import { freePort } from "../../tests/e2e/free_ports.ts";
import { cpuUs, memoryMiB } from "../bench/process_usage.ts";
import { mean, percentile } from "../bench/statistics.ts";
import { type Figures, sizeTable } from "./size_table.ts";
import { StormPeer } from "./storm_peer.ts";
import { reasonOf, ringOfPeers, type StormOptions, until } from "./storm_ring.ts";

export type SizeOptions = StormOptions & { readonly sizes: readonly number[] };

const withinMs = 60_000;
/** As people have it: who does not answer is given up after ten tries, a second apart. */
const retryMs = 1_000;
const samples = 9;
const betweenSamplesMs = 300;
const restMs = 5_000;
const deaths = 5;
/** A smaller ring has not so many to lose. */
const deathsFromSize = 8;

/** Prints the table. Resolves with what is wrong. */
export async function stormSize(options: SizeOptions): Promise<readonly string[]> {
  const figures: Figures[] = [];
  const faults: string[] = [];
  for (const size of options.sizes) {
    try {
      figures.push(await measure(size, options));
      options.progress(`${size} peers measured`);
    } catch (error) {
      faults.push(`${size} peers: ${reasonOf(error)}`);
    }
  }
  console.log(sizeTable(figures));
  return faults;
}

async function measure(size: number, options: SizeOptions): Promise<Figures> {
  const folder = join(options.folder, String(size));
  mkdirSync(folder);
  const peers = ringOfPeers(size, { ...options, folder }, retryMs);
  const random = seededRandom(options.seed);
  const next = anyOf(peers, random).address;
  const place = { name: "newcomer", folder: join(folder, "newcomer"), next, retryMs };
  const self = `127.0.0.1:${freePort()}`;
  const newcomer = new StormPeer({ program: options.program, self, ...place });
  try {
    const witness = anyOf(peers, random);
    const startMs = await tookMs(async () => {
      for (const peer of peers) peer.start();
      await closedThrough(witness, size);
    });
    const lapMs = await medianLap(peers, random);
    const messageMs = await medianMessage(peers, random);
    const rest = await atRest(peers);
    const joinMs = await tookMs(async () => {
      newcomer.start();
      await closedThrough(newcomer, size + 1);
    });
    const leaveMs = await tookMs(async () => {
      await newcomer.leave();
      await closedThrough(witness, size);
    });
    const deathMs = size < deathsFromSize ? null : await killAtOnce(peers, random);
    return { size, startMs, joinMs, leaveMs, lapMs, messageMs, deathMs, ...rest };
  } finally {
    await Promise.all([...peers, newcomer].map((peer) => peer.kill()));
  }
}

function anyOf(peers: readonly StormPeer[], random: Random): StormPeer {
  const peer = peers[Math.floor(random.next() * peers.length)];
  if (peer === undefined) throw new Error("a ring of nobody");
  return peer;
}

async function tookMs(act: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await act();
  return performance.now() - beganMs;
}

/** Resolves once a lap of this peer came home through so many. */
async function closedThrough(peer: StormPeer, size: number): Promise<void> {
  await until(`a ring of ${size}, as ${peer.name} sees it`, withinMs, async () => {
    if (!peer.isUp) return false;
    const ring = await peer.ring();
    return ring.closed && ring.peers.length === size;
  });
}

/** Of the laps of several peers, since one asked twice tells of the same lap for 2 s. */
async function medianLap(peers: readonly StormPeer[], random: Random): Promise<number> {
  const laps: number[] = [];
  for (let i = 0; i < samples; i++) {
    await Bun.sleep(betweenSamplesMs);
    const { lapMs } = await anyOf(peers, random).ring();
    if (lapMs !== null) laps.push(lapMs);
  }
  return percentile(laps, 50) ?? NaN;
}

async function medianMessage(peers: readonly StormPeer[], random: Random): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < samples; i++) {
    await Bun.sleep(betweenSamplesMs);
    took.push(await untilAllHave(peers, anyOf(peers, random), `message ${i}`));
  }
  return percentile(took, 50) ?? NaN;
}

async function untilAllHave(
  peers: readonly StormPeer[],
  author: StormPeer,
  text: string,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let missing = peers.length;
  for (const peer of peers) {
    peer.onEvent = (event) => {
      if (event.event === "message" && event.text === text && --missing === 0) resolve();
    };
  }
  const late = setTimeout(() => reject(new Error(`${missing} do not get "${text}"`)), withinMs);
  const took = await tookMs(async () => {
    author.say(text);
    await promise;
  });
  clearTimeout(late);
  return took;
}

/** What a peer costs when nobody says anything: heartbeats, and what the system wants. */
async function atRest(
  peers: readonly StormPeer[],
): Promise<Pick<Figures, "cpuShare" | "memoryMiB">> {
  const cpu = (): number => mean(peers.map(({ pid }) => cpuUs(pid) ?? NaN)) ?? NaN;
  const before = cpu();
  await Bun.sleep(restMs);
  const cpuShare = (cpu() - before) / (restMs * 1_000);
  return { cpuShare, memoryMiB: mean(peers.map(({ pid }) => memoryMiB(pid)?.now ?? NaN)) ?? NaN };
}

/** Neighbours, since those are the worst to lose: nobody between them tells of the others. */
async function killAtOnce(peers: readonly StormPeer[], random: Random): Promise<number> {
  const first = Math.floor(random.next() * (peers.length - deaths));
  const dying = peers.slice(first, first + deaths);
  const staying = peers.filter((peer) => !dying.includes(peer));
  return await tookMs(async () => {
    await Promise.all(dying.map((peer) => peer.kill()));
    await closedThrough(anyOf(staying, random), staying.length);
  });
}
