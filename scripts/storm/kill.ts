/**
 * Five peers talk all at once, while one after another is killed with -9 and started again. Then
 * every message is in every history exactly once, each author's in order, and all exports are
 * equal to the byte, before and after everybody was killed once more.
 */
import { type Random, seededRandom } from "../../src/lib/random.ts";
import { historyFaults, KillLedger, Life } from "./kill_ledger.ts";
import type { StormEvent } from "./storm_event.ts";
import type { StormPeer } from "./storm_peer.ts";
import {
  closed,
  exportsOf,
  faultsLeft,
  firstDifference,
  ofEach,
  reasonOf,
  ringOfPeers,
  type StormOptions,
  until,
} from "./storm_ring.ts";

export type KillOptions = StormOptions & { readonly kills: number; readonly messages: number };

const size = 5;
/** How long a killed peer stays away, and how long the ring is left alone between two kills. */
const awayMsMax = 400;
const peaceMsMax = 700;
const lastWordsMsMax = 5;
const talkEveryMs = 10;
const burstMax = 4;
const calmWithinMs = 60_000;

/** Resolves with what is wrong. */
export async function stormKill(options: KillOptions): Promise<readonly string[]> {
  const storm = new KillStorm(options);
  try {
    await storm.run();
    return storm.faults;
  } catch (error) {
    return [...storm.faults, reasonOf(error)];
  } finally {
    await storm.end();
  }
}

class KillStorm {
  readonly faults: string[] = [];
  readonly #options: KillOptions;
  readonly #peers: readonly StormPeer[];
  readonly #random: Random;
  readonly #ledger = new KillLedger();
  readonly #lives = new Map<StormPeer, Life>();
  #kills = 0;
  #isOver = false;

  constructor(options: KillOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#peers = ringOfPeers(size, options);
    for (const peer of this.#peers) {
      peer.onEvent = (event) => this.#take(peer, event);
      peer.onEnd = (code) => this.faults.push(`${peer.name} ended by itself with ${code}`);
    }
  }

  async run(): Promise<void> {
    const { progress, messages } = this.#options;
    for (const peer of this.#peers) this.#start(peer);
    await until("the ring closes", calmWithinMs, () => closed(this.#peers));
    progress(`${size} peers in a ring`);
    const talk = this.#talk();
    await this.#killAll();
    await talk;
    if (this.faults.length > 0) return;
    const { committed, receipted, lost } = this.#ledger;
    progress(
      `${committed.size} of ${messages} messages committed, ${receipted.size} receipted; ` +
        `${lost} more were said to processes that died before they were committed`,
    );
    await this.#calm();
    await this.#compareExports();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#peers.map((peer) => peer.kill()));
  }

  #start(peer: StormPeer): void {
    this.#lives.set(peer, new Life());
    peer.start();
  }

  #take(peer: StormPeer, event: StormEvent): void {
    if (event.event === "receipt") this.#ledger.receipt(event.id, event.seenBy);
    if (event.event !== "message") return;
    const fault = this.#lives.get(peer)?.show(event) ?? null;
    if (fault !== null) this.faults.push(`${peer.name}: ${fault}`);
    if (event.own) this.#ledger.commit(event.id, event.text);
  }

  /** As many messages as the share of kills that are over, by whoever is there. */
  async #talk(): Promise<void> {
    const { kills, messages } = this.#options;
    while (this.#ledger.committed.size < messages && !this.#isOver && this.faults.length === 0) {
      const share = Math.min(1, (this.#kills + 1) / kills);
      const peer = this.#peers[Math.floor(this.#random.next() * size)];
      const wanted = Math.floor(messages * share) - this.#ledger.said;
      if (peer?.isUp === true && wanted > 0) this.#sayBurst(peer, wanted);
      await Bun.sleep(talkEveryMs);
    }
  }

  #sayBurst(peer: StormPeer, most: number): void {
    const burst = Math.min(most, 1 + Math.floor(this.#random.next() * burstMax));
    peer.say(...Array.from({ length: burst }, () => this.#ledger.next(peer.name)));
  }

  async #killAll(): Promise<void> {
    const { kills, progress } = this.#options;
    while (this.#kills < kills && this.faults.length === 0) {
      await Bun.sleep(this.#random.next() * peaceMsMax);
      const victim = this.#peers[Math.floor(this.#random.next() * size)];
      if (victim === undefined) continue;
      // Half of them in the middle of what they say: not yet read, signed, on disk, or just sent.
      if (victim.isUp && this.#random.next() < 0.5) {
        this.#sayBurst(victim, burstMax);
        await Bun.sleep(this.#random.next() * lastWordsMsMax);
      }
      await victim.kill();
      this.#ledger.died(victim.name);
      await Bun.sleep(this.#random.next() * awayMsMax);
      this.#start(victim);
      this.#kills++;
      if (this.#kills % 10 === 0) {
        progress(`${this.#kills} kills, ${this.#ledger.committed.size} messages committed`);
      }
    }
  }

  /** The ring is closed again, and what each has is what everybody has. */
  async #calm(): Promise<void> {
    const beganMs = performance.now();
    await until("the ring closes again", calmWithinMs, () => closed(this.#peers));
    const { progress, messages } = this.#options;
    await this.#becomes("every history is right", async () => {
      // More than there can be: one too many is to be seen.
      const histories = await ofEach(this.#peers, (peer) => peer.history(messages * 10));
      const faults = Object.entries(histories).flatMap(([name, history]) =>
        historyFaults(this.#ledger, history).map((fault) => `${name}: ${fault}`),
      );
      const orders = Object.entries(histories).map(([name, history]) => {
        return [name, history.map(({ id, text }) => `${id} ${text}`).join("\n")];
      });
      const difference = firstDifference(Object.fromEntries(orders));
      return difference === null ? faults : [...faults, `the histories differ in ${difference}`];
    });
    progress(`calm after ${((performance.now() - beganMs) / 1_000).toFixed(1)} s`);
  }

  async #compareExports(): Promise<void> {
    const { program, progress } = this.#options;
    let running: Readonly<Record<string, string>> = {};
    await this.#becomes("all exports are equal", async () => {
      running = await exportsOf(program, this.#peers);
      const difference = firstDifference(running);
      return difference === null ? [] : [`the exports differ in ${difference}`];
    });
    if (this.faults.length > 0) return;
    await this.end();
    const [before = ""] = Object.values(running);
    const atRest = await exportsOf(program, this.#peers);
    const difference = firstDifference({ "a running peer": before, ...atRest });
    if (difference !== null) this.faults.push(`at rest, the exports differ in ${difference}`);
    progress(`${size} exports of ${before.length} characters, compared before and after the end`);
  }

  async #becomes(what: string, look: () => Promise<readonly string[]>): Promise<void> {
    this.faults.push(...(await faultsLeft(what, calmWithinMs, look)));
  }
}
