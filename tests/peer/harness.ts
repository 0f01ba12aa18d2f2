import type { Address, LinkId } from "../../src/lib/ids.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { Peer } from "../../src/peer/peer.ts";
import type { Effect, PeerEvent } from "../../src/peer/ports.ts";
import type { RefusalCode, Shown } from "../../src/peer/shown.ts";
import { MemoryLog } from "../../src/store/memory_log.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import type { Frame } from "../../src/wire/frame.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { Identity, room } from "./identity.ts";

/** One end of a connection in memory. */
export type End = { receive(bytes: Uint8Array): void; closed(reason: string): void };

/** Two ends; what one sends comes to the other when the world's turn comes. */
export class Wire {
  readonly #world: World;
  #ends: [End, End] | null;

  constructor(world: World, ends: [End, End]) {
    this.#world = world;
    this.#ends = ends;
  }

  send(from: End, bytes: Uint8Array): void {
    const other = this.#other(from);
    if (other === null) return;
    const copy = bytes.slice();
    this.#world.later(() => other.receive(copy));
  }

  /** The end that closes hears nothing more; the other hears what was sent, then the close. */
  close(from: End): void {
    const other = this.#other(from);
    this.#ends = null;
    if (other !== null) this.#world.later(() => other.closed("closed by the other end"));
  }

  /** The network fails: both ends are told. */
  cut(): void {
    for (const end of this.#ends ?? []) this.#world.later(() => end.closed("connection reset"));
    this.#ends = null;
  }

  #other(end: End): End | null {
    if (this.#ends === null) return null;
    const [a, b] = this.#ends;
    return end === a ? b : a;
  }
}

export type NodeOptions = {
  readonly identity: Identity;
  readonly address: Address;
  readonly next?: Address;
  readonly room?: string;
  readonly wildcard?: boolean;
  readonly seed?: number;
};

/** A peer in the small world: its effects are performed at once, what comes of them later. */
export class Node {
  readonly shown: Shown[] = [];
  readonly sent: { readonly link: LinkId; readonly frame: Frame }[] = [];
  readonly dials: Address[] = [];
  readonly identity: Identity;
  readonly address: Address;
  /** Runs that were stored but not yet reported, while `holdsStore`. */
  holdsStore = false;
  /** Bytes of runs sent on links that do not drain, while `holdsDrained`. */
  holdsDrained = false;
  undrainedBytes = 0;
  /** Takes connections, but does and answers nothing: a stopped process. */
  isFrozen = false;
  readonly #world: World;
  readonly #peer: Peer;
  readonly #log = new MemoryLog();
  readonly #ends = new Map<LinkId, { end: End; wire: Wire; decoder: FrameDecoder }>();
  /** Dials that were given up before they were answered. */
  readonly #cancelled = new Set<LinkId>();
  readonly #held: PeerEvent[] = [];
  #heldRuns = 0;
  #accepted = 0;

  constructor(world: World, options: NodeOptions) {
    const { identity, address, next } = options;
    this.#world = world;
    this.identity = identity;
    this.address = address;
    this.#peer = new Peer({
      config: {
        id: identity.id,
        epoch: identity.epoch,
        name: identity.name,
        room: options.room ?? room,
        next: next === undefined ? null : { typed: next, address: next },
        retries: 10,
        retryMs: 1_000,
      },
      crypto: identity.crypto,
      random: seededRandom(options.seed ?? 1),
      runLog: this.#log,
    });
    const { wildcard = false } = options;
    this.step({ type: "listening", address, wildcard, atMs: world.atMs });
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
        const { link } = effect;
        this.#write(link, effect.bytes);
        this.undrainedBytes += effect.bytes.length;
        if (!this.holdsDrained) this.undrainedBytes = 0;
        if (effect.notify && !this.holdsDrained)
          this.#world.later(() => this.step({ type: "drained", link }));
        return;
      }
      case "trust":
        this.#ends.get(effect.link)?.decoder.allowRuns();
        return;
      case "hang-up": {
        const state = this.#ends.get(effect.link);
        this.#ends.delete(effect.link);
        if (state === undefined) this.#cancelled.add(effect.link);
        else state.wire.close(state.end);
        return;
      }
      case "store":
        this.#log.append(effect.runs);
        this.#heldRuns += effect.runs.length;
        if (!this.holdsStore) this.#world.later(() => this.releaseStore());
    }
  }

  releaseStore(): void {
    const runs = this.#heldRuns;
    this.#heldRuns = 0;
    if (runs > 0) this.step({ type: "stored", runs });
  }

  #write(link: LinkId, bytes: Uint8Array): void {
    const state = this.#ends.get(link);
    state?.wire.send(state.end, bytes);
  }

  /** This node's end of a connection, and how the connection tells it of itself. */
  end(link: LinkId): End {
    return {
      receive: (bytes) => {
        const state = this.#ends.get(link);
        if (state === undefined) return;
        const { frames, fault } = state.decoder.push(bytes);
        if (frames.length > 0) this.step({ type: "received", link, frames });
        if (fault !== null) this.step({ type: "malformed", link, fault });
      },
      closed: (reason) => {
        if (this.#ends.delete(link)) this.step({ type: "closed", link, reason });
      },
    };
  }

  opened(link: LinkId, end: End, wire: Wire, event: PeerEvent): void {
    if (this.#cancelled.has(link)) return wire.close(end);
    this.#ends.set(link, { end, wire, decoder: new FrameDecoder() });
    this.step(event);
  }

  newAccepted(): LinkId {
    return `a${++this.#accepted}`;
  }

  /** The network cuts every connection of this node. */
  cutAll(): void {
    for (const { wire } of this.#ends.values()) wire.cut();
  }

  say(text: string, ref?: string): void {
    this.step({ type: "say", text, atMs: this.#world.atMs, ...(ref === undefined ? {} : { ref }) });
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

/** A few nodes, a clock that is turned by hand, and connections that lose nothing unless cut. */
export class World {
  nowMs = 10_000;
  readonly nodes: Node[] = [];
  /** Addresses at which nobody is reached, though somebody may listen there. */
  readonly unreachable = new Set<Address>();
  readonly #listening = new Map<Address, Node>();
  #queue: (() => void)[] = [];
  #ports = 40_000;

  get atMs(): number {
    return 1_700_000_000_000 + this.nowMs;
  }

  node(options: NodeOptions): Node {
    const node = new Node(this, options);
    this.nodes.push(node);
    this.listen(options.address, node);
    this.settle();
    return node;
  }

  /** A process that is killed: its connections break, it says nothing any more. */
  kill(node: Node): void {
    node.isFrozen = true;
    this.#listening.delete(node.address);
    node.cutAll();
    this.settle();
  }

  later(action: () => void): void {
    this.#queue.push(action);
  }

  /** Everything that is under way arrives. */
  settle(): void {
    for (let i = 0; this.#queue.length > 0; i++) {
      if (i > 20_000) throw new Error("the world does not settle");
      for (const action of this.#queue.splice(0)) action();
    }
  }

  /** Time passes in steps of 100 ms. */
  run(ms: number): void {
    for (let passed = 0; passed < ms; passed += 100) this.jump(100);
  }

  /** Time passes at once, as in a machine that sleeps. */
  jump(ms: number): void {
    this.nowMs += ms;
    for (const node of this.nodes) node.step({ type: "tick", atMs: this.atMs });
    this.settle();
  }

  dial(from: Node, link: LinkId, address: Address): void {
    this.later(() => {
      const end = from.end(link);
      const local = this.newAddress("10.0.0.1");
      const wire = this.connect(end, address, local);
      if (wire === null) from.step({ type: "dial-failed", link, reason: "connection refused" });
      else from.opened(link, end, wire, { type: "connected", link, local, remote: address });
    });
  }

  /** A connection from `end` to whoever listens at `address`; null when nobody does. */
  connect(end: End, address: Address, remote: Address): Wire | null {
    const target = this.unreachable.has(address) ? undefined : this.#listening.get(address);
    if (target === undefined) return null;
    const link = target.newAccepted();
    const other = target.end(link);
    const wire = new Wire(this, [end, other]);
    const accepted: PeerEvent = { type: "accepted", link, local: address, remote };
    this.later(() => target.opened(link, other, wire, accepted));
    return wire;
  }

  /** Whatever dials this address from now on reaches `node`. */
  listen(address: Address, node: Node): void {
    this.#listening.set(address, node);
  }

  newAddress(host: string): Address {
    return `${host}:${this.#ports++}`;
  }
}
