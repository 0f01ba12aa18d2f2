/**
 * A peer written after PROTOCOL.md alone, with nothing of ours but the document, so that a test can
 * break one rule at a time, and so that the document is seen to say enough.
 */
import { createHash, generateKeyPairSync, sign } from "node:crypto";

import { RawLink } from "./raw_link.ts";

type Json = Readonly<Record<string, unknown>>;

/** How it introduces itself. */
type Guise = { readonly name?: string; readonly room?: string; readonly kind?: string };

const spki = "302a300506032b6570032100";
export const noHash = "0".repeat(64);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export class HandWrittenPeer implements Disposable {
  readonly #key = generateKeyPairSync("ed25519");
  readonly id: string;
  readonly epoch = "6921ab3c9be04d17";
  readonly name: string;
  readonly room: string;
  readonly kind: string;
  readonly link: RawLink;
  readonly #nonce = "5a".repeat(32);
  /** Of the feed's run before. */
  #previous = noHash;
  #next = 1;
  #lamport = 1;

  private constructor(guise: Guise, link: RawLink) {
    const der = this.#key.publicKey.export({ format: "der", type: "spki" }).toString("hex");
    this.id = der.slice(spki.length);
    const { name = "mallory", room = "lobby", kind = "ring" } = guise;
    this.name = name;
    this.room = room;
    this.kind = kind;
    this.link = link;
  }

  static async connect(address: string, guise: Guise = {}): Promise<HandWrittenPeer> {
    return new HandWrittenPeer(guise, await RawLink.open(address));
  }

  /** Connects and greets, until the link is live. */
  static async greet(address: string, guise: Guise = {}): Promise<HandWrittenPeer> {
    const peer = await HandWrittenPeer.connect(address, guise);
    await peer.link.send(peer.line(peer.hello) + peer.line(await peer.auth()) + peer.have);
    await peer.heard("have");
    return peer;
  }

  get hello(): Json {
    const { epoch, id: peer, kind, name, room } = this;
    const rest = { address: "127.0.0.1:1", nonce: this.#nonce, dials: 1, side: "other" };
    return { type: "hello", version: 1, kind, room, peer, epoch, name, ...rest };
  }

  /** The proof that the other end asked for by its hello. */
  async auth(): Promise<Json> {
    const hello = await this.heard("hello");
    const theirs = [hello["peer"], hello["nonce"]];
    const claim = ["ringchat auth 1", this.room, this.id, this.#nonce, ...theirs];
    return { type: "auth", signature: this.sign(JSON.stringify(claim)) };
  }

  /** That it has nothing, so that it is told everything. */
  get have(): string {
    return this.line({ type: "have", feeds: [], whole: true, more: false });
  }

  record(changes: Json = {}): Json {
    const fields = {
      peer: this.id,
      epoch: this.epoch,
      incarnation: 1,
      state: "alive",
      address: "127.0.0.1:1",
      next: null,
      name: this.name,
      ...changes,
    };
    const claim = ["ringchat member 1", this.room, ...Object.values(fields)];
    return { ...fields, signature: this.sign(JSON.stringify(claim)), down: false };
  }

  /** The next run of this peer's feed, as its lines; `changes` and `room` are signed along. */
  run(entries: readonly Json[], changes: Json = {}, room = this.room): string {
    const lines = entries.map((entry) => this.line({ at: 1_795_224_873_105, ...entry })).join("");
    const fields = {
      author: this.id,
      epoch: this.epoch,
      first: this.#next,
      count: entries.length,
      previous: this.#previous,
      after: [],
      lamport: this.#lamport,
      body: sha256(lines),
      ...changes,
    };
    const hash = sha256(JSON.stringify(["ringchat run 1", room, ...Object.values(fields)]));
    this.#previous = hash;
    this.#next += entries.length;
    this.#lamport += entries.length;
    const signature = this.sign(`ringchat run 1 ${hash}`);
    return this.line({ type: "run", ...fields, signature }) + lines;
  }

  /** How every feed begins. */
  joined(): string {
    return this.run([this.joinedEntry]);
  }

  get joinedEntry(): Json {
    return { kind: "system", body: { event: "joined", name: this.name, address: "127.0.0.1:1" } };
  }

  said(text: string, changes: Json = {}, room = this.room): string {
    return this.run([{ kind: "text", body: text }], changes, room);
  }

  /** Two next runs for one place in the feed. */
  fork(one: (peer: this) => string, other: (peer: this) => string): [string, string] {
    const [previous, next, lamport] = [this.#previous, this.#next, this.#lamport];
    const first = one(this);
    this.#previous = previous;
    this.#next = next;
    this.#lamport = lamport;
    return [first, other(this)];
  }

  line(frame: Json): string {
    return `${JSON.stringify(frame)}\n`;
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#key.privateKey).toString("base64url");
  }

  /** The first frame of that type from the other end. */
  async heard(type: string): Promise<Json> {
    const opening = `{"type":"${type}"`;
    return JSON.parse(
      await this.link.lines.first((line) => line.startsWith(opening), { what: type }),
    );
  }

  [Symbol.dispose](): void {
    this.link[Symbol.dispose]();
  }
}
