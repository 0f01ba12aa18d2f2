import { type Address, splitAddress } from "../lib/ids.ts";
import type { Connection, ConnectionEvents, DiagnosticRecord, Transport } from "../peer/ports.ts";
import { ClassicDecoder, type ClassicValue, encodeClassic } from "../wire/classic_value.ts";
import { encodeFrame } from "../wire/encode.ts";
import { Candidate } from "./candidate.ts";

/**
 * Who says not a word for so long may be a classic peer: none speaks before it has a message. Just
 * less than the 5 s after which a greeting that is not over ends a connection.
 */
const muteMs = 4_800;
/** Connections that are kept although they say nothing: of one host, and in all. */
const mutePerHostMax = 2;
const muteMax = 16;
/** Values of one connection in a second; more wait with their sender. */
const valuesPerSecond = 20;
/** Bytes that wait for a classic next that does not read. */
const unsentBytesMax = 256 * 1024;

const slow = {
  type: "error",
  code: "slow",
  message: "the greeting was not over within 5 s",
} as const;

export interface ClassicListener {
  /** Said on a connection from `address`. */
  classicSays(address: Address, value: ClassicValue): void;
  /** That connection is over. */
  classicGone(address: Address): void;
  /** The configured next is a classic peer, or is none any more. */
  classicNext(isThere: boolean): void;
}

export type ClassicDoorOptions = {
  /** The configured next, as it is dialled; null: there is none. */
  readonly next: Address | null;
  readonly classics: ClassicListener;
  readonly diagnostics: (record: DiagnosticRecord) => void;
};

type Opened = (connection: Connection, local: Address, remote: Address) => ConnectionEvents;

/** A connection that a classic peer dialled, or may have. */
type Incoming = {
  readonly connection: Connection;
  readonly remote: Address;
  readonly decoder: ClassicDecoder;
  readonly waiting: ClassicValue[];
  isMute: boolean;
  tokens: number;
};

/**
 * Classic peers, found out by themselves. Who dials us and is one says a value without a type, or
 * nothing at all; our next is one when it says nothing though it was greeted. Such a connection is
 * taken away from those who make links of connections, as if it had closed. Times are milliseconds
 * of a clock that only goes on.
 */
export class ClassicDoor {
  readonly #options: ClassicDoorOptions;
  readonly #candidates = new Set<Candidate>();
  readonly #incoming = new Set<Incoming>();
  #next: Connection | null = null;
  #unsentBytes = 0;
  #nowMs: number;

  constructor(options: ClassicDoorOptions, nowMs: number) {
    this.#options = options;
    this.#nowMs = nowMs;
  }

  /** The same, but for what classic peers dial. */
  accepting(opened: Opened): Opened {
    return (connection, local, remote) => this.#watch(opened, false, connection, local, remote);
  }

  /** The same, but for a configured next that is a classic peer. */
  dialling(transport: Transport): Transport {
    return {
      dial: (address, opened, failed) => {
        const isNext = address === this.#options.next && this.#next === null;
        const watched: Opened = (...connected) => this.#watch(opened, true, ...connected);
        return transport.dial(address, isNext ? watched : opened, failed);
      },
    };
  }

  #watch(
    opened: Opened,
    isDialled: boolean,
    ...[connection, local, remote]: Parameters<Opened>
  ): ConnectionEvents {
    const sinceMs = this.#nowMs;
    const candidate = new Candidate({ connection, remote, isDialled, sinceMs }, (classic) => {
      this.#admit(classic);
    });
    this.#candidates.add(candidate);
    return candidate.for(opened(candidate.handed, local, remote));
  }

  /** To be called ten times a second or so. */
  tick(nowMs: number): void {
    const passedMs = nowMs - this.#nowMs;
    this.#nowMs = nowMs;
    for (const candidate of this.#candidates) {
      if (candidate.isSettled) this.#candidates.delete(candidate);
      else if (candidate.isMute && nowMs - candidate.sinceMs >= muteMs) this.#keepMute(candidate);
    }
    for (const incoming of this.#incoming) {
      const filled = incoming.tokens + (passedMs * valuesPerSecond) / 1_000;
      incoming.tokens = Math.min(valuesPerSecond, filled);
      this.#read(incoming);
    }
  }

  #keepMute(candidate: Candidate): void {
    this.#candidates.delete(candidate);
    if (candidate.isDialled) return this.#takeNext(candidate);
    const mutes = [...this.#incoming].filter(({ isMute }) => isMute);
    const { host } = splitAddress(candidate.remote);
    const ofHost = mutes.filter(({ remote }) => splitAddress(remote).host === host).length;
    // The others are turned away as slow.
    if (mutes.length >= muteMax || ofHost >= mutePerHostMax) return;
    // A classic peer never reads; whoever else it is shall know why nothing comes of it.
    candidate.connection.write(encodeFrame(slow));
    this.#admit(candidate);
  }

  #admit(candidate: Candidate): void {
    const { connection, isMute, remote } = candidate;
    this.#candidates.delete(candidate);
    const decoder = new ClassicDecoder();
    const incoming = {
      connection,
      remote,
      decoder,
      waiting: [],
      isMute,
      tokens: valuesPerSecond,
    };
    this.#incoming.add(incoming);
    candidate.giveTo({
      data: (bytes) => this.#receive(incoming, bytes),
      closed: (reason) => this.#forget(incoming, reason),
    });
  }

  #takeNext(candidate: Candidate): void {
    if (this.#next !== null) return;
    const { connection, remote } = candidate;
    this.#next = connection;
    this.#unsentBytes = 0;
    const over = (reason: string): void => {
      if (this.#next !== connection) return;
      this.#next = null;
      this.#log("classic-next-closed", remote, reason);
      this.#options.classics.classicNext(false);
    };
    candidate.giveTo({
      // It was only late: it is dialled again, as a ringchat.
      data: () => {
        connection.hangUp();
        over("it is no classic peer");
      },
      closed: over,
    });
    this.#log("classic-next", remote, "");
    this.#options.classics.classicNext(true);
  }

  #receive(incoming: Incoming, bytes: Uint8Array): void {
    const { fault, values } = incoming.decoder.push(bytes);
    incoming.isMute = false;
    incoming.waiting.push(...values);
    this.#read(incoming);
    if (fault === null) return;
    incoming.connection.hangUp();
    this.#forget(incoming, fault);
  }

  #read(incoming: Incoming): void {
    const { connection, remote, waiting } = incoming;
    while (incoming.tokens >= 1 && this.#incoming.has(incoming)) {
      const value = waiting.shift();
      if (value === undefined) return connection.resume();
      incoming.tokens--;
      this.#options.classics.classicSays(remote, value);
    }
    connection.pause();
  }

  #forget(incoming: Incoming, reason: string): void {
    if (!this.#incoming.delete(incoming)) return;
    this.#log("classic-closed", incoming.remote, reason);
    this.#options.classics.classicGone(incoming.remote);
  }

  /** To the next, if it is a classic peer. */
  tell(value: ClassicValue): void {
    const connection = this.#next;
    if (connection === null) return;
    const bytes = encodeClassic(value);
    if (this.#unsentBytes + bytes.length > unsentBytesMax) {
      this.#next = null;
      connection.hangUp();
      return this.#options.classics.classicNext(false);
    }
    this.#unsentBytes += bytes.length;
    connection.write(bytes);
    connection.whenDrained(() => {
      this.#unsentBytes -= bytes.length;
    });
  }

  close(): void {
    this.#next?.hangUp();
    this.#next = null;
    for (const { connection } of this.#incoming) connection.hangUp();
    this.#incoming.clear();
    this.#candidates.clear();
  }

  #log(event: string, remote: Address, reason: string): void {
    this.#options.diagnostics({ level: "info", event, remote, reason });
  }
}
