import { expect, test } from "bun:test";

import { seededRandom } from "../../src/lib/random.ts";
import type { Connection, ConnectionEvents } from "../../src/peer/ports.ts";
import { Clock } from "../../src/sim/clock.ts";
import type { Slot } from "../../src/sim/faults.ts";
import type { Owner } from "../../src/sim/sim_link.ts";
import { SimNetwork } from "../../src/sim/sim_network.ts";

const address = "10.0.0.2:6001";

/** A process that keeps what it hears. */
class Ear implements Owner {
  readonly slot: Slot;
  readonly chunks: Uint8Array[] = [];
  closedBecause = "";
  connection: Connection | null = null;
  isFrozen = false;
  isGone = false;
  readonly #missed: (() => void)[] = [];

  constructor(slot: Slot) {
    this.slot = slot;
  }

  run(action: () => void): void {
    if (this.isFrozen) this.#missed.push(action);
    else action();
  }

  thaw(): void {
    this.isFrozen = false;
    for (const action of this.#missed.splice(0)) action();
  }

  readonly opened = (connection: Connection): ConnectionEvents => {
    this.connection = connection;
    return {
      data: (bytes) => this.chunks.push(bytes),
      closed: (reason) => {
        this.closedBecause = reason;
      },
    };
  };

  get heard(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

function connected(seed = 1) {
  const clock = new Clock();
  const network = new SimNetwork(clock, seededRandom(seed), 0);
  const [a, b] = [new Ear(0), new Ear(1)];
  network.listen(address, b, b.opened);
  const failures: string[] = [];
  const transport = network.transportOf(a, "10.0.0.1", (typed) => typed);
  transport.dial(address, a.opened, (reason) => failures.push(reason));
  clock.runUntil(1_000);
  return { clock, network, a, b, transport, failures };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test("what is written arrives whole and in order, cut otherwise than it was written", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { clock, a, b } = connected(seed);
    let said = "";
    for (let i = 0; i < 200; i++) {
      const text = `${i} ${"x".repeat(i)};`;
      said += text;
      a.connection?.write(bytes(text));
      clock.runUntil(clock.nowMs + 5);
    }
    clock.runUntil(clock.nowMs + 60_000);
    expect(b.heard).toBe(said);
    expect(b.chunks.map(({ length }) => length)).not.toEqual(said.split(";").map((t) => t.length));
  }
});

test("a process that does not read fills the window, then what is written waits at the writer", () => {
  const { clock, network, a, b } = connected();
  b.isFrozen = true;
  let drained = 0;
  for (let i = 0; i < 16; i++) a.connection?.write(new Uint8Array(64 * 1024));
  a.connection?.whenDrained(() => drained++);
  clock.runUntil(clock.nowMs + 60_000);
  expect([b.chunks.length, drained]).toEqual([0, 0]);
  expect(network.links[0]?.ends[0].queuedBytes).toBeGreaterThan(0);
  b.thaw();
  clock.runUntil(clock.nowMs + 60_000);
  expect([b.heard.length, drained]).toEqual([1024 * 1024, 1]);
});

test("a hang-up comes behind what was written, and is not told to who hung up", () => {
  const { clock, network, a, b } = connected();
  a.connection?.write(bytes("bye"));
  a.connection?.hangUp();
  b.connection?.write(bytes("too late"));
  clock.runUntil(clock.nowMs + 5_000);
  expect([b.heard, b.closedBecause]).toEqual(["bye", "closed by the other end"]);
  expect([a.heard, a.closedBecause]).toEqual(["", ""]);
  expect(network.links).toEqual([]);
});

test("a cut loses what is under way, and tells each end after its time or never", () => {
  const { clock, network, a, b } = connected();
  a.connection?.write(bytes("lost"));
  network.links[0]?.cut([500, null]);
  clock.runUntil(clock.nowMs + 499);
  expect(a.closedBecause).toBe("");
  clock.runUntil(clock.nowMs + 60_000);
  expect([a.closedBecause, b.closedBecause, b.heard]).toEqual(["connection reset", "", ""]);
});

test("a dial to nobody is refused, to a machine that is gone it gets no answer", () => {
  const { clock, network, transport, failures, a } = connected();
  network.unlisten(address, false);
  transport.dial(address, a.opened, (reason) => failures.push(reason));
  clock.runUntil(clock.nowMs + 60_000);
  expect(failures).toEqual(["6001: connection refused"]);
  network.unlisten(address, true);
  transport.dial(address, a.opened, (reason) => failures.push(reason));
  clock.runUntil(clock.nowMs + 60_000);
  expect(failures).toHaveLength(1);
});

test("a narrow way lets so many bytes through in a millisecond", () => {
  const { clock, network, a, b } = connected();
  network.narrow([0, 1], 60_000, 100);
  a.connection?.write(new Uint8Array(20_000));
  clock.runUntil(clock.nowMs + 150);
  expect(b.heard.length).toBeLessThan(20_000);
  clock.runUntil(clock.nowMs + 2_000);
  expect(b.heard.length).toBe(20_000);
});
