import type { Address, PeerId } from "../lib/ids.ts";
import type { PeerView, Shown } from "../peer/shown.ts";
import type { RoomKind } from "../wire/frame.ts";
import { hasCycle } from "./cycle.ts";
import type { Witness } from "./message_checker.ts";
import { Violation } from "./violation.ts";

type Seen = {
  /** Live links by `local>remote`, each with the peer at the other end. */
  readonly links: Map<string, PeerId>;
  /** Whom its notices and messages named: it has their records. */
  readonly knows: Set<PeerId>;
  ring: { readonly peers: readonly PeerView[]; readonly closed: boolean } | null;
};

/** Whether the links that peers show, and the rings that they answer with, are one ring. */
export class RingChecker {
  readonly #seen = new Map<Witness, Seen>();
  readonly #kind: RoomKind;

  constructor(kind: RoomKind) {
    this.#kind = kind;
  }

  /** `known`: whose records it finds on its disk. */
  begin(witness: Witness, known: Iterable<PeerId>): void {
    this.#seen.set(witness, { links: new Map(), knows: new Set(known), ring: null });
  }

  shown(witness: Witness, shown: Shown): void {
    const seen = this.#of(witness);
    if (shown.show === "ring") seen.ring = shown;
    else if (shown.show === "notice") seen.knows.add(shown.peer.id);
    else if (shown.show === "message") seen.knows.add(shown.author.id);
    else if (shown.show === "link") {
      const key = `${shown.local}>${shown.remote}`;
      const wasUp = seen.links.has(key);
      if (wasUp === (shown.state === "up")) {
        throw new Violation(`${witness.tag} shows the link ${key} ${shown.state} twice`);
      }
      if (shown.state === "up") seen.links.set(key, shown.peer.id);
      else seen.links.delete(key);
    }
  }

  /** The connections that make the ring of these peers, to be compared with those of later. */
  ringLinks(witnesses: readonly Witness[]): string {
    const keys: string[] = [];
    for (const witness of witnesses) {
      const order = this.#order(witness) ?? [];
      const neighbours = this.#kind === "ring" ? [order[1], order.at(-1)] : order;
      for (const [key, peer] of this.#of(witness).links) {
        if (neighbours.includes(peer)) keys.push(key);
      }
    }
    return String(keys.toSorted());
  }

  /** Has the record of another, or a link to it: they can find each other. */
  knows(witness: Witness, other: Witness): boolean {
    const { knows, links } = this.#of(witness);
    return knows.has(other.id) || [...links.values()].includes(other.id);
  }

  /** Throws where the rings and links of these peers are not one ring through all of them. */
  check(witnesses: readonly Witness[]): void {
    const problem = this.problem(witnesses);
    if (problem !== null) throw new Violation(problem);
  }

  /** Of a configured ring the order is kept whoever is dead. Throws where it is another. */
  checkOrder(witnesses: readonly Witness[]): void {
    const configured = witnesses.toSorted((a, b) => a.slot - b.slot);
    const [first] = configured;
    const order = first === undefined ? [] : this.#order(first);
    const expected = configured.map(({ id }) => id);
    if (String(order) === String(expected)) return;
    throw new Violation(`the ring is ${brief(order ?? [])}, configured ${brief(expected)}`);
  }

  /** Everybody goes by an address that leads to it. Throws where one does not. */
  checkAddresses(
    witnesses: readonly Witness[],
    addressesOf: (witness: Witness) => readonly Address[],
  ): void {
    const byId = new Map(witnesses.map((witness) => [witness.id, witness]));
    for (const witness of witnesses) {
      for (const { id, address } of this.#of(witness).ring?.peers ?? []) {
        const other = byId.get(id);
        if (other === undefined || addressesOf(other).includes(address)) continue;
        throw new Violation(`${witness.tag} says that ${other.tag} is at ${address}`);
      }
    }
  }

  problem(witnesses: readonly Witness[]): string | null {
    const first = witnesses[0];
    if (first === undefined) return null;
    const order = this.#order(first);
    if (order === null) return `${first.tag} did not answer with a ring`;
    const live = new Map(witnesses.map((witness) => [witness.id, witness]));
    if (order.length !== live.size || order.some((id) => !live.has(id))) {
      return `the ring of ${first.tag} is ${brief(order)}, alive are ${brief([...live.keys()])}`;
    }
    for (const [index, id] of order.entries()) {
      const witness = live.get(id);
      const next = live.get(order[(index + 1) % order.length] ?? "");
      if (witness === undefined || next === undefined) return "unreachable";
      const problem = this.#problemAt(witness, next, [
        ...order.slice(index),
        ...order.slice(0, index),
      ]);
      if (problem !== null) return problem;
    }
    return this.#kind === "ring" ? null : this.#wrongPair(witnesses);
  }

  /** In a mesh every two have one link, no more; in a star one of the two is the first, the hub. */
  #wrongPair(witnesses: readonly Witness[]): string | null {
    for (const a of witnesses) {
      const peers = [...this.#of(a).links.values()];
      for (const b of witnesses) {
        if (a === b) continue;
        const links = peers.filter((peer) => peer === b.id).length;
        const areDue = this.#kind === "mesh" || a.slot === 0 || b.slot === 0;
        if (links !== (areDue ? 1 : 0) || areDue !== this.#areLinked(a, b))
          return `${a.tag} has ${links} links to ${b.tag}`;
      }
    }
    return null;
  }

  /** Links as they should be: a cycle through all, or those of every pair that is to have one. */
  isWhole(witnesses: readonly Witness[]): boolean {
    return this.#kind === "ring" ? this.#hasCycle(witnesses) : this.#wrongPair(witnesses) === null;
  }

  #problemAt(witness: Witness, next: Witness, expected: readonly PeerId[]): string | null {
    const order = this.#order(witness);
    if (order === null) return `${witness.tag} did not answer with a ring`;
    if (String(order) !== String(expected)) {
      return `the ring of ${witness.tag} is ${brief(order)}, others say ${brief(expected)}`;
    }
    if (this.#of(witness).ring?.closed !== true)
      return `${witness.tag} does not say that it is closed`;
    if (next === witness || this.#kind === "star") return null;
    return this.#areLinked(witness, next) ? null : `no link from ${witness.tag} to ${next.tag}`;
  }

  #hasCycle(witnesses: readonly Witness[]): boolean {
    const places = new Map(witnesses.map((witness, place) => [witness.id, place]));
    const neighbours = witnesses.map((witness) => {
      const linked = new Set<number>();
      for (const peer of this.#of(witness).links.values()) {
        const place = places.get(peer);
        const other = place === undefined ? undefined : witnesses[place];
        if (place === undefined || other === undefined || linked.has(place)) continue;
        if (this.#areLinked(witness, other)) linked.add(place);
      }
      return linked;
    });
    return hasCycle(neighbours);
  }

  /** Both ends show the same connection as up. */
  #areLinked(a: Witness, b: Witness): boolean {
    for (const [key, peer] of this.#of(a).links) {
      const mirrored = key.split(">").toReversed().join(">");
      if (peer === b.id && this.#of(b).links.get(mirrored) === a.id) return true;
    }
    return false;
  }

  #order(witness: Witness): PeerId[] | null {
    return this.#of(witness).ring?.peers.map(({ id }) => id) ?? null;
  }

  #of(witness: Witness): Seen {
    const seen = this.#seen.get(witness);
    if (seen === undefined) throw new Error(`no process ${witness.tag}`);
    return seen;
  }
}

function brief(ids: readonly PeerId[]): string {
  return `[${ids.map((id) => id.slice(0, 4)).join(" ")}]`;
}
