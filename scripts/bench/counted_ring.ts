import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { freePorts } from "../../tests/e2e/free_ports.ts";
import { authorCharacters, CountedPeer, markerText } from "./counted_peer.ts";
import type { CommandOf } from "./rings.ts";

const askEveryMs = 50;
const closedWithinMs = 30_000;
const drainedWithinMs = 30_000;

/** `count` more messages of an author are with every peer. */
export type Everywhere = (author: number, count: number) => void;

/** A running ring, and for each author how many of its messages are with every peer. */
export class CountedRing implements AsyncDisposable {
  readonly ports: readonly number[];
  readonly peers: CountedPeer[] = [];
  /** Told when messages have come to the last peer that lacked them. */
  onEverywhere: Everywhere = () => {};
  readonly #everywhere: Uint32Array;
  readonly #said: Uint32Array;
  #emptied: () => void = () => {};

  private constructor(size: number) {
    this.ports = freePorts(size);
    this.#everywhere = new Uint32Array(size);
    this.#said = new Uint32Array(size);
  }

  /** Resolves once all peers say that the ring is closed. They start one after another. */
  static async start(size: number, command: CommandOf, folder: string): Promise<CountedRing> {
    const ring = new CountedRing(size);
    try {
      for (let index = 0; index < size; index++) await ring.#startPeer(index, command, folder);
      await ring.#closed();
    } catch (error) {
      await ring[Symbol.asyncDispose]();
      throw error;
    }
    for (const peer of ring.peers) peer.count();
    return ring;
  }

  get size(): number {
    return this.ports.length;
  }

  /** Messages that every peer has. */
  get delivered(): number {
    return this.#everywhere.reduce((sum, count) => sum + count, 0);
  }

  get inFlight(): number {
    return this.#said.reduce((sum, count) => sum + count, 0) - this.delivered;
  }

  /** The author says `count` messages of 200 bytes at once. */
  say(author: number, count: number): void {
    let lines = "";
    for (let i = 0; i < count; i++) {
      const number = (this.#said[author] = (this.#said[author] ?? 0) + 1);
      lines += `{"do":"say","text":"${textOf(author, number)}"}\n`;
    }
    this.peers[author]?.write(lines);
  }

  /** Resolves once nothing is under way. */
  async drained(): Promise<void> {
    if (this.inFlight === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#emptied = resolve;
    const late = setTimeout(
      () => reject(new Error(`${this.inFlight} messages did not come to every peer`)),
      drainedWithinMs,
    );
    await promise;
    clearTimeout(late);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer.end()));
  }

  async #startPeer(index: number, command: CommandOf, folder: string): Promise<void> {
    const cwd = join(folder, `p${index}`);
    mkdirSync(cwd, { mode: 0o700 });
    const start = { command: command(index, this.ports, join(cwd, "state")), cwd };
    const peer = new CountedPeer(start, () => this.#look());
    this.peers.push(peer);
    await peer.listening;
  }

  async #closed(): Promise<void> {
    const untilMs = performance.now() + closedWithinMs;
    for (const peer of this.peers) {
      for (;;) {
        const { closed, peers } = await peer.askRing();
        // A peer that is alone is a closed ring, too. The yardsticks do not know their number.
        if (closed === true && (!Array.isArray(peers) || peers.length === this.size)) break;
        if (performance.now() > untilMs) throw new Error("the ring did not close");
        await Bun.sleep(askEveryMs);
      }
    }
  }

  /** Each author's messages come in order: what the slowest peer has of them, every peer has. */
  #look(): void {
    for (let author = 0; author < this.size; author++) {
      let least = Infinity;
      for (const { counts } of this.peers) least = Math.min(least, counts[author] ?? 0);
      const more = least - (this.#everywhere[author] ?? 0);
      if (more <= 0) continue;
      this.#everywhere[author] = least;
      this.onEverywhere(author, more);
    }
    if (this.inFlight === 0) this.#emptied();
  }
}

const textBytes = 200;
const filler = "the quick brown fox jumps over the lazy dog and says so to the whole ring, ".repeat(
  3,
);

function textOf(author: number, number: number): string {
  const opening = `${markerText}${authorCharacters[author]} ${number} `;
  return opening + filler.slice(0, textBytes - opening.length);
}
