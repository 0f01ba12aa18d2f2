/**
 * Five peers talk all at once, while one after another is killed with -9 and started again. Then
 * every message is in every history exactly once, each author's in order, and all exports are
 * equal to the byte, before and after everybody was killed once more.
 */
import { seededRandom } from "../../src/lib/random.ts";
import { Ordeal } from "./ordeal.ts";
import { closed, reasonOf, ringOfPeers, type StormOptions, until } from "./storm_ring.ts";

export type KillOptions = StormOptions & { readonly kills: number; readonly messages: number };

const size = 5;
/** How long a killed peer stays away, and how long the ring is left alone between two kills. */
const awayMsMax = 400;
const peaceMsMax = 700;
const closedWithinMs = 60_000;

/** Resolves with what is wrong. */
export async function stormKill(options: KillOptions): Promise<readonly string[]> {
  const ordeal = new Ordeal(ringOfPeers(size, options), seededRandom(options.seed), options);
  try {
    await run(ordeal, options);
    return ordeal.faults;
  } catch (error) {
    return [...ordeal.faults, reasonOf(error)];
  } finally {
    await ordeal.end();
  }
}

async function run(ordeal: Ordeal, options: KillOptions): Promise<void> {
  const { kills, messages, progress } = options;
  for (const peer of ordeal.peers) ordeal.start(peer);
  await until("the ring closes", closedWithinMs, () => closed(ordeal.peers));
  progress(`${size} peers in a ring`);
  let killed = 0;
  const talk = ordeal.talk(messages, () => (killed + 1) / kills);
  while (killed < kills && !ordeal.isOver) {
    await Bun.sleep(ordeal.random.next() * peaceMsMax);
    const victim = ordeal.anyone();
    if (victim === undefined) continue;
    await ordeal.strike(victim, ordeal.random.next() * awayMsMax);
    killed++;
    if (killed % 10 === 0) progress(`${killed} kills, ${ordeal.ledger.told}`);
  }
  await talk;
  if (ordeal.isOver) return;
  progress(`${messages} messages wanted, ${ordeal.ledger.told}`);
  const calmFromMs = performance.now();
  await until("the ring closes again", closedWithinMs, () => closed(ordeal.peers));
  progress(`one ring after ${((performance.now() - calmFromMs) / 1_000).toFixed(1)} s`);
  await ordeal.settle();
}
