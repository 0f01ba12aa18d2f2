import type { StormEvent } from "./storm_event.ts";
import type { StormPeer } from "./storm_peer.ts";

/** When a message was said, and how long it took until every peer that talks had it. */
export type Sample = { readonly saidMs: number; readonly tookMs: number };

const stalledMs = 30_000;
const pacedPerSecond = 50;
const filler = "the quick brown fox jumps over the lazy dog, and says so";

/** Peers that talk, all at once. Texts are `AUTHOR NUMBER ...`, numbers begin at 1 and rise. */
export class Talk {
  readonly samples: Sample[] = [];
  readonly #peers: readonly StormPeer[];
  readonly #last = new Map<string, number>();
  readonly #underWay = new Map<string, { readonly saidMs: number; missing: number }>();
  /** Told when an author sees its own message. */
  #committed: (author: StormPeer) => void = () => {};

  constructor(peers: readonly StormPeer[]) {
    this.#peers = peers;
    for (const peer of peers) peer.onEvent = (event) => this.#take(peer, event);
  }

  /** The last number of each author. */
  get last(): ReadonlyMap<string, number> {
    return new Map(this.#last);
  }

  get said(): number {
    return [...this.#last.values()].reduce((sum, number) => sum + number, 0);
  }

  /** Every peer has everything that was said. */
  get isSettled(): boolean {
    return this.#underWay.size === 0;
  }

  /** Says so many in all, each author `burst` at a time. Rejects when nothing moves any more. */
  async fill(messages: number, burst: number, progress: (line: string) => void): Promise<void> {
    this.#committed = (author) => {
      if (this.said < messages) this.#say(author);
    };
    for (const peer of this.#peers) for (let i = 0; i < burst; i++) this.#committed(peer);
    let [moved, movedMs, told] = [0, performance.now(), 0];
    while (this.said < messages || !this.isSettled) {
      await Bun.sleep(100);
      const nowMs = performance.now();
      if (this.samples.length > moved) [moved, movedMs] = [this.samples.length, nowMs];
      if (nowMs - movedMs > stalledMs) {
        throw new Error(`${this.#underWay.size} messages do not come to every peer`);
      }
      if (moved - told >= messages / 10) progress(`${(told = moved)} of ${messages} messages`);
    }
    this.#committed = () => {};
  }

  /** 50 messages a second, each author in turn, until it is over. */
  async paced(isOver: () => boolean): Promise<void> {
    const beganMs = performance.now();
    for (let i = 0; !isOver(); i++) {
      // From the beginning, so that late timers don't add up.
      await Bun.sleep(Math.max(0, beganMs + (i * 1_000) / pacedPerSecond - performance.now()));
      const author = this.#peers[i % this.#peers.length];
      if (author !== undefined) this.#say(author);
    }
  }

  #say(author: StormPeer): void {
    const number = (this.#last.get(author.name) ?? 0) + 1;
    this.#last.set(author.name, number);
    const text = `${author.name} ${number} ${filler}`;
    this.#underWay.set(text, { saidMs: performance.now(), missing: this.#peers.length });
    author.say(text);
  }

  #take(peer: StormPeer, event: StormEvent): void {
    if (event.event !== "message") return;
    const under = this.#underWay.get(event.text);
    if (under === undefined) return;
    if (--under.missing === 0) {
      this.#underWay.delete(event.text);
      this.samples.push({ saidMs: under.saidMs, tookMs: performance.now() - under.saidMs });
    }
    if (event.own) this.#committed(peer);
  }
}
