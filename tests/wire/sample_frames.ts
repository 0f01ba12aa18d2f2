import { joinAddress } from "../../src/lib/ids.ts";
import { type Random, seededRandom } from "../../src/lib/random.ts";
import { encodeEntries, encodeRun } from "../../src/wire/encode.ts";
import type {
  Entry,
  Frame,
  MemberRecord,
  Run,
  RunHeader,
  SystemBody,
} from "../../src/wire/frame.ts";

export const utf8 = new TextEncoder();
export const peerA = "a".repeat(64);
export const peerB = "b".repeat(64);
export const epoch = "68f0a1b200000001";
export const hash = "5".repeat(64);
export const signature = "S".repeat(86);

export const hello = {
  type: "hello",
  version: 1,
  kind: "ring",
  room: "lobby",
  peer: peerA,
  epoch,
  name: "bobby",
  address: "127.0.0.1:6001",
  nonce: hash,
  dials: 0,
  side: "next",
} as const;

export const record: MemberRecord = {
  peer: peerA,
  epoch,
  incarnation: 1,
  state: "alive",
  address: "127.0.0.1:6001",
  next: "127.0.0.1:6002",
  name: "bobby",
  signature,
  down: false,
};

export const textEntry = {
  at: 1_700_000_000_000,
  kind: "text" as const,
  body: "hello there",
} satisfies Entry;

export function headerOf(count: number): RunHeader {
  return {
    type: "run",
    author: peerA,
    epoch,
    first: 1,
    count,
    previous: hash,
    after: [[peerB, epoch, 12]],
    lamport: 13,
    body: hash,
    signature,
  };
}

/** A run as its author makes it; nothing in it is signed in earnest. */
export function runOf(entries: readonly Entry[], change: Partial<RunHeader> = {}): Run {
  const body = encodeEntries(entries);
  const header = { ...headerOf(entries.length), ...change };
  const bytes = encodeRun(header, body);
  return { header, entries, bytes, body: bytes.subarray(bytes.length - body.length) };
}

/** One valid frame of each type. */
export const oneOfEach: readonly Frame[] = [
  hello,
  { type: "auth", signature },
  { type: "members", records: [record, { ...record, peer: peerB, next: null, down: true }] },
  { type: "have", feeds: [[peerA, epoch, 3, hash]], whole: true, more: false },
  { type: "run", run: runOf([textEntry, { ...textEntry, body: "how r u" }]) },
  { type: "proof", one: headerOf(1), other: { ...headerOf(2), after: [] } },
  { type: "digest", digest: hash },
  {
    type: "lap",
    origin: peerA,
    epoch,
    number: 1,
    broken: false,
    hops: [{ peer: peerB, clock: 1_700_000_000_000, heldMs: 0.5, committed: 3 }],
  },
  { type: "ask-links" },
  {
    type: "links",
    links: [
      [peerA, "next"],
      [peerB, "other"],
    ],
    more: false,
  },
  { type: "hints", addresses: ["127.0.0.1:6001", "[::1]:6002"] },
  { type: "ping" },
  { type: "bye", reason: "leaving" },
  { type: "error", code: "room", message: "another room" },
];

export function lineOf(value: unknown): Uint8Array {
  return utf8.encode(`${JSON.stringify(value)}\n`);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Two chunks. */
export function cut(bytes: Uint8Array, at: number): Uint8Array[] {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

/** Chunks of one length, but for the last. */
export function pieces(bytes: Uint8Array, length: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; i += length) chunks.push(bytes.slice(i, i + length));
  return chunks;
}

/** Frames drawn from a seed: every type, every optional shape, text from every plane. */
export class RandomFrames {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  many<T>(max: number, one: () => T): T[] {
    return Array.from({ length: this.below(max + 1) }, one);
  }

  text(max: number): string {
    const letters = [
      "a",
      "ж",
      "中",
      "🙂",
      '"',
      "\\",
      "\n",
      "\u0000",
      "\u2028",
      "é",
      "{",
      "]",
    ] as const;
    return `x${this.many(max, () => this.pick(letters)).join("")}`;
  }

  count(): number {
    return this.pick([0, 1, this.below(1000), Number.MAX_SAFE_INTEGER]);
  }

  wallClock(): number {
    return this.pick([0, 1, this.below(2 ** 31) * 1000, 8_640_000_000_000_000]);
  }

  address(): string {
    const hosts = ["localhost", "127.0.0.1", "::1", "fe80::1%eth0", "a-b.example"] as const;
    return joinAddress(this.pick(hosts), this.below(65_536));
  }

  frame(): Frame {
    return this.pick<() => Frame>([
      () => ({
        ...hello,
        room: this.text(20),
        peer: this.#random.hex(32),
        epoch: this.#random.hex(8),
        name: this.text(20),
        address: this.address(),
        nonce: this.#random.hex(32),
        dials: this.count(),
        side: this.pick(["next", "other"]),
      }),
      () => ({ type: "auth", signature: this.text(0).repeat(86) }),
      () => ({ type: "members", records: this.many(40, () => this.record()) }),
      () => ({
        type: "have",
        feeds: this.many(256, () => [
          this.#random.hex(32),
          this.#random.hex(8),
          this.pick([1, 1 + this.below(1000), Number.MAX_SAFE_INTEGER]),
          this.#random.hex(32),
        ]),
        whole: this.below(2) === 1,
        more: this.below(2) === 1,
      }),
      () => ({ type: "run", run: this.run() }),
      () => ({ type: "proof", one: this.run().header, other: this.run().header }),
      () => ({ type: "digest", digest: this.#random.hex(32) }),
      () => ({
        type: "lap",
        origin: this.#random.hex(32),
        epoch: this.#random.hex(8),
        number: 1 + this.below(1000),
        broken: this.below(2) === 1,
        hops: this.many(20, () => ({
          peer: this.#random.hex(32),
          clock: this.wallClock(),
          heldMs: this.#random.next() * 1000,
          committed: this.count(),
        })),
      }),
      () => ({ type: "ask-links" }),
      () => ({
        type: "links",
        links: this.many(512, () => [
          this.#random.hex(32),
          this.pick(["next", "previous", "other"]),
        ]),
        more: this.below(2) === 1,
      }),
      () => ({ type: "hints", addresses: this.many(16, () => this.address()) }),
      () => ({ type: "ping" }),
      () => ({ type: "bye", reason: this.pick(["leaving", "duplicate", "unneeded"]) }),
      () => ({
        type: "error",
        code: this.pick(["frame", "room", "busy", "slow"]),
        message: this.text(100),
      }),
    ])();
  }

  record(): MemberRecord {
    return {
      peer: this.#random.hex(32),
      epoch: this.#random.hex(8),
      incarnation: 1 + this.below(1000),
      state: this.pick(["alive", "left"]),
      address: this.address(),
      next: this.pick([null, this.address()]),
      name: this.text(20),
      signature,
      down: this.below(2) === 1,
    };
  }

  run(): Run {
    const entries = [this.entry(), ...this.many(this.pick([0, 3, 255]), () => this.entry())];
    return runOf(entries, {
      author: this.#random.hex(32),
      first: 1 + this.below(1000),
      after: this.many(3, () => [this.#random.hex(32), this.#random.hex(8), 1 + this.below(9)]),
      lamport: this.pick([1, 1 + this.below(1000), Number.MAX_SAFE_INTEGER]),
      body: this.#random.hex(32),
    });
  }

  entry(): Entry {
    const at = this.wallClock();
    if (this.below(3) > 0) return { at, kind: "text", body: this.text(100) };
    const name = this.text(10);
    const peer = this.#random.hex(32);
    const body = this.pick<SystemBody>([
      { event: "joined", name, address: this.address() },
      { event: "left", name },
      { event: "lost", peer, incarnation: 1 + this.below(9), name },
    ]);
    return { at, kind: "system", body };
  }
}
