import { type Address, joinAddress } from "../lib/ids.ts";
import { SwitchedCall } from "./switched_call.ts";
import { type Listener, listenTcp } from "./tcp.ts";

export type Pair = readonly [string, string];

/**
 * Lines to peers of this machine, through which the others dial them, so that any two can be cut
 * from each other. What passes is not changed; who is who is told by the hellos.
 */
export class Switchboard {
  readonly #lines: Line[] = [];
  readonly #cuts = new Map<string, Pair>();

  /** A line to the peer of that name, at a free port of 127.0.0.1. Throws ListenError. */
  open(name: string): Line {
    const line = new Line(name, (caller) => this.#cuts.has(keyOf([caller, name])));
    this.#lines.push(line);
    return line;
  }

  /** The pairs that are cut, as they were named. */
  get cuts(): readonly Pair[] {
    return [...this.#cuts.values()];
  }

  /** Ends each connection of the two, whoever dialled, and refuses new ones until the mending. */
  cut(pair: Pair): void {
    this.#cuts.set(keyOf(pair), pair);
    for (const line of this.#lines) {
      if (pair.includes(line.name)) line.hangUp(pair);
    }
  }

  mend(pair: Pair): void {
    this.#cuts.delete(keyOf(pair));
  }

  close(): void {
    for (const line of this.#lines) line.close();
  }
}

/** Where one peer is dialled. */
export class Line {
  readonly name: string;
  /** What the others dial. */
  readonly address: Address;
  /** Where the peer listens; null while it does not run. */
  leadsTo: Address | null = null;
  readonly #listener: Listener;
  readonly #calls = new Set<SwitchedCall>();

  constructor(name: string, isCutFrom: (caller: string) => boolean) {
    this.name = name;
    const ports = {
      route: (caller: string) => (isCutFrom(caller) ? null : this.leadsTo),
      ended: (call: SwitchedCall) => this.#calls.delete(call),
    };
    const place = { host: "127.0.0.1", port: 0, mayMoveUp: false };
    this.#listener = listenTcp(place, (connection) => {
      const call = new SwitchedCall(connection, ports);
      this.#calls.add(call);
      return call.events;
    });
    this.address = joinAddress(this.#listener.host, this.#listener.port);
  }

  /** Ends the calls of whoever is one of these. */
  hangUp(callers: readonly string[]): void {
    for (const call of [...this.#calls]) {
      if (call.caller !== null && callers.includes(call.caller)) call.hangUp();
    }
  }

  close(): void {
    this.#listener.stop();
    for (const call of [...this.#calls]) call.hangUp();
  }
}

/** The same whichever is named first. */
function keyOf(pair: Pair): string {
  return pair.toSorted().join("\n");
}
