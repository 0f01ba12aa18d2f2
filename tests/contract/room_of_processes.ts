import type { RoomKind } from "../../src/wire/frame.ts";
import { JsonPeer, type JsonPeerOptions } from "../e2e/json_peer.ts";
import { roomKinds, type Seat } from "./room_kinds.ts";

let made = 0;

/** A room of any kind and the processes in it, which go with it. */
export class Room implements AsyncDisposable {
  readonly kind: RoomKind;
  /** Nobody else's, so that rooms on one machine that look for their own do not meet. */
  readonly name = `contract-${process.pid}-${++made}`;
  readonly #seatOf: (index: number) => Seat;
  #seatsTaken = 0;
  /** Everyone who ever was in it, and how each was started. */
  readonly #started = new Map<JsonPeer, JsonPeerOptions>();

  private constructor(kind: RoomKind, founders: number) {
    this.kind = kind;
    this.#seatOf = roomKinds[kind](this.name, founders);
  }

  /** All of them start at once. Resolves once they are together. */
  static async of(kind: RoomKind, names: readonly string[]): Promise<Room> {
    await using stack = new AsyncDisposableStack();
    const room = stack.use(new Room(kind, names.length));
    await Promise.all(names.map((name) => room.enter(name)));
    await room.together();
    stack.move();
    return room;
  }

  /** In the order in which they were started; who came back is in it twice. */
  get peers(): readonly JsonPeer[] {
    return [...this.#started.keys()];
  }

  /** One more starts. Resolves with it at once. */
  enter(name: string, extra: readonly string[] = []): Promise<JsonPeer> {
    const seat = this.#seatOf(this.#seatsTaken++);
    return this.#start({ name, ...seat, extra: [...seat.extra, ...extra] });
  }

  /** The same again: name, address and state folder. */
  again(peer: JsonPeer): Promise<JsonPeer> {
    return this.#start({ ...this.#started.get(peer)!, state: peer.state });
  }

  /** Resolves once each of these sees just these. */
  async together(peers: readonly JsonPeer[] = this.peers): Promise<void> {
    const names = peers.map(({ name }) => name);
    await Promise.all(peers.map((peer) => peer.closedAmong(names)));
  }

  /** Each of these says the words; resolves once each has them of each, on disk. */
  async talk(words: string, peers: readonly JsonPeer[] = this.peers): Promise<void> {
    for (const peer of peers) peer.say(`${peer.name} ${words}`);
    await Promise.all(
      peers.map(async (author) => {
        const text = `${author.name} ${words}`;
        const { id } = await author.message(text);
        await Promise.all(peers.map((reader) => reader.message(text)));
        await author.receipt(id, peers.length, peers.length);
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer[Symbol.asyncDispose]()));
  }

  async #start(options: JsonPeerOptions): Promise<JsonPeer> {
    const peer = await JsonPeer.start(options);
    this.#started.set(peer, options);
    return peer;
  }
}
