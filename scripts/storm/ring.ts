/**
 * Eight peers talk all at once, while some are killed with -9 and started again and others are
 * frozen and thawed. Then it is one ring again within 20 s, and nothing was lost, doubled, out of
 * order, or told as a leave.
 */
import { endure, type Ordeal } from "./ordeal.ts";
import { ringOfPeers, type StormOptions } from "./storm_ring.ts";

export type RingOptions = StormOptions & {
  readonly kills: number;
  readonly freezes: number;
  readonly messages: number;
};

const size = 8;
/** Long enough for the others to give up whom they miss, as often as not. */
const awayMsMax = 1_500;
const frozenMsMax = 6_000;
/** Between two kills, and between two freezes, which go on at the same time. */
const peaceMsMax = 700;
const warmPeaceMsMax = 2_000;
const oneRingWithinMs = 20_000;

/** Resolves with what is wrong. */
export async function stormRing(options: RingOptions): Promise<readonly string[]> {
  const peers = ringOfPeers(size, options);
  return await endure(peers, options, (ordeal) => run(ordeal, options));
}

async function run(ordeal: Ordeal, options: RingOptions): Promise<void> {
  const { messages, progress, kills, freezes } = options;
  let over = 0;
  const note = (what: string): void => {
    over++;
    if (over % 25 === 0) progress(`${over} faults, the last a ${what}; ${ordeal.ledger.told}`);
  };
  const talk = ordeal.talk(messages, () => (over + 1) / (kills + freezes));
  await Promise.all([
    killSome(ordeal, kills, () => note("kill")),
    freezeSome(ordeal, freezes, () => note("freeze")),
  ]);
  await ordeal.heal(oneRingWithinMs, "the last fault");
  await talk;
  if (ordeal.isOver) return;
  progress(`${messages} messages wanted, ${ordeal.ledger.told}`);
  await ordeal.settle();
}

async function killSome(ordeal: Ordeal, kills: number, done: () => void): Promise<void> {
  for (let killed = 0; killed < kills && !ordeal.isOver;) {
    await Bun.sleep(ordeal.random.next() * peaceMsMax);
    const victim = ordeal.anyone();
    if (victim === undefined) continue;
    await ordeal.strike(victim, ordeal.random.next() * awayMsMax);
    killed++;
    done();
  }
}

async function freezeSome(ordeal: Ordeal, freezes: number, done: () => void): Promise<void> {
  for (let frozen = 0; frozen < freezes && !ordeal.isOver;) {
    await Bun.sleep(ordeal.random.next() * warmPeaceMsMax);
    const victim = ordeal.anyone();
    if (victim?.isUp !== true) continue;
    const thaw = victim.freeze();
    await Bun.sleep(ordeal.random.next() * frozenMsMax);
    thaw();
    frozen++;
    done();
  }
}
