import { type Address, type LinkId, splitAddress } from "../../src/lib/ids.ts";
import type { PeerEvent } from "../../src/peer/ports.ts";
import type { Beacon } from "../../src/wire/beacon.ts";
import { Node, type NodeOptions } from "./node.ts";
import { type End, type Later, Wire } from "./wires.ts";

/** A few nodes, a clock that is turned by hand, and connections that lose nothing unless cut. */
export class World {
  nowMs = 10_000;
  readonly nodes: Node[] = [];
  /** Addresses at which nobody is reached, though somebody may listen there. */
  readonly unreachable = new Set<Address>();
  /** Nodes that hear no beacons. */
  readonly deaf = new Set<object>();
  readonly #listening = new Map<Address, Node>();
  /** Addresses at which a test answers by hand: makes the wire to whoever dials. */
  readonly answering = new Map<Address, (dialler: End) => Wire>();
  readonly #severed: (readonly object[])[] = [];
  #isSettling = false;
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
    node.cut();
    this.settle();
  }

  /** From now on nothing passes between the two, and neither reaches the other by dialling. */
  cutBetween(one: Node, other: Node): void {
    this.#severed.push([one, other]);
    one.cut(other);
    this.settle();
  }

  /** Nothing is cut any more. */
  mend(): void {
    this.#severed.length = 0;
  }

  #isSevered(one: object, other: object): boolean {
    return this.#severed.some((pair) => pair.includes(one) && pair.includes(other));
  }

  readonly later: Later = (action) => {
    this.#queue.push(action);
  };

  /** Everything that is under way arrives. */
  settle(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    for (let i = 0; this.#queue.length > 0; i++) {
      if (i > 20_000) throw new Error("the world does not settle");
      for (const action of this.#queue.splice(0)) action();
    }
    this.#isSettling = false;
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

  /** Everybody hears it, but who is told nothing at `deaf`. */
  broadcast(from: Node, beacon: Beacon): void {
    const { host } = splitAddress(beacon.address);
    for (const node of this.nodes) {
      if (node === from || node.isFrozen || this.deaf.has(node)) continue;
      if (!this.#isSevered(from, node))
        this.later(() => node.step({ type: "beacon", beacon, host }));
    }
  }

  /** A connection from `end` to whoever listens at `address`; null when nobody does. */
  connect(end: End, address: Address, remote: Address): Wire | null {
    const target = this.unreachable.has(address) ? undefined : this.#listening.get(address);
    if (target === undefined) return this.answering.get(address)?.(end) ?? null;
    if (end.owner !== null && this.#isSevered(end.owner, target)) return null;
    const link = target.newAccepted();
    const other = target.end(link);
    const wire = new Wire(this.later, [end, other]);
    const local = address === target.address ? target.at : address;
    const accepted: PeerEvent = { type: "accepted", link, local, remote };
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
