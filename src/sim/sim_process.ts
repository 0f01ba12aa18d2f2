import { type FeedKey, feedKey } from "../feed/feed.ts";
import { assert } from "../lib/assert.ts";
import type { Address, Epoch, LinkId, PeerId } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import { Peer } from "../peer/peer.ts";
import type {
  Connection,
  ConnectionEvents,
  Effect,
  PeerEvent,
  StoreBatch,
  Transport,
} from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";
import { encodeFrame } from "../wire/encode.ts";
import type { Frame } from "../wire/frame.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import type { Clock } from "./clock.ts";
import { Committer } from "./committer.ts";
import type { Disk } from "./disk.ts";
import type { Slot } from "./faults.ts";
import { simCrypto } from "./sim_crypto.ts";
import type { Owner } from "./sim_link.ts";
import type { Trace } from "./trace.ts";

/** The room of every simulated world. */
export const room = "lobby";

const tickMs = 100;

export type ProcessOptions = {
  readonly slot: Slot;
  readonly id: PeerId;
  readonly epoch: Epoch;
  readonly name: string;
  /** Where it says that it listens: with `wildcard` a guess. */
  readonly address: Address;
  readonly wildcard: boolean;
  readonly next: {
    readonly slot: Slot;
    readonly typed: Address;
    readonly address: Address;
  } | null;
  readonly retries: number;
  readonly retryMs: number;
  readonly skewMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly disk: Disk;
  readonly observer: Observer;
};

/** Who looks on: each is told before it is done. */
export type Observer = {
  shown(process: SimProcess, shown: Shown): void;
  /** `came`: the frames that were just received. */
  stores(process: SimProcess, batch: StoreBatch, came: readonly Frame[]): void;
  sends(process: SimProcess, frame: Frame): void;
  sendsRun(process: SimProcess, bytes: Uint8Array): void;
};

type LinkState = { readonly connection: Connection; readonly decoder: FrameDecoder };

/** Wall time at which every world begins: 2026-01-01. */
const worldBeganAtMs = 1_767_225_600_000;

/** The wall clock of a peer, wrong by its skew. */
export function wallMs(nowMs: number, skewMs: number): number {
  return Math.floor(worldBeganAtMs + nowMs + skewMs);
}

/**
 * One process of one peer: the driver's twin. It steps the very same peer, and performs its
 * effects in order on the simulated network, clock and log.
 */
export class SimProcess implements Owner {
  readonly options: ProcessOptions;
  readonly tag: string;
  readonly #peer: Peer;
  readonly feed: FeedKey;
  readonly #committer: Committer;
  readonly #links = new Map<LinkId, LinkState>();
  readonly #dials = new Map<LinkId, { cancel(): void }>();
  #transport: Transport | null = null;
  #state: "running" | "frozen" | "dead" = "running";
  /** It said good-bye, or gave way: nothing more comes of it. */
  isOver = false;
  /** When it was told to leave; null before. */
  leftAtMs: number | null = null;
  /** It told a neighbour that it leaves. */
  saidGoodBye = false;
  #isStepping = false;
  /** What happened while it was frozen. */
  #missed: (() => void)[] = [];
  #isTickMissed = false;
  #accepted = 0;
  /** It could not store what it had to, and ends. */
  hasFailed = false;
  /** Until then no run that it writes leaves it: it believes that they do. */
  #losesRunsUntilMs = 0;
  /** What it is taking in. */
  #came: readonly Frame[] = [];
  /** This process's monotonic clock began at a time of its own. */
  readonly #bootMs: number;

  constructor(options: ProcessOptions) {
    const { id, epoch, name, next, retries, retryMs, random, clock, disk } = options;
    this.options = options;
    this.tag = `${options.slot}:${id.slice(0, 4)}:${epoch.slice(6)}`;
    this.feed = feedKey(id, epoch);
    this.#bootMs = clock.nowMs - Math.floor(random.next() * 1_000);
    this.#peer = new Peer({
      config: { id, epoch, name, room, next, retries, retryMs },
      crypto: simCrypto(id),
      random,
      runLog: disk.store,
      loaded: disk.store.load(),
    });
    this.#committer = new Committer(clock, random, disk, (batches) => {
      this.run(() => this.#committed(batches));
    });
  }

  get disk(): Disk {
    return this.options.disk;
  }

  get slot(): Slot {
    return this.options.slot;
  }

  get id(): PeerId {
    return this.options.id;
  }

  get name(): string {
    return this.options.name;
  }

  /** Has not ended: it runs or is frozen. */
  get isAlive(): boolean {
    return this.#state !== "dead" && !this.isOver;
  }

  get isLeaving(): boolean {
    return this.leftAtMs !== null;
  }

  start(transport: Transport): void {
    const { clock, random, address, wildcard } = this.options;
    this.#transport = transport;
    clock.after(random.next() * tickMs, () => this.#tick());
    this.#take({ type: "listening", address, wildcard, atMs: this.#wallMs });
  }

  say(text: string): void {
    this.run(() => this.#take({ type: "say", said: [{ text, atMs: this.#wallMs }] }));
  }

  askRing(ref: string): void {
    this.run(() => this.#take({ type: "ask-ring", ref }));
  }

  leave(): void {
    this.run(() => {
      this.leftAtMs ??= this.options.clock.nowMs;
      this.#take({ type: "leave", atMs: this.#wallMs });
    });
  }

  freeze(): void {
    if (this.#state === "running") this.#state = "frozen";
  }

  /** What it missed comes at once; the tick, which only waited, before or after. */
  thaw(): void {
    if (this.#state !== "frozen") return;
    this.#state = "running";
    const tick = this.#isTickMissed ? [() => this.#takeTick()] : [];
    const isTickFirst = this.options.random.next() < 0.5;
    const missed = isTickFirst ? [...tick, ...this.#missed] : [...this.#missed, ...tick];
    this.#missed = [];
    this.#isTickMissed = false;
    for (const action of missed) this.run(action);
  }

  kill(): void {
    this.#state = "dead";
    this.#missed = [];
    this.#committer.kill();
  }

  loseRuns(forMs: number): void {
    this.#losesRunsUntilMs = this.options.clock.nowMs + forMs;
  }

  run(action: () => void): void {
    if (this.#state === "running") action();
    else if (this.#state === "frozen") this.#missed.push(action);
  }

  readonly accept = (connection: Connection, local: Address, remote: Address): ConnectionEvents => {
    const link = `a${++this.#accepted}`;
    const events = this.#open(link, connection);
    this.#take({ type: "accepted", link, local, remote });
    return events;
  };

  get #nowMs(): number {
    return this.options.clock.nowMs - this.#bootMs;
  }

  get #wallMs(): number {
    return wallMs(this.options.clock.nowMs, this.options.skewMs);
  }

  #tick(): void {
    if (!this.isAlive) return;
    this.options.clock.after(tickMs, () => this.#tick());
    if (this.#state === "frozen") this.#isTickMissed = true;
    else this.#takeTick();
  }

  #takeTick(): void {
    this.#take({ type: "tick", atMs: this.#wallMs });
  }

  #note(what: string, bytes?: Uint8Array): void {
    this.options.trace.note(this.options.clock.nowMs, this.tag, what, bytes);
  }

  #take(event: PeerEvent): void {
    assert(!this.#isStepping, "a peer is never re-entered");
    this.#isStepping = true;
    if (event.type !== "tick" && event.type !== "received") {
      this.#note(`<- ${JSON.stringify(event)}`);
    }
    this.#came = event.type === "received" ? event.frames : [];
    const effects = this.#peer.step(event, this.#nowMs);
    // Nine ticks of ten lead to nothing.
    if (event.type === "tick" && effects.length > 0) this.#note("<- tick");
    for (const effect of effects) this.#perform(effect);
    this.#isStepping = false;
  }

  #open(link: LinkId, connection: Connection): ConnectionEvents {
    const decoder = new FrameDecoder();
    this.#links.set(link, { connection, decoder });
    return {
      data: (bytes) => this.#receive(link, decoder, bytes),
      closed: (reason) => {
        this.#links.delete(link);
        this.#take({ type: "closed", link, reason });
      },
    };
  }

  #receive(link: LinkId, decoder: FrameDecoder, bytes: Uint8Array): void {
    const { frames, fault } = decoder.push(bytes);
    const types = frames.map(({ type }) => type).join(" ");
    const { trace, clock } = this.options;
    trace.noteArrival(clock.nowMs, this.tag, `<- received ${link} [${types}]`, bytes);
    this.#take({ type: "received", link, frames });
    if (fault !== null) this.#take({ type: "malformed", link, fault });
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case "dial":
        this.#note(`-> dial ${effect.link} ${effect.address}`);
        return this.#dial(effect.link, effect.address);
      case "send": {
        this.options.observer.sends(this, effect.frame);
        const bytes = encodeFrame(effect.frame);
        this.#note(`-> send ${effect.link}`, bytes);
        this.saidGoodBye ||= effect.frame.type === "bye" && effect.frame.reason === "leaving";
        return this.#links.get(effect.link)?.connection.write(bytes);
      }
      case "send-bytes":
        this.#note(`-> send-bytes ${effect.link} ${effect.notify}`, effect.bytes);
        return this.#sendBytes(effect.link, effect.bytes, effect.notify);
      case "trust":
        this.#note(`-> trust ${effect.link}`);
        return this.#links
          .get(effect.link)
          ?.decoder.allowRuns((header) => this.#peer.knows(header));
      case "pause":
        this.#note(`-> pause ${effect.link}`);
        return this.#links.get(effect.link)?.connection.pause();
      case "resume":
        this.#note(`-> resume ${effect.link}`);
        return this.#links.get(effect.link)?.connection.resume();
      case "hang-up":
        this.#note(`-> hang-up ${effect.link} ${effect.reason}`);
        return this.#hangUp(effect.link);
      case "store":
        this.#note(`-> store ${effect.batch.runs.length}`);
        this.options.observer.stores(this, effect.batch, this.#came);
        return this.#committer.add(effect.batch);
      case "show":
        this.#note(`-> show ${JSON.stringify(effect.shown)}`);
        return this.#show(effect.shown);
    }
  }

  #sendBytes(link: LinkId, bytes: Uint8Array, notify: boolean): void {
    const { observer, clock } = this.options;
    observer.sendsRun(this, bytes);
    const connection = this.#links.get(link)?.connection;
    if (clock.nowMs >= this.#losesRunsUntilMs) connection?.write(bytes);
    if (notify) connection?.whenDrained(() => this.#take({ type: "drained", link }));
  }

  #show(shown: Shown): void {
    if (shown.show === "stopped") {
      this.isOver = true;
      this.#committer.kill();
    }
    this.options.observer.shown(this, shown);
  }

  #committed(batches: number): void {
    if (batches > 0) return this.#take({ type: "stored", batches });
    this.hasFailed = true;
    this.#take({ type: "store-failed", reason: "the disk is full" });
  }

  #dial(link: LinkId, address: Address): void {
    const opened = (connection: Connection, local: Address, remote: Address): ConnectionEvents => {
      this.#dials.delete(link);
      const events = this.#open(link, connection);
      this.#take({ type: "connected", link, local, remote });
      return events;
    };
    const failed = (reason: string): void => {
      this.#dials.delete(link);
      this.#take({ type: "dial-failed", link, reason });
    };
    const dial = this.#transport?.dial(address, opened, failed);
    if (dial !== undefined) this.#dials.set(link, dial);
  }

  #hangUp(link: LinkId): void {
    this.#dials.get(link)?.cancel();
    this.#dials.delete(link);
    this.#links.get(link)?.connection.hangUp();
    this.#links.delete(link);
  }
}
