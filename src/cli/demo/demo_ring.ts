/** The ring of a demo: who runs and who is cut from whom, and what may be done to them. */
import { assert } from "../../lib/assert.ts";
import type { Address } from "../../lib/ids.ts";
import { seededRandom } from "../../lib/random.ts";
import { type Line, type Pair, Switchboard } from "../../net/switchboard.ts";
import type { Demo, DemoAct } from "../../web/page_protocol.ts";
import type { DemoControl } from "../../web/page_room.ts";
import type { Language } from "../language.ts";
import { Chatter } from "./chatter.ts";
import type { Seat } from "./child_command.ts";
import { ChildPeer, type ChildStart } from "./child_peer.ts";

/** Slow enough to read, and to watch each message go round. */
const CHATTER_MS = 1_500;
/** The same talk in each class. */
const CHATTER_SEED = 1;

export type DemoRingOptions = {
  /** In ring order, two at least. The first is the peer of this process. */
  readonly names: readonly string[];
  /** In which they chatter. */
  readonly language: Language;
  /** How the peer of this seat is started. */
  readonly child: (seat: Seat) => ChildStart;
  /** Processes can be stopped here, and go on. */
  readonly canFreeze: boolean;
};

export class DemoRing implements DemoControl {
  /** Where the peer of this process sits. */
  readonly own: Seat;
  readonly #canFreeze: boolean;
  readonly #switchboard = new Switchboard();
  readonly #lines: readonly Line[];
  /** By name; the peer of this process is none of them. */
  readonly #children = new Map<string, ChildPeer>();
  readonly #chatter: Chatter;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | null = null;

  /** All lines are open then, and nobody runs. Throws ListenError. */
  constructor({ canFreeze, child, language, names }: DemoRingOptions) {
    this.#canFreeze = canFreeze;
    this.#chatter = new Chatter(language, seededRandom(CHATTER_SEED));
    this.#lines = names.map((name) => this.#switchboard.open(name));
    const [first, ...others] = this.#lines;
    assert(first !== undefined, "a demo without a peer");
    const seatOf = (line: Line): Seat => {
      const next = this.#lines[this.#lines.indexOf(line) + 1] ?? first;
      return { name: line.name, address: line.address, next: next.address };
    };
    this.own = seatOf(first);
    for (const line of others) {
      const events = {
        onListening: (at: Address) => this.#leads(line, at),
        onEnd: () => this.#leads(line, null),
      };
      this.#children.set(line.name, new ChildPeer(child(seatOf(line)), events));
    }
  }

  /** Starts everybody but the peer of this process, and the chatter. */
  start(): void {
    for (const child of this.#children.values()) child.start();
    this.#chat(true);
  }

  /** The peer of this process can be reached. */
  ownListens(at: Address): void {
    const [line] = this.#lines;
    if (line !== undefined) this.#leads(line, at);
  }

  current(): Demo {
    const peers = this.#lines.map(({ address, name }) => {
      const child = this.#children.get(name);
      const state = child?.state ?? ("running" as const);
      return { name, address, state, isServing: child === undefined };
    });
    const cuts = this.#switchboard.cuts;
    return { peers, cuts, chatter: this.#timer !== null, canFreeze: this.#canFreeze };
  }

  /** What can't be done, as to kill the peer of this process, is not. */
  act(act: DemoAct): void {
    if (act.act === "chatter") this.#chat(act.on);
    else if ("between" in act) this.#actOnPair(act.act, act.between);
    else this.#actOnPeer(act.act, act.name);
    this.#changed();
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Ends everything at once. Resolves when no other process is left. */
  async close(): Promise<void> {
    this.#chat(false);
    this.#switchboard.close();
    await Promise.all([...this.#children.values()].map((child) => child.kill()));
  }

  #actOnPair(act: "cut" | "mend", pair: Pair): void {
    const isPair = pair[0] !== pair[1] && pair.every((name) => this.#hasLine(name));
    if (act === "mend") this.#switchboard.mend(pair);
    else if (isPair) this.#switchboard.cut(pair);
  }

  #hasLine(name: string): boolean {
    return this.#lines.some((line) => line.name === name);
  }

  #actOnPeer(act: "kill" | "freeze" | "thaw" | "start", name: string): void {
    const child = this.#children.get(name);
    if (child === undefined) return;
    const { state } = child;
    if (act === "start" && state === "dead") child.start();
    if (act === "kill" && state !== "dead") void child.kill();
    if (act === "freeze" && state === "running" && this.#canFreeze) child.freeze();
    if (act === "thaw" && state === "frozen") child.thaw();
  }

  #chat(on: boolean): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = on ? setInterval(() => this.#sayNext(), CHATTER_MS) : null;
  }

  #sayNext(): void {
    const running = [...this.#children].filter(([, child]) => child.state === "running");
    const said = this.#chatter.next(running.map(([name]) => name));
    if (said !== null) this.#children.get(said.name)?.say(said.text);
  }

  #leads(line: Line, at: Address | null): void {
    line.leadsTo = at;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
