/**
 * Five peers talk all at once, while one after another is killed with -9 and started again. Then
 * every message is in every history exactly once, each author's in order, and all exports are
 * equal to the byte, before and after everybody was killed once more.
 */
import { endure, type Ordeal } from "./ordeal.ts";
import { ringOfPeers, type StormOptions } from "./storm_ring.ts";

export type KillOptions = StormOptions & { readonly kills: number; readonly messages: number };

const size = 5;
/** How long a killed peer stays away, and how long the ring is left alone between two kills. */
const awayMsMax = 400;
const peaceMsMax = 700;
const healedWithinMs = 60_000;

/** Resolves with what is wrong. */
export async function stormKill(options: KillOptions): Promise<readonly string[]> {
  const peers = ringOfPeers(size, options);
  return await endure(peers, options, (ordeal) => run(ordeal, options));
}

async function run(ordeal: Ordeal, options: KillOptions): Promise<void> {
  const { kills, messages, progress } = options;
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
  await ordeal.heal(healedWithinMs, "the talk");
  await ordeal.settle();
}
