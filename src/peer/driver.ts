import type { Address, LinkId, PeerId } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import type { Beacon } from "../wire/beacon.ts";
import type { ClassicValue } from "../wire/classic_value.ts";
import { encodeFrame } from "../wire/encode.ts";
import type { RunHeader } from "../wire/frame.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import { FrameMeter, noteOf } from "./frame_meter.ts";
import { Peer } from "./peer.ts";
import type {
  Broadcaster,
  ClassicPort,
  Connection,
  ConnectionEvents,
  Crypto,
  DiagnosticRecord,
  Effect,
  GuestPort,
  PeerConfig,
  PeerEvent,
  Question,
  Said,
  Store,
  StoreBatch,
  Transport,
} from "./ports.ts";
import type { Shown } from "./shown.ts";
import { joined } from "./store_batch.ts";

/** Deadlines are looked at this often. */
const tickMs = 100;
/**
 * A commit costs a sync and an acknowledgement on each link, however little it holds: what only
 * others said waits this long, and while they talk on until so long after the last. Longer makes a
 * commit hold more, and delays receipts.
 */
const gatherMs = 5;
const commitGapMs = 15;

export type DriverOptions = {
  readonly config: PeerConfig;
  readonly crypto: Crypto;
  readonly random: Random;
  readonly store: Store;
  readonly transport: Transport;
  /** Left out where nobody is looked for. */
  readonly broadcaster?: Broadcaster;
  /** Left out where nobody speaks without a key. */
  readonly guests?: GuestPort;
  /** Left out where no classic peer is let in. */
  readonly classic?: ClassicPort;
  readonly diagnostics: (record: DiagnosticRecord) => void;
  readonly onShown: (shown: Shown) => void;
};

type LinkState = {
  readonly connection: Connection;
  readonly decoder: FrameDecoder;
  readonly meter: FrameMeter;
};

/**
 * The peer on the real world: queues events, steps the peer, performs its effects in order, what is
 * shown last. Never re-entered: an event that comes of an effect waits its turn.
 */
export class Driver {
  readonly #options: DriverOptions;
  readonly #peer: Peer;
  readonly #links = new Map<LinkId, LinkState>();
  readonly #dials = new Map<LinkId, { cancel(): void }>();
  readonly #queue: PeerEvent[] = [];
  /** What was said in this turn: one run. */
  readonly #said: Said[] = [];
  readonly #batches: StoreBatch[] = [];
  /** What the step under way has written to. */
  readonly #written = new Set<Connection>();
  /** Batches that are committed and not yet synced. */
  #unsynced = 0;
  #committedAtMs = -Infinity;
  /** Until the commit of what only others said. */
  #gathering: ReturnType<typeof setTimeout> | null = null;
  #isStoring = false;
  #isRunning = false;
  #address: Address = "";
  #listensAt: Address = "";
  #accepted = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(options: DriverOptions) {
    this.#options = options;
    const { config, crypto, random, store } = options;
    this.#peer = new Peer({ config, crypto, random, runLog: store, loaded: store.load() });
  }

  /** Where this peer says that it is to be dialled. */
  get address(): Address {
    return this.#address;
  }

  get listensAt(): Address {
    return this.#listensAt;
  }

  /** The listener is up: connections it accepts come to `accept`. */
  start(place: Omit<Extract<PeerEvent, { type: "listening" }>, "type" | "atMs">): void {
    this.#address = place.address;
    this.#listensAt = place.at ?? place.address;
    this.#timer = setInterval(() => this.#take({ type: "tick", atMs: Date.now() }), tickMs);
    this.#take({ type: "listening", ...place, atMs: Date.now() });
  }

  moved(address: Address): void {
    this.#address = address;
    this.#take({ type: "moved", address });
  }

  heardVersion(version: number): void {
    this.#take({ type: "other-version", version });
  }

  heard(beacon: Beacon, host: string): void {
    this.#take({ type: "beacon", beacon, host });
  }

  say(text: string, ref?: string): void {
    this.#said.push({ text, atMs: Date.now(), ...(ref === undefined ? {} : { ref }) });
    if (this.#said.length === 1) queueMicrotask(() => this.#sayAll());
  }

  #sayAll(): void {
    const said = this.#said.splice(0);
    if (said.length > 0) this.#take({ type: "say", said });
  }

  guestHere(address: string, name: string): void {
    this.#take({ type: "guest-here", address, name, atMs: Date.now() });
  }

  guestSays(address: string, text: string): void {
    this.#take({ type: "guest-says", address, text, atMs: Date.now() });
  }

  guestGone(address: string): void {
    this.#take({ type: "guest-gone", address, atMs: Date.now() });
  }

  classicSays(address: Address, value: ClassicValue): void {
    this.#take({ type: "classic-says", address, value, atMs: Date.now() });
  }

  classicGone(address: Address): void {
    this.#take({ type: "classic-gone", address, atMs: Date.now() });
  }

  classicNext(isThere: boolean): void {
    this.#take({ type: "classic-next", isThere });
  }

  askRing(ref?: string): void {
    this.#take({ type: "ask-ring", ...(ref === undefined ? {} : { ref }) });
  }

  askPeer(peer: PeerId, question: Question, ref: string): void {
    this.#take({ type: "ask-peer", peer, question, ref });
  }

  wish(links: readonly (PeerId | Address)[]): void {
    this.#take({ type: "wish", links });
  }

  drop(peer: PeerId): void {
    this.#take({ type: "drop", peer });
  }

  leave(): void {
    this.#sayAll();
    this.#take({ type: "leave", atMs: Date.now() });
  }

  readonly #knows = (header: RunHeader): boolean => this.#peer.knows(header);

  readonly accept = (connection: Connection, local: Address, remote: Address): ConnectionEvents => {
    const link = `a${++this.#accepted}`;
    const events = this.#open(link, connection, local, remote);
    this.#take({ type: "accepted", link, local, remote });
    return events;
  };

  #open(link: LinkId, connection: Connection, local: Address, remote: Address): ConnectionEvents {
    const { diagnostics } = this.#options;
    const meter = new FrameMeter(link, diagnostics);
    const decoder = new FrameDecoder();
    this.#links.set(link, { connection, decoder, meter });
    diagnostics({ level: "debug", event: "connection-open", link, local, remote });
    return {
      data: (bytes) => this.#receive(link, decoder, meter, bytes),
      closed: (reason) => {
        this.#forget(link, reason);
        this.#take({ type: "closed", link, reason });
      },
    };
  }

  #receive(link: LinkId, decoder: FrameDecoder, meter: FrameMeter, bytes: Uint8Array): void {
    const { frames, lengths, fault } = decoder.push(bytes);
    const nowMs = performance.now();
    for (const [index, frame] of frames.entries()) {
      meter.note("in", noteOf(frame, lengths[index] ?? 0), nowMs);
    }
    // Without a whole frame, too: a long run over a slow way must not be taken for silence.
    this.#take({ type: "received", link, frames });
    if (fault !== null) this.#take({ type: "malformed", link, fault });
  }

  #forget(link: LinkId, reason: string): void {
    const state = this.#links.get(link);
    if (state === undefined) return;
    this.#links.delete(link);
    state.meter.end(performance.now());
    this.#options.diagnostics({ level: "debug", event: "connection-closed", link, reason });
  }

  #take(event: PeerEvent): void {
    this.#queue.push(event);
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#performAll(this.#peer.step(next, performance.now()));
    }
    this.#isRunning = false;
  }

  /** Others wait for what is sent, all along the ring: it leaves before anything is shown. */
  #performAll(effects: readonly Effect[]): void {
    for (const effect of effects) if (effect.do !== "show") this.#perform(effect);
    for (const connection of this.#written) connection.flush();
    this.#written.clear();
    for (const effect of effects) if (effect.do === "show") this.#show(effect.shown);
  }

  #perform(effect: Exclude<Effect, { do: "show" }>): void {
    switch (effect.do) {
      case "dial":
        return this.#dial(effect.link, effect.address);
      case "send": {
        const bytes = encodeFrame(effect.frame);
        return this.#write(effect.link, bytes, noteOf(effect.frame, bytes.length));
      }
      case "send-bytes": {
        const { link, bytes, notify } = effect;
        this.#write(link, bytes, { type: "run", id: "", bytes: bytes.length });
        if (!notify) return;
        const drained = (): void => this.#take({ type: "drained", link });
        this.#links.get(link)?.connection.whenDrained(drained);
        return;
      }
      case "trust":
        return this.#links.get(effect.link)?.decoder.allowRuns(this.#knows);
      case "pause":
        return this.#links.get(effect.link)?.connection.pause();
      case "resume":
        return this.#links.get(effect.link)?.connection.resume();
      case "hang-up":
        return this.#hangUp(effect.link, effect.reason);
      case "beacon":
        return this.#options.broadcaster?.send(effect.beacon);
      case "tell-guests":
        return this.#options.guests?.tell(effect.addresses, effect.told);
      case "tell-classic":
        return this.#options.classic?.tell(effect.value);
      case "store":
        this.#batches.push(effect.batch);
        return this.#storeInTime();
    }
  }

  /**
   * Own words leave only once they are on disk, so they hurry; what others said is passed on
   * already and waits for its fellows.
   */
  #storeInTime(): void {
    if (this.#isStoring || this.#batches.length + this.#unsynced === 0) return;
    if (this.#batches.some((batch) => this.#holdsOwn(batch))) return void this.#storeAll();
    const waitMs = this.#committedAtMs + commitGapMs - performance.now();
    this.#gathering ??= setTimeout(() => void this.#storeAll(), Math.max(waitMs, gatherMs));
  }

  #holdsOwn({ runs }: StoreBatch): boolean {
    const { id, epoch } = this.#options.config;
    return runs.some((run) => run.author === id && run.epoch === epoch);
  }

  /**
   * One commit for all that came, from every link, since the last. Whoever reads the history finds
   * in it all that was shown before.
   */
  commit(): void {
    const batches = this.#batches.splice(0);
    if (batches.length === 0) return;
    this.#committedAtMs = performance.now();
    try {
      this.#options.store.commit(joined(batches));
      this.#unsynced += batches.length;
    } catch (error) {
      this.#storeFailed(error);
    }
  }

  /** One sync for all that is committed by then. */
  async #storeAll(): Promise<void> {
    this.#isStoring = true;
    this.#endGathering();
    // What one event brought goes together.
    await Promise.resolve();
    this.commit();
    const batches = this.#unsynced;
    try {
      if (batches > 0) await this.#options.store.sync();
      this.#unsynced -= batches;
      if (batches > 0) this.#take({ type: "stored", batches });
    } catch (error) {
      this.#storeFailed(error);
    }
    this.#isStoring = false;
    this.#storeInTime();
  }

  #storeFailed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#take({ type: "store-failed", reason });
  }

  #endGathering(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
  }

  #write(link: LinkId, bytes: Uint8Array, note: { type: string; id: string; bytes: number }): void {
    const state = this.#links.get(link);
    if (state === undefined) return;
    state.meter.note("out", note, performance.now());
    state.connection.write(bytes);
    this.#written.add(state.connection);
  }

  #dial(link: LinkId, address: Address): void {
    const opened = (connection: Connection, local: Address, remote: Address): ConnectionEvents => {
      this.#dials.delete(link);
      const events = this.#open(link, connection, local, remote);
      this.#take({ type: "connected", link, local, remote });
      return events;
    };
    const failed = (reason: string): void => {
      this.#dials.delete(link);
      this.#options.diagnostics({ level: "trace", event: "dial-failed", link, address, reason });
      this.#take({ type: "dial-failed", link, reason });
    };
    this.#dials.set(link, this.#options.transport.dial(address, opened, failed));
  }

  #hangUp(link: LinkId, reason: string): void {
    this.#dials.get(link)?.cancel();
    this.#dials.delete(link);
    this.#links.get(link)?.connection.hangUp();
    this.#forget(link, reason);
  }

  #show(shown: Shown): void {
    if (shown.show === "stopped") {
      this.#endGathering();
      if (this.#timer !== null) clearInterval(this.#timer);
    }
    this.#options.onShown(shown);
  }
}
