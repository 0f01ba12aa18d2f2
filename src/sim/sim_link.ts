import { assert } from "../lib/assert.ts";
import type { Address } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import type { Connection, ConnectionEvents } from "../peer/ports.ts";
import type { Clock } from "./clock.ts";
import type { Slot } from "./faults.ts";
import { cutAnywhere, SendQueue } from "./send_queue.ts";

/** The process that an end of a connection belongs to. */
export type Owner = {
  readonly slot: Slot;
  /** Does it when the process gets its turn: at once, when it thaws, or never. */
  run(action: () => void): void;
};

export type LinkWorld = {
  readonly clock: Clock;
  readonly random: Random;
  /** How long the next piece takes from one peer to another. */
  delayMs(from: Slot, to: Slot): number;
  /** How much gets through; Infinity when the way is wide. */
  bytesPerMs(from: Slot, to: Slot): number;
  /** From the calm on: a whole history must get through in time. */
  readonly isWide: boolean;
};

/** How long a connection that was hung up may go on sending what it still holds. */
const lingerMs = 1_000;
/** Writes of one turn go out as one, up to this. */
const joinBytes = 64 * 1024;
/** A full window opens by so much at least: else what was cut small would stay small for good. */
const segmentBytes = 1_460;
/** What a narrow way holds at most, so that what was sent into it is soon out again. */
const narrowWindowBytes = 32 * 1024;
/** What a kernel holds at least once all ways are wide: with less a long way is a narrow one. */
const wideWindowBytes = 128 * 1024;

/** One TCP connection between two processes: two ends, and the bytes that are between them. */
export class SimLink {
  readonly world: LinkWorld;
  readonly ends: readonly [SimEnd, SimEnd];
  /** Nothing crosses any more, and nobody is told. */
  isMute = false;

  constructor(
    world: LinkWorld,
    options: {
      readonly dialler: Owner;
      readonly acceptor: Owner;
      readonly local: Address;
      readonly address: Address;
      readonly windowBytes: number;
    },
  ) {
    const { dialler, acceptor, local, address, windowBytes } = options;
    this.world = world;
    const ends = [
      new SimEnd(this, dialler, `${local}>${address}`, windowBytes),
      new SimEnd(this, acceptor, `${address}>${local}`, windowBytes),
    ] as const;
    ends[0].other = ends[1];
    ends[1].other = ends[0];
    this.ends = ends;
  }

  get isOver(): boolean {
    return this.ends[0].isOver && this.ends[1].isOver;
  }

  /** Breaks: what is under way is lost, each end is told after its time or, if null, never. */
  cut(toldAfterMs: readonly [number | null, number | null]): void {
    this.isMute = true;
    for (const [index, end] of this.ends.entries()) {
      const afterMs = toldAfterMs[index] ?? null;
      if (afterMs === null) continue;
      this.world.clock.after(afterMs, () => end.owner.run(() => end.lose("connection reset")));
    }
  }
}

/** One end: a write queue in the process, and a window of bytes that the other has not yet read. */
export class SimEnd implements Connection {
  readonly link: SimLink;
  readonly owner: Owner;
  /** `local>remote`, as the process is told. */
  readonly name: string;
  readonly #windowBytes: number;
  #other: SimEnd | null = null;
  #events: ConnectionEvents | null = null;
  readonly #queue = new SendQueue();
  #unreadBytes = 0;
  #lastArrivalMs = 0;
  /** Until when what was sent keeps a narrow way busy. */
  #busyUntilMs = 0;
  /** What came while this end was paused. */
  #unread: (() => void)[] = [];
  #isPaused = false;
  #isFlushDue = false;
  #isHungUp = false;
  isOver = false;
  /** Bytes taken in and bytes gone, since the start. */
  #taken = 0;
  #gone = 0;
  #marks: { readonly bytes: number; readonly callback: () => void }[] = [];

  constructor(link: SimLink, owner: Owner, name: string, windowBytes: number) {
    this.link = link;
    this.owner = owner;
    this.name = name;
    this.#windowBytes = windowBytes;
  }

  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  get other(): SimEnd {
    assert(this.#other !== null, "a connection has two ends");
    return this.#other;
  }

  set other(end: SimEnd) {
    this.#other = end;
  }

  listen(events: ConnectionEvents): void {
    this.#events = events;
  }

  write(bytes: Uint8Array): void {
    if (this.isOver || this.#isHungUp) return;
    this.#queue.push(bytes);
    this.#taken += bytes.length;
    this.#flushSoon();
  }

  /** Simulated processes leave it to the end of the turn. */
  flush(): void {}

  whenDrained(callback: () => void): void {
    this.#marks.push({ bytes: this.#taken, callback });
    this.#flushSoon();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.link.world.clock.after(0, () => this.owner.run(() => this.#readOn()));
  }

  #readOn(): void {
    while (!this.#isPaused && this.#unread.length > 0) this.#unread.shift()?.();
  }

  hangUp(): void {
    if (this.isOver || this.#isHungUp) return;
    this.#events = null;
    this.#isHungUp = true;
    this.resume();
    this.#flushSoon();
    this.link.world.clock.after(lingerMs, () => this.finish());
  }

  /** Told that the connection is no more. */
  lose(reason: string): void {
    if (this.isOver) return;
    this.#end();
    const events = this.#events;
    this.#events = null;
    events?.closed(reason);
  }

  /** Closes from this side: the other end hears of it behind what is under way. */
  finish(): void {
    if (this.isOver) return;
    this.#end();
    this.arrive(() => this.other.lose("closed by the other end"));
  }

  #end(): void {
    this.isOver = true;
    this.#queue.clear();
    this.#marks = [];
  }

  #flushSoon(): void {
    if (this.#isFlushDue || this.isOver) return;
    this.#isFlushDue = true;
    this.link.world.clock.after(0, () => {
      this.#isFlushDue = false;
      this.owner.run(() => this.#flush());
    });
  }

  #flush(): void {
    const { world } = this.link;
    const bytesPerMs = world.bytesPerMs(this.owner.slot, this.other.owner.slot);
    const windowBytes = Math.min(
      Math.max(this.#windowBytes, world.isWide ? wideWindowBytes : 0),
      bytesPerMs === Infinity ? Infinity : narrowWindowBytes,
    );
    while (this.#queue.bytes > 0 && windowBytes - this.#unreadBytes >= segmentBytes) {
      const bytes = this.#queue.take(Math.min(joinBytes, windowBytes - this.#unreadBytes));
      this.#unreadBytes += bytes.length;
      this.#gone += bytes.length;
      for (const piece of cutAnywhere(bytes, world.random)) this.#send(piece, bytesPerMs);
    }
    for (let mark = this.#marks[0]; mark !== undefined; mark = this.#marks[0]) {
      if (mark.bytes > this.#gone) break;
      this.#marks.shift();
      mark.callback();
    }
    if (this.#isHungUp && this.#queue.bytes === 0) this.finish();
  }

  #send(piece: Uint8Array, bytesPerMs: number): void {
    const { nowMs } = this.link.world.clock;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs) + piece.length / bytesPerMs;
    this.arrive(() => {
      this.#unreadBytes -= piece.length;
      if (this.#queue.bytes > 0) this.#flushSoon();
      this.other.#events?.data(piece);
    });
  }

  #read(action: () => void): void {
    this.#unread.push(action);
    this.#readOn();
  }

  /** Behind all that was sent so far, after the network's delay, at the other process's turn. */
  arrive(action: () => void): void {
    const { link, owner, other } = this;
    const { clock } = link.world;
    const delayMs = link.world.delayMs(owner.slot, other.owner.slot);
    const goneAtMs = Math.max(this.#busyUntilMs, clock.nowMs);
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, goneAtMs + delayMs);
    clock.at(this.#lastArrivalMs, () => {
      if (!link.isMute) other.owner.run(() => other.#read(action));
    });
  }
}
