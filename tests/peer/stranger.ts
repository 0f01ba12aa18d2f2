import type { Address } from "../../src/lib/ids.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import type { FeedHead, Frame, Hello } from "../../src/wire/frame.ts";
import { FrameDecoder } from "../../src/wire/frame_decoder.ts";
import { Identity, room } from "./identity.ts";
import type { Node } from "./node.ts";
import { type End, Wire } from "./wires.ts";
import type { World } from "./world.ts";

/**
 * A connection whose other end the test plays by hand: a stranger, or a member that breaks the
 * rules. `dials` reaches a node; what the node says lies in `frames`.
 */
export class Stranger implements End {
  readonly owner = null;
  readonly frames: Frame[] = [];
  isClosed = false;
  readonly identity: Identity;
  readonly #decoder = new FrameDecoder();
  #onHello: () => void = () => {};
  #world: World | null = null;
  #wire: Wire | null = null;

  constructor(identity = new Identity("9", "mallory")) {
    this.identity = identity;
    this.#decoder.allowRuns();
  }

  /** Answers whoever dials `address`: `play` begins once the dialler has said hello. */
  static answers(
    world: World,
    address: Address,
    identity: Identity,
    play: (stranger: Stranger) => void,
  ): void {
    world.answering.set(address, (dialler) => {
      const stranger = new Stranger(identity);
      stranger.#onHello = () => play(stranger);
      stranger.#world = world;
      stranger.#wire = new Wire(world.later, [dialler, stranger]);
      return stranger.#wire;
    });
  }

  receive(bytes: Uint8Array): void {
    const { frames } = this.#decoder.push(bytes);
    this.frames.push(...frames);
    if (frames.some(({ type }) => type === "hello")) this.#onHello();
  }

  closed(): void {
    this.isClosed = true;
  }

  /** Connects to the node from `host`. */
  dials(world: World, node: Node, host?: string): this {
    return this.dialsAddress(world, node.address, host);
  }

  dialsAddress(world: World, address: Address, host = "10.0.0.66"): this {
    this.#world = world;
    this.#wire = world.connect(this, address, world.newAddress(host));
    world.settle();
    return this;
  }

  send(...frames: readonly Frame[]): this {
    for (const frame of frames) this.#wire?.send(this, encodeFrame(frame));
    this.#world?.settle();
    return this;
  }

  /** Several frames in one chunk. */
  sendTogether(...frames: readonly Frame[]): this {
    this.#wire?.send(this, Buffer.concat(frames.map(encodeFrame)));
    this.#world?.settle();
    return this;
  }

  sendText(text: string): this {
    this.#wire?.send(this, new TextEncoder().encode(text));
    this.#world?.settle();
    return this;
  }

  hangUp(): void {
    this.#wire?.close(this);
    this.#world?.settle();
  }

  hello(change: Partial<Hello> = {}): Hello {
    const { id: peer, epoch, name } = this.identity;
    return {
      type: "hello",
      version: 1,
      kind: "ring",
      room,
      peer,
      epoch,
      name,
      address: "10.0.0.66:6001",
      nonce: "7".repeat(64),
      dials: 1,
      side: "other",
      ...change,
    };
  }

  /** Proves who it is, so that the node takes its frames for a member's. */
  greets(change: Partial<Hello> = {}): this {
    const hello = this.hello(change);
    const theirs = this.only("hello")[0];
    if (theirs === undefined) throw new Error("the node said no hello");
    const signature = this.identity.proof({
      own: hello.nonce,
      other: theirs.peer,
      theirs: theirs.nonce,
    });
    return this.send(hello, { type: "auth", signature });
  }

  /** A member in good standing that has nothing and wants everything. */
  joins(world: World, node: Node, change: Partial<Hello> = {}): this {
    return this.dials(world, node).greets(change).has([]);
  }

  /** A neighbour in the ring: listed, and heard of every second for so long. */
  stays(seconds: number): this {
    this.send({ type: "members", records: [this.identity.record()] });
    for (let i = 0; i < seconds; i++) {
      this.send({ type: "ping" });
      this.#world?.run(1_000);
    }
    return this;
  }

  /** All that it says to have. */
  has(feeds: FeedHead[]): this {
    return this.send({ type: "have", feeds, whole: true, more: false });
  }

  only<T extends Frame["type"]>(type: T): Extract<Frame, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<Frame, { type: T }> => frame.type === type);
  }

  /** Code and words of the refusal that came; empty when none did. */
  get refusal(): string {
    const error = this.only("error")[0];
    return error === undefined ? "" : `${error.code}: ${error.message}`;
  }
}
