/**
 * One of four is frozen for long, as a laptop that sleeps, while the others talk. Within 2 s after
 * it thaws it is one ring again, and it has everything that was said.
 */
import { endure, type Ordeal } from "./ordeal.ts";
import { ringOfPeers, type StormOptions } from "./storm_ring.ts";

export type FreezeOptions = StormOptions & { readonly seconds: number };

const size = 4;
/** As people have it: who does not answer is given up after ten tries, a second apart. */
const retryMs = 1_000;
const messagesPerSecond = 50;
const linkedAgainWithinMs = 2_000;

/** Resolves with what is wrong. */
export async function stormFreeze(options: FreezeOptions): Promise<readonly string[]> {
  const peers = ringOfPeers(size, options, retryMs);
  return await endure(peers, options, (ordeal) => run(ordeal, options));
}

async function run(ordeal: Ordeal, { seconds, progress }: FreezeOptions): Promise<void> {
  const [victim] = ordeal.peers;
  const thaw = victim?.freeze();
  progress(`${victim?.name} of ${size} is frozen`);
  const beganMs = performance.now();
  const share = (): number => (performance.now() - beganMs) / (seconds * 1_000);
  // What is said to the frozen one waits until it thaws.
  const talk = ordeal.talk(seconds * messagesPerSecond, share);
  await Bun.sleep(seconds * 1_000);
  thaw?.();
  await ordeal.heal(linkedAgainWithinMs, "the thaw");
  await talk;
  progress(ordeal.ledger.told);
  if (!ordeal.isOver) await ordeal.settle();
}
