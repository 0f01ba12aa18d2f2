/**
 * Many clients of one relay talk all at once, while the relay is killed with -9 and started again.
 * Then every message is in every history exactly once, each author's in order, and all exports are
 * equal to the byte.
 */
import { join } from "node:path";

import { freePorts } from "../../tests/e2e/free_ports.ts";
import { endure, type Ordeal } from "./ordeal.ts";
import { StormPeer } from "./storm_peer.ts";
import { type StormOptions, until } from "./storm_ring.ts";

export type RelayOptions = StormOptions & {
  readonly clients: number;
  readonly kills: number;
  readonly messages: number;
};

/** How long a killed relay stays away. */
const awayMsMax = 3_000;
/** More patient than people: fifty programs that start at once take their time. */
const pace = { retries: 60, retryMs: 1_000 };
const talkedWithinMs = 300_000;
const healedWithinMs = 180_000;

/** Resolves with what is wrong. */
export async function stormRelay(options: RelayOptions): Promise<readonly string[]> {
  const peers = starOfPeers(options);
  return await endure(peers, options, (ordeal) => run(ordeal, options));
}

function starOfPeers({ clients, folder, program }: RelayOptions): StormPeer[] {
  const [hub = "", ...others] = freePorts(1 + clients).map((port) => `127.0.0.1:${port}`);
  const peerOf = (name: string, self: string, command: "relay" | "join"): StormPeer =>
    new StormPeer({ program, name, folder: join(folder, name), self, next: hub, command, ...pace });
  const joined = others.map((self, index) => peerOf(`c${index + 1}`, self, "join"));
  return [peerOf("relay", hub, "relay"), ...joined];
}

async function run(ordeal: Ordeal, options: RelayOptions): Promise<void> {
  const { kills, messages, progress } = options;
  const [relay] = ordeal.peers;
  if (relay === undefined) return;
  let killed = 0;
  const talk = ordeal.talk(messages, () => (killed + 1) / (kills + 1));
  while (killed < kills && !ordeal.isOver) {
    // In the middle of what they say between two kills.
    const due = ((killed + 0.5) / (kills + 1)) * messages;
    await until("the talk goes on", talkedWithinMs, () => {
      return ordeal.ledger.committed.size >= due || ordeal.isOver;
    });
    killed++;
    await ordeal.strike(relay, ordeal.random.next() * awayMsMax);
    progress(`the relay killed ${killed} times, ${ordeal.ledger.told}`);
  }
  await talk;
  if (ordeal.isOver) return;
  progress(`${messages} messages wanted, ${ordeal.ledger.told}`);
  await ordeal.heal(healedWithinMs, "the talk");
  await ordeal.settle();
}
