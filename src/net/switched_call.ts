import type { Address } from "../lib/ids.ts";
import type { Connection, ConnectionEvents } from "../peer/ports.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import { tcpTransport } from "./tcp.ts";

/** Who has not said hello by then is no peer: peers give each other as long. */
const helloMs = 5_000;
/** What one end sent and the other has not taken. More holds more memory for who does not read. */
const underWayBytesMax = 256 * 1024;

export type CallPorts = {
  /** Where to put a call of this caller through; null: nowhere. */
  readonly route: (caller: string) => Address | null;
  readonly ended: (call: SwitchedCall) => void;
};

/**
 * A connection that was accepted, and the one that continues it once its hello has told who dials.
 * Bytes pass unchanged both ways, no faster than they are read.
 */
export class SwitchedCall {
  /** As its hello says; null before. */
  caller: string | null = null;
  readonly #near: Connection;
  readonly #ports: CallPorts;
  readonly #decoder = new FrameDecoder();
  readonly #timer: ReturnType<typeof setTimeout>;
  /** What came until it was put through. */
  readonly #held: Uint8Array[] = [];
  #dial: { cancel(): void } | null = null;
  #far: Connection | null = null;
  #carryOn: ((bytes: Uint8Array) => void) | null = null;
  #isOver = false;

  constructor(near: Connection, ports: CallPorts) {
    this.#near = near;
    this.#ports = ports;
    this.#timer = setTimeout(() => this.hangUp(), helloMs);
    this.#timer.unref();
  }

  /** What the accepted connection is to call. */
  readonly events: ConnectionEvents = {
    data: (bytes) => this.#take(bytes),
    closed: () => this.hangUp(),
  };

  #take(bytes: Uint8Array): void {
    if (this.#carryOn !== null) return this.#carryOn(bytes);
    this.#held.push(bytes);
    if (this.caller !== null) return;
    const { fault, frames } = this.#decoder.push(bytes);
    const [first] = frames;
    if (first?.type === "hello") this.#putThrough(first.name);
    else if (first !== undefined || fault !== null) this.hangUp();
  }

  #putThrough(caller: string): void {
    clearTimeout(this.#timer);
    this.caller = caller;
    const address = this.#ports.route(caller);
    if (address === null) return this.hangUp();
    this.#near.pause();
    const opened = (far: Connection): ConnectionEvents => {
      this.#far = far;
      this.#carryOn = carrier(this.#near, far);
      for (const bytes of this.#held.splice(0)) this.#carryOn(bytes);
      this.#near.resume();
      return { data: carrier(far, this.#near), closed: () => this.hangUp() };
    };
    this.#dial = tcpTransport.dial(address, opened, () => this.hangUp());
  }

  /** What came already is passed on; then both ends see that it was closed. */
  hangUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#dial?.cancel();
    this.#near.hangUp();
    this.#far?.hangUp();
    this.#ports.ended(this);
  }
}

/** Passes bytes on, and stops reading while the other end does. */
function carrier(from: Connection, to: Connection): (bytes: Uint8Array) => void {
  let underWay = 0;
  let isStopped = false;
  return (bytes) => {
    underWay += bytes.length;
    to.write(bytes);
    to.flush();
    to.whenDrained(() => {
      underWay -= bytes.length;
      if (!isStopped || underWay > 0) return;
      isStopped = false;
      from.resume();
    });
    if (isStopped || underWay <= underWayBytesMax) return;
    isStopped = true;
    from.pause();
  };
}
