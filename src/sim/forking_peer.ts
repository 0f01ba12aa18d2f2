import { makeRun, noHash } from "../feed/run.ts";
import type { Address, Epoch, Hash, PeerId } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import type { Connection, ConnectionEvents, Transport } from "../peer/ports.ts";
import { encodeFrame } from "../wire/encode.ts";
import type { Entry, Frame, Hello } from "../wire/frame.ts";
import { FrameDecoder } from "../wire/frame_decoder.ts";
import type { Clock } from "./clock.ts";
import type { Slot } from "./faults.ts";
import { simCrypto } from "./sim_crypto.ts";
import type { Owner } from "./sim_link.ts";

/** Its machine, which no honest peer has. */
export const forkerHost = "10.0.0.99";
const address = `${forkerHost}:6001`;
const name = "mallory";
/** How long it stays with whom it told its story. */
const staysMs = 5_000;
/** Between one run and the next. */
const pauseMsMax = 300;

export type ForkingOptions = {
  readonly slot: Slot;
  readonly id: PeerId;
  readonly epoch: Epoch;
  readonly room: string;
  readonly atMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  /** Told of each run that it makes. */
  readonly made: (bytes: Uint8Array) => void;
};

/** How far a story got: where its next run goes. */
type Chapter = { readonly first: number; readonly previous: Hash; readonly runs: Uint8Array[] };

/**
 * A cheat, or one key in two hands: for the same seqs it signs other runs for each peer that it
 * visits. It listens nowhere, stands in no member table and answers nothing.
 */
export class ForkingPeer implements Owner {
  readonly slot: Slot;
  readonly #options: ForkingOptions;
  readonly #common: Chapter;
  #stories = 0;

  /** @param common runs with which all its stories begin */
  constructor(options: ForkingOptions, common: number) {
    this.#options = options;
    this.slot = options.slot;
    this.#common = this.#tell({ first: 1, previous: noHash, runs: [] }, common, "to all");
  }

  run(action: () => void): void {
    action();
  }

  /** Tells who listens at `target` what it tells nobody else: `runs` runs. */
  visit(target: Address, runs: number): void {
    const { transport } = this.#options;
    const story = this.#tell(this.#common, runs, `story ${++this.#stories}`);
    const opened = (connection: Connection): ConnectionEvents => this.#greet(connection, story);
    transport.dial(target, opened, () => {});
  }

  #tell(chapter: Chapter, runs: number, story: string): Chapter {
    let told = chapter;
    for (let i = 0; i < runs; i++) told = this.#tellOn(told, `${story}, ${i}`);
    return told;
  }

  #tellOn({ first, previous, runs }: Chapter, text: string): Chapter {
    const { id: author, epoch, room, atMs: at, random, made } = this.#options;
    const entries: Entry[] =
      first === 1 ? [{ at, kind: "system", body: { event: "joined", name, address } }] : [];
    const texts = 1 + Math.floor(random.next() * 3);
    for (let i = 0; i < texts; i++) {
      entries.push({ at, kind: "text", body: `${name} says ${text}, ${i}` });
    }
    // It was said after nothing but its own: seq and clock are one.
    const place = { author, epoch, first, previous, after: [], lamport: first };
    const { run, hash } = makeRun({ crypto: simCrypto(author), room, place, entries });
    made(run.bytes);
    return { first: first + entries.length, previous: hash, runs: [...runs, run.bytes] };
  }

  #greet(connection: Connection, story: Chapter): ConnectionEvents {
    const decoder = new FrameDecoder();
    decoder.allowRuns(() => true);
    const hello = this.#hello();
    connection.write(encodeFrame(hello));
    this.#options.clock.after(staysMs, () => connection.hangUp());
    return {
      data: (bytes) => {
        for (const frame of decoder.push(bytes).frames) {
          this.#answer(connection, hello, frame, story);
        }
      },
      closed: () => {},
    };
  }

  #hello(): Hello {
    const { id: peer, epoch, room, random } = this.#options;
    const place = { address, nonce: random.hex(32), dials: 1, side: "other" } as const;
    return { type: "hello", version: 1, kind: "ring", room, peer, epoch, name, ...place };
  }

  #answer(connection: Connection, hello: Hello, frame: Frame, { runs }: Chapter): void {
    const { id, room } = this.#options;
    if (frame.type === "hello") {
      const proof = ["ringchat auth 1", room, id, hello.nonce, frame.peer, frame.nonce];
      const signature = simCrypto(id).sign(new TextEncoder().encode(JSON.stringify(proof)));
      connection.write(encodeFrame({ type: "auth", signature }));
    } else if (frame.type === "auth") {
      connection.write(encodeFrame({ type: "have", feeds: [], whole: true, more: false }));
      this.#writeAll(connection, runs, 0);
    }
  }

  #writeAll(connection: Connection, runs: readonly Uint8Array[], from: number): void {
    const run = runs[from];
    if (run === undefined) return;
    connection.write(run);
    const pauseMs = this.#options.random.next() ** 3 * pauseMsMax;
    this.#options.clock.after(pauseMs, () => this.#writeAll(connection, runs, from + 1));
  }
}
