import { type Random, seededRandom } from "../../src/lib/random.ts";
import { historyFaults, KillLedger, Life } from "./kill_ledger.ts";
import type { StormEvent } from "./storm_event.ts";
import type { StormPeer } from "./storm_peer.ts";
import {
  closed,
  exportsOf,
  faultsLeft,
  firstDifference,
  inRing,
  ofEach,
  type StormOptions,
  until,
} from "./storm_ring.ts";

const talkEveryMs = 10;
const burstMax = 4;
const lastWordsMsMax = 5;
const calmWithinMs = 60_000;

/** Starts a ring of them and makes it suffer. Resolves with what is wrong. */
export async function endure(
  peers: readonly StormPeer[],
  options: StormOptions,
  suffer: (ordeal: Ordeal) => Promise<void>,
): Promise<readonly string[]> {
  return await inRing(peers, options.progress, (faults) =>
    suffer(new Ordeal(peers, faults, options)),
  );
}

/** Peers that talk while they suffer. All that they show is held to what was said. */
export class Ordeal {
  readonly ledger = new KillLedger();
  readonly peers: readonly StormPeer[];
  readonly random: Random;
  readonly #faults: string[];
  readonly #options: StormOptions;
  readonly #lives = new Map<StormPeer, Life>();

  /** Of peers that run. What is wrong is added to `faults`, and the first fault ends it. */
  constructor(peers: readonly StormPeer[], faults: string[], options: StormOptions) {
    this.peers = peers;
    this.random = seededRandom(options.seed);
    this.#faults = faults;
    this.#options = options;
    for (const peer of peers) {
      this.#lives.set(peer, new Life());
      peer.onEvent = (event) => this.#take(peer, event);
    }
  }

  get isOver(): boolean {
    return this.#faults.length > 0;
  }

  anyone(): StormPeer | undefined {
    return this.peers[Math.floor(this.random.next() * this.peers.length)];
  }

  /** As many messages as the share of the faults that are over, by whoever is there. */
  async talk(messages: number, shareOver: () => number): Promise<void> {
    while (this.ledger.committed.size < messages && !this.isOver) {
      const peer = this.anyone();
      const wanted = Math.floor(messages * Math.min(1, shareOver())) - this.ledger.said;
      if (peer?.isUp === true && wanted > 0) this.#sayBurst(peer, wanted);
      await Bun.sleep(talkEveryMs);
    }
  }

  /** Kills it with -9, half of the time in the middle of what it says, and starts it again. */
  async strike(victim: StormPeer, awayMs: number): Promise<void> {
    // What it says then is not yet read, signed, on disk, or just sent.
    if (victim.isUp && this.random.next() < 0.5) {
      this.#sayBurst(victim, burstMax);
      await Bun.sleep(this.random.next() * lastWordsMsMax);
    }
    await victim.kill();
    this.ledger.died(victim.name);
    await Bun.sleep(awayMs);
    this.#lives.set(victim, new Life());
    victim.start();
  }

  /** Resolves once it is one ring again; rejects when it is not in time. */
  async heal(withinMs: number, after: string): Promise<void> {
    const beganMs = performance.now();
    await until("one ring again", withinMs, () => closed(this.peers));
    const seconds = ((performance.now() - beganMs) / 1_000).toFixed(2);
    this.#options.progress(`one ring ${seconds} s after ${after}`);
  }

  /** Waits until every history and every export is right and the same. */
  async settle(): Promise<void> {
    await this.#becomes("every history is right", async () => {
      // More than there can be: one too many is to be seen.
      const limit = this.ledger.committed.size * 10;
      const histories = await ofEach(this.peers, (peer) => peer.history(limit));
      const faults = Object.entries(histories).flatMap(([name, history]) =>
        historyFaults(this.ledger, history).map((fault) => `${name}: ${fault}`),
      );
      const orders = Object.entries(histories).map(([name, history]) => {
        return [name, history.map(({ id, text }) => `${id} ${text}`).join("\n")];
      });
      const difference = firstDifference(Object.fromEntries(orders));
      return difference === null ? faults : [...faults, `the histories differ in ${difference}`];
    });
    this.#options.progress("every history looked at");
    await this.#compareExports();
  }

  async #compareExports(): Promise<void> {
    const { program, progress } = this.#options;
    let running: Readonly<Record<string, string>> = {};
    await this.#becomes("all exports are equal", async () => {
      running = await exportsOf(program, this.peers);
      const difference = firstDifference(running);
      return difference === null ? [] : [`the exports differ in ${difference}`];
    });
    if (this.isOver) return;
    await Promise.all(this.peers.map((peer) => peer.kill()));
    const [before = ""] = Object.values(running);
    const atRest = await exportsOf(program, this.peers);
    const difference = firstDifference({ "a running peer": before, ...atRest });
    if (difference !== null) this.#faults.push(`at rest, the exports differ in ${difference}`);
    const count = this.peers.length;
    progress(`${count} exports of ${before.length} characters, compared before and after the end`);
  }

  #take(peer: StormPeer, event: StormEvent): void {
    if (event.event === "receipt") this.ledger.receipt(event.id, event.seenBy);
    // Nobody leaves in a storm: whoever goes is killed.
    if (event.event === "notice" && event.kind === "left") {
      this.#faults.push(`${peer.name} was told that ${event.peer.name} left`);
    }
    if (event.event !== "message") return;
    const fault = this.#lives.get(peer)?.show(event) ?? null;
    if (fault !== null) this.#faults.push(`${peer.name}: ${fault}`);
    if (event.own) this.ledger.commit(event.id, event.text);
  }

  #sayBurst(peer: StormPeer, most: number): void {
    const burst = Math.min(most, 1 + Math.floor(this.random.next() * burstMax));
    peer.say(...Array.from({ length: burst }, () => this.ledger.next(peer.name)));
  }

  async #becomes(what: string, look: () => Promise<readonly string[]>): Promise<void> {
    this.#faults.push(...(await faultsLeft(what, calmWithinMs, look)));
  }
}
