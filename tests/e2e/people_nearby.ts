import { randomUUID } from "node:crypto";

import { isKind, type JsonEvent } from "./json_event.ts";
import { JsonPeer, type JsonPeerOptions } from "./json_peer.ts";
import { connectionsOf } from "./kernel_table.ts";

const names = ["ann", "bert", "cora", "dora", "emil", "fred"];

/** A room that no other test is in: whose beacons come along is nobody's business. */
export function ownRoom(): string {
  return `test ${randomUUID()}`;
}

/** Where one of them is; no address of another is told to it. */
export type Spot = Pick<JsonPeerOptions, "before" | "state"> & {
  readonly self: string;
  readonly name?: string;
};

export type Seeking = {
  readonly command: "ring" | "lan";
  readonly spots: readonly Spot[];
  readonly room?: string;
};

/** Peers that are told nothing but a room, and have to find each other. */
export class PeopleNearby implements AsyncDisposable {
  readonly peers: readonly JsonPeer[];
  readonly #startedAtMs: number;

  private constructor(peers: readonly JsonPeer[], startedAtMs: number) {
    this.peers = peers;
    this.#startedAtMs = startedAtMs;
  }

  static async start({ command, spots, room = ownRoom() }: Seeking): Promise<PeopleNearby> {
    const startedAtMs = performance.now();
    const extra = ["--room", room, ...(command === "ring" ? ["--discover"] : [])];
    const started = spots.map((spot, at) =>
      JsonPeer.start({ command, name: names[at]!, ...spot, extra }),
    );
    return new PeopleNearby(await Promise.all(started), startedAtMs);
  }

  /** Resolves once each has a link to each other, with the milliseconds since they were started. */
  async allLinked(): Promise<number> {
    await Promise.all(this.peers.map((peer) => linkedWith(peer, this.others(peer))));
    return performance.now() - this.#startedAtMs;
  }

  others(peer: JsonPeer): readonly JsonPeer[] {
    return this.peers.filter((other) => other !== peer);
  }

  /** Resolves once this many TCP connections are left among them, in the kernel's tables. */
  async connections(count: number): Promise<void> {
    const pids = this.peers.map(({ program }) => program.pid);
    const untilMs = performance.now() + 10_000;
    for (let found = -1; found !== count; await Bun.sleep(100)) {
      found = connectionsOf(pids).size;
      if (performance.now() < untilMs) continue;
      throw new Error(`there are ${found} connections, not ${count}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer[Symbol.asyncDispose]()));
  }
}

/** Resolves once the peer has had a link to each of these. */
export async function linkedWith(peer: JsonPeer, others: readonly JsonPeer[]): Promise<void> {
  await Promise.all(
    others.map(({ name }) => {
      const isIt = (event: JsonEvent): boolean =>
        isKind("link")(event) && event.state === "up" && event.peer.name === name;
      return peer.events.first(isIt, { what: `a link to ${name} at ${peer.name}` });
    }),
  );
}

/** Resolves once all see one closed ring of all, in the same order. */
export async function oneRing(peers: readonly JsonPeer[]): Promise<void> {
  const [first, ...rest] = peers;
  if (first === undefined) return;
  for (;;) {
    const ring = await first.ring();
    if (ring.closed && ring.peers.length === peers.length) {
      const order = ring.peers.map(({ name }) => name);
      const rotated = (name: string): string[] => {
        const at = order.indexOf(name);
        return [...order.slice(at), ...order.slice(0, at)];
      };
      await Promise.all(rest.map((peer) => peer.closedRing(rotated(peer.name))));
      return;
    }
    await Bun.sleep(50);
  }
}
