import type { Address, LinkId } from "../../src/lib/ids.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { Peer } from "../../src/peer/peer.ts";
import type { Effect, PeerEvent, Question, StoreBatch } from "../../src/peer/ports.ts";
import type { RefusalCode, Shown } from "../../src/peer/shown.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Beacon } from "../../src/wire/beacon.ts";
import type { ClassicValue } from "../../src/wire/classic_value.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import type { Frame, RoomKind } from "../../src/wire/frame.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { type Identity, room } from "./identity.ts";
import type { End, Later, Wire } from "./wires.ts";

export type NodeOptions = {
  readonly identity: Identity;
  readonly address: Address;
  readonly next?: Address;
  readonly kind?: RoomKind;
  readonly room?: string;
  readonly discovers?: boolean;
  readonly admitsClassic?: boolean;
  readonly retries?: number;
  readonly seeks?: boolean;
  readonly wildcard?: boolean;
  /** Where it listens, when others reach it at `address` through something between. */
  readonly at?: Address;
  readonly seed?: number;
  /** The disk of an earlier process; its own and empty when left out. */
  readonly store?: MemoryStore;
};

/** What a node sees of the world it is in. */
export type Surroundings = {
  readonly nowMs: number;
  readonly atMs: number;
  readonly later: Later;
  dial(from: Node, link: LinkId, address: Address): void;
  broadcast(from: Node, beacon: Beacon): void;
};

/** A peer in the small world: its effects are performed at once, what comes of them later. */
export class Node {
  readonly shown: Shown[] = [];
  readonly sent: { readonly link: LinkId; readonly frame: Frame }[] = [];
  readonly dials: Address[] = [];
  readonly beacons: Beacon[] = [];
  /** What a classic next was told. */
  readonly classic: ClassicValue[] = [];
  readonly told: Omit<Extract<Effect, { do: "tell-guests" }>, "do">[] = [];
  readonly identity: Identity;
  readonly address: Address;
  readonly at: Address;
  /** Nothing comes to disk, while `holdsStore`. */
  holdsStore = false;
  /** No link drains, while `holdsDrained`; `undrainedBytes` of runs then wait on all together. */
  holdsDrained = false;
  undrainedBytes = 0;
  /** Takes connections, but does and answers nothing: a stopped process. */
  isFrozen = false;
  /** Bytes that the network swallows, one sending after another, although the link stays. */
  loses: (bytes: Uint8Array) => boolean = () => false;
  /** Sees every byte that comes in. */
  onBytes: (bytes: Uint8Array) => void = () => {};
  readonly #world: Surroundings;
  readonly #peer: Peer;
  readonly store: MemoryStore;
  readonly #ends = new Map<LinkId, { end: End; wire: Wire; decoder: FrameDecoder }>();
  /** Dials that were given up before they were answered. */
  readonly #cancelled = new Set<LinkId>();
  readonly #held: PeerEvent[] = [];
  #undrained: LinkId | null = null;
  readonly #undrainedMarks: LinkId[] = [];
  /** By paused link, what came since. */
  readonly #unread = new Map<LinkId, (() => void)[]>();
  #batches: StoreBatch[] = [];
  #accepted = 0;

  constructor(world: Surroundings, options: NodeOptions) {
    const { identity, address, next } = options;
    this.#world = world;
    this.identity = identity;
    this.address = address;
    this.at = options.at ?? address;
    this.store = options.store ?? new MemoryStore();
    this.#peer = new Peer({
      config: {
        id: identity.id,
        epoch: identity.epoch,
        name: identity.name,
        kind: options.kind ?? "ring",
        room: options.room ?? room,
        discovers: options.discovers ?? false,
        next: next === undefined ? null : { typed: next, address: next },
        retries: options.retries ?? 10,
        retryMs: 1_000,
        seeks: options.seeks ?? false,
        admitsClassic: options.admitsClassic ?? false,
      },
      crypto: identity.crypto,
      random: seededRandom(options.seed ?? 1),
      runLog: this.store,
      loaded: this.store.load(),
    });
    const { at, wildcard = false } = options;
    this.step({ type: "listening", address, wildcard, at, atMs: world.atMs });
  }

  step(event: PeerEvent): void {
    if (this.isFrozen) {
      if (event.type !== "tick") this.#held.push(event);
      return;
    }
    for (const effect of this.#peer.step(event, this.#world.nowMs)) this.#perform(effect);
  }

  thaw(): void {
    this.isFrozen = false;
    for (const event of this.#held.splice(0)) this.step(event);
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case "show":
        this.shown.push(effect.shown);
        return;
      case "dial":
        this.dials.push(effect.address);
        return this.#world.dial(this, effect.link, effect.address);
      case "send":
        this.sent.push({ link: effect.link, frame: effect.frame });
        return this.#write(effect.link, encodeFrame(effect.frame));
      case "send-bytes": {
        const { link, bytes, notify } = effect;
        this.#write(link, bytes);
        this.undrainedBytes += bytes.length;
        if (!notify) return;
        if (this.holdsDrained || link === this.#undrained) this.#undrainedMarks.push(link);
        else this.#world.later(() => this.step({ type: "drained", link }));
        return;
      }
      case "trust":
        this.#ends.get(effect.link)?.decoder.allowRuns((header) => this.#peer.knows(header));
        return;
      case "pause":
        this.#unread.set(effect.link, []);
        return;
      case "resume": {
        const unread = this.#unread.get(effect.link) ?? [];
        this.#unread.delete(effect.link);
        for (const read of unread) this.#world.later(read);
        return;
      }
      case "hang-up": {
        const state = this.#ends.get(effect.link);
        this.#ends.delete(effect.link);
        if (state === undefined) this.#cancelled.add(effect.link);
        else state.wire.close(state.end);
        return;
      }
      case "beacon":
        this.beacons.push(effect.beacon);
        return this.#world.broadcast(this, effect.beacon);
      case "tell-classic":
        this.classic.push(effect.value);
        return;
      case "tell-guests":
        this.told.push(effect);
        return;
      case "store":
        this.#batches.push(effect.batch);
        if (!this.holdsStore) this.#world.later(() => this.releaseStore());
    }
  }

  /** What waits for a link to drain may go on. */
  releaseDrained(): void {
    this.holdsDrained = false;
    for (const link of this.#undrainedMarks.splice(0)) this.step({ type: "drained", link });
  }

  /** From now on the link to `other` takes no more than what was sent already. */
  stopsDraining(other: Node): void {
    for (const [link, { wire }] of this.#ends) {
      if (wire.isBetween(this, other)) this.#undrained = link;
    }
  }

  /** The oldest `count` batches come to disk, all that wait when left out. */
  releaseStore(count = this.#batches.length): void {
    const batches = this.#batches.splice(0, count);
    for (const batch of batches) this.store.commit(batch);
    if (batches.length > 0) this.step({ type: "stored", batches: batches.length });
  }

  /** The disk takes nothing more. */
  failStore(reason: string): void {
    this.#batches.length = 0;
    this.step({ type: "store-failed", reason });
  }

  #write(link: LinkId, bytes: Uint8Array): void {
    const state = this.#ends.get(link);
    state?.wire.send(state.end, bytes);
  }

  /** This node's end of a connection, and how the connection tells it of itself. */
  end(link: LinkId): End {
    return {
      owner: this,
      receive: (bytes) => this.#read(link, () => this.#receive(link, bytes)),
      closed: (reason) => {
        this.#read(link, () => {
          if (this.#ends.delete(link)) this.step({ type: "closed", link, reason });
        });
      },
    };
  }

  #read(link: LinkId, action: () => void): void {
    const unread = this.#unread.get(link);
    if (unread === undefined) action();
    else unread.push(() => this.#read(link, action));
  }

  #receive(link: LinkId, bytes: Uint8Array): void {
    const state = this.#ends.get(link);
    if (state === undefined || this.loses(bytes)) return;
    this.onBytes(bytes);
    const { frames, fault } = state.decoder.push(bytes);
    this.step({ type: "received", link, frames });
    if (fault !== null) this.step({ type: "malformed", link, fault });
  }

  /** Some link is not read at the moment. */
  get isPaused(): boolean {
    return this.#unread.size > 0;
  }

  opened(link: LinkId, end: End, wire: Wire, event: PeerEvent): void {
    if (this.#cancelled.has(link)) return wire.close(end);
    this.#ends.set(link, { end, wire, decoder: new FrameDecoder() });
    this.step(event);
  }

  newAccepted(): LinkId {
    return `a${++this.#accepted}`;
  }

  /** The network cuts every connection of this node, or those to `other`. */
  cut(other?: Node): void {
    for (const { wire } of this.#ends.values()) {
      if (other === undefined || wire.isBetween(this, other)) wire.cut();
    }
  }

  say(text: string, ref?: string): void {
    const answer = ref === undefined ? {} : { ref };
    this.step({ type: "say", said: [{ text, atMs: this.#world.atMs, ...answer }] });
  }

  /** Asks a member; the answer comes to be shown. */
  ask(
    peer: { readonly identity: { readonly id: string } },
    question: Question,
    ref = "asked",
  ): void {
    this.step({ type: "ask-peer", peer: peer.identity.id, question, ref });
  }

  leave(): void {
    this.step({ type: "leave", atMs: this.#world.atMs });
  }

  only<K extends Shown["show"]>(show: K): Extract<Shown, { show: K }>[] {
    return this.shown.filter((one): one is Extract<Shown, { show: K }> => one.show === show);
  }

  get texts(): string[] {
    return this.only("message").map(({ text }) => text);
  }

  /** `lost bobby`, in the order of showing. */
  get notices(): string[] {
    return this.only("notice").map(({ kind, peer }) => `${kind} ${peer.name}`);
  }

  get refusals(): RefusalCode[] {
    return this.only("refused").map(({ code }) => code);
  }

  /** Names of the peers to which links are up now, one for each link. */
  get linked(): string[] {
    const names: string[] = [];
    for (const { state, peer } of this.only("link")) {
      if (state === "up") names.push(peer.name);
      else names.splice(names.indexOf(peer.name), 1);
    }
    return names.toSorted();
  }
}
