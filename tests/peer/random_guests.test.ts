import { expect, setDefaultTimeout, test } from "bun:test";

import { type Random, seededRandom } from "../../src/lib/random.ts";
import { Identity } from "./identity.ts";
import type { Node } from "./node.ts";
import { memberOptions } from "./room.ts";
import { World } from "./world.ts";

setDefaultTimeout(60_000);

const size = 4;
const guests = ["10.9.0.1", "10.9.0.2"] as const;
const calmMs = 60_000;
/** In 1009 a guest's peer is contradicted right after it announced the guest. */
const seeds = [...Array.from({ length: 20 }, (_, index) => index + 1), 1_009];

/** Peers that come and go and lose sight of each other, and guests that come and go at each. */
class Scene {
  readonly world = new World();
  readonly nodes: Node[] = [];
  readonly #random: Random;
  /** By guest, the places of the peers that it is connected to. */
  readonly #at = new Map<string, Set<number>>(guests.map((guest) => [guest, new Set()]));
  #starts = 0;
  #said = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    for (let place = 0; place < size; place++) this.#start(place);
    this.world.run(4_000);
  }

  #below(count: number): number {
    return Math.floor(this.#random.next() * count);
  }

  #start(place: number): void {
    const options = memberOptions(place, size);
    const { id, name } = options.identity;
    const identity = new Identity(id.slice(0, 1), name, ++this.#starts);
    const before = this.nodes[place];
    const kept = before === undefined ? {} : { store: before.store };
    this.nodes[place] = this.world.node({ ...options, ...kept, identity });
  }

  step(): void {
    const place = this.#below(size);
    const other = (place + 1 + this.#below(size - 1)) % size;
    const guest = guests[this.#below(guests.length)] ?? guests[0];
    const [node, there] = [this.nodes[place], this.nodes[other]];
    if (node === undefined || there === undefined) return;
    const act = this.#random.next();
    if (act < 0.35) this.#arrives(guest, place);
    else if (act < 0.5) this.#goes(guest, place);
    else if (act < 0.65) this.says(guest);
    else if (act < 0.75) this.world.cutBetween(node, there);
    else if (act < 0.85) this.world.mend();
    else if (act < 0.92) node.say(`peer ${place}, ${++this.#said}`);
    else this.#dies(node, place);
    this.world.run(this.#below(2) * this.#below(4_000));
  }

  #arrives(guest: string, place: number): void {
    this.#at.get(guest)?.add(place);
    const atMs = this.world.atMs;
    this.nodes[place]?.step({ type: "guest-here", address: guest, name: "zoe", atMs });
  }

  #goes(guest: string, place: number): void {
    if (this.#at.get(guest)?.delete(place) !== true) return;
    this.nodes[place]?.step({ type: "guest-gone", address: guest, atMs: this.world.atMs });
  }

  #dies(node: Node, place: number): void {
    for (const places of this.#at.values()) places.delete(place);
    this.world.kill(node);
    this.world.run(this.#below(2) * this.#below(15_000));
    this.#start(place);
  }

  /** To everyone that it is connected to. Returns what it said. */
  says(guest: string): string {
    const text = `guest ${guest} says ${++this.#said}`;
    for (const place of this.#at.get(guest) ?? []) {
      const said = { type: "guest-says", address: guest, text, atMs: this.world.atMs } as const;
      this.nodes[place]?.step(said);
    }
    this.world.settle();
    return text;
  }

  calmDown(): void {
    this.world.mend();
    // Nobody goes unheard for good: then there would be nothing to see.
    for (const guest of guests) this.#arrives(guest, this.#below(size));
    this.world.run(calmMs);
  }

  told(guest: string, text: string): number {
    const told = this.nodes.flatMap((node) => node.told);
    return told.filter((each) => each.told.text === text && each.addresses.includes(guest)).length;
  }
}

test("in the end one peer serves each guest, whatever went on", () => {
  for (const seed of seeds) {
    const scene = new Scene(seed);
    for (let i = 0; i < 25; i++) scene.step();
    scene.calmDown();
    for (const guest of guests) {
      const text = scene.says(guest);
      const shown = scene.nodes.map(({ texts }) => texts.filter((one) => one === text).length);
      expect([seed, guest, shown]).toEqual([seed, guest, scene.nodes.map(() => 1)]);
    }
    for (const [place, node] of scene.nodes.entries()) {
      const text = `last words of ${place}`;
      node.say(text);
      scene.world.run(200);
      const told = guests.map((guest) => scene.told(guest, text));
      expect([seed, place, told]).toEqual([seed, place, [1, 1]]);
    }
  }
});
