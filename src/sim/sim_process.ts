import { type FeedKey, feedKey } from "../feed/feed.ts";
import { assert } from "../lib/assert.ts";
import type { Address, LinkId, PeerId } from "../lib/ids.ts";
import { Peer } from "../peer/peer.ts";
import type {
  Connection,
  ConnectionEvents,
  Effect,
  PeerEvent,
  Question,
  Transport,
} from "../peer/ports.ts";
import type { Shown } from "../peer/shown.ts";
import { decodeBeacon } from "../wire/beacon.ts";
import { encodeFrame } from "../wire/encode.ts";
import type { Frame } from "../wire/frame.ts";
import type { FrameDecoder } from "../wire/frame_decoder.ts";
import { Committer } from "./committer.ts";
import type { Disk } from "./disk.ts";
import type { Slot } from "./faults.ts";
import { OpenLinks } from "./open_links.ts";
import { type Observer, type ProcessOptions, room, wallMs } from "./process_options.ts";
import { simCrypto } from "./sim_crypto.ts";
import type { Owner } from "./sim_link.ts";
import { Turns } from "./turns.ts";

const tickMs = 100;

/**
 * One process of one peer: the driver's twin. It steps the very same peer, and performs its
 * effects in order on the simulated network, clock and log.
 */
export class SimProcess implements Owner {
  readonly options: ProcessOptions;
  readonly #observer: Observer<SimProcess>;
  readonly tag: string;
  readonly #peer: Peer;
  readonly feed: FeedKey;
  readonly #committer: Committer;
  readonly #links: OpenLinks;
  readonly #turns = new Turns();
  #transport: Transport | null = null;
  /** It said good-bye, or gave way: nothing more comes of it. */
  isOver = false;
  /** When it was told to leave; null before. */
  leftAtMs: number | null = null;
  /** It told a neighbour that it leaves. */
  saidGoodBye = false;
  #isStepping = false;
  /** It could not store what it had to, and ends. */
  hasFailed = false;
  /** Until then no run that it writes leaves it: it believes that they do. */
  #losesRunsUntilMs = 0;
  /** What it is taking in. */
  #came: readonly Frame[] = [];
  /** This process's monotonic clock began at a time of its own. */
  readonly #bootMs: number;

  constructor(options: ProcessOptions, observer: Observer<SimProcess>) {
    const { id, epoch, name, kind, discovers, next, retries, retryMs } = options;
    const { random, clock, disk } = options;
    this.options = options;
    this.#observer = observer;
    this.tag = `${options.slot}:${id.slice(0, 4)}:${epoch.slice(6)}`;
    this.feed = feedKey(id, epoch);
    this.#bootMs = clock.nowMs - Math.floor(random.next() * 1_000);
    this.#peer = new Peer({
      config: { id, epoch, name, kind, room, discovers, next, retries, retryMs },
      crypto: simCrypto(id),
      random,
      runLog: disk.store,
      loaded: disk.store.load(),
    });
    this.#links = new OpenLinks(
      (event) => this.#take(event),
      (link, decoder, bytes) => this.#receive(link, decoder, bytes),
    );
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
    return !this.#turns.isDead && !this.isOver;
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

  askPeer(peer: PeerId, question: Question, ref: string): void {
    this.run(() => this.#take({ type: "ask-peer", peer, question, ref }));
  }

  wish(links: readonly (PeerId | Address)[]): void {
    this.run(() => this.#take({ type: "wish", links }));
  }

  drop(peer: PeerId): void {
    this.run(() => this.#take({ type: "drop", peer }));
  }

  leave(): void {
    this.run(() => {
      this.leftAtMs ??= this.options.clock.nowMs;
      this.#take({ type: "leave", atMs: this.#wallMs });
    });
  }

  /** A datagram that seems to come from `host`. */
  hear(bytes: Uint8Array, host: string): void {
    const heard = decodeBeacon(bytes);
    if (heard.heard === "beacon") this.#take({ type: "beacon", beacon: heard.beacon, host });
  }

  moved(address: Address): void {
    this.run(() => this.#take({ type: "moved", address }));
  }

  freeze(): void {
    this.#turns.freeze();
  }

  thaw(): void {
    this.#turns.thaw(this.options.random.next() < 0.5);
  }

  kill(): void {
    this.#turns.kill();
    this.#committer.kill();
  }

  loseRuns(forMs: number): void {
    this.#losesRunsUntilMs = this.options.clock.nowMs + forMs;
  }

  run(action: () => void): void {
    this.#turns.run(action);
  }

  readonly accept = (connection: Connection, local: Address, remote: Address): ConnectionEvents => {
    return this.#links.accept(connection, local, remote);
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
    this.#turns.tick(() => this.#take({ type: "tick", atMs: this.#wallMs }));
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

  #receive(link: LinkId, decoder: FrameDecoder, bytes: Uint8Array): void {
    this.#observer.hears(this, link);
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
        assert(this.#transport !== null, "a peer dials once it was started");
        return this.#links.dial(this.#transport, effect.link, effect.address);
      case "send": {
        this.#observer.sends(this, effect.frame);
        const bytes = encodeFrame(effect.frame);
        this.#note(`-> send ${effect.link}`, bytes);
        this.saidGoodBye ||= effect.frame.type === "bye" && effect.frame.reason === "leaving";
        return this.#links.connection(effect.link)?.write(bytes);
      }
      case "send-bytes":
        this.#note(`-> send-bytes ${effect.link} ${effect.notify}`, effect.bytes);
        return this.#sendBytes(effect.link, effect.bytes, effect.notify);
      case "trust":
        this.#note(`-> trust ${effect.link}`);
        return this.#links.trust(effect.link, (header) => this.#peer.knows(header));
      case "pause":
        this.#note(`-> pause ${effect.link}`);
        return this.#links.connection(effect.link)?.pause();
      case "resume":
        this.#note(`-> resume ${effect.link}`);
        return this.#links.connection(effect.link)?.resume();
      case "hang-up":
        this.#note(`-> hang-up ${effect.link} ${effect.reason}`);
        this.#observer.hangsUp(this, effect.link, effect.reason);
        return this.#links.hangUp(effect.link);
      case "beacon":
        this.#note("-> beacon");
        return this.options.broadcast(effect.beacon);
      case "store":
        this.#note(`-> store ${effect.batch.runs.length}`);
        this.#observer.stores(this, effect.batch, this.#came);
        return this.#committer.add(effect.batch);
      case "show":
        this.#note(`-> show ${JSON.stringify(effect.shown)}`);
        return this.#show(effect.shown);
    }
  }

  #sendBytes(link: LinkId, bytes: Uint8Array, notify: boolean): void {
    this.#observer.sendsRun(this, bytes);
    const connection = this.#links.connection(link);
    if (this.options.clock.nowMs >= this.#losesRunsUntilMs) connection?.write(bytes);
    if (notify) connection?.whenDrained(() => this.#take({ type: "drained", link }));
  }

  #show(shown: Shown): void {
    if (shown.show === "stopped") {
      this.isOver = true;
      this.#committer.kill();
    }
    this.#observer.shown(this, shown);
  }

  #committed(batches: number): void {
    if (batches > 0) return this.#take({ type: "stored", batches });
    this.hasFailed = true;
    this.#take({ type: "store-failed", reason: "the disk is full" });
  }
}
