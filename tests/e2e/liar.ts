import { createSocket, type Socket } from "node:dgram";

import type { Beacon } from "../../src/wire/beacon.ts";
import { Arrivals } from "./arrivals.ts";

const nobody = "ab".repeat(32);

/**
 * Somebody with an address of the loopback who broadcasts beacons, true or false, and listens
 * there: whoever is led to its door is heard, told what it answers, and kept.
 */
export class Liar implements AsyncDisposable {
  /** What its visitors said, a chunk each. */
  readonly heard = new Arrivals<string>();
  /** Of its door, `host:port`. */
  readonly address: string;
  readonly #socket: Socket;
  readonly #door: Bun.TCPSocketListener;

  private constructor(host: string, socket: Socket, answer: string) {
    this.#socket = socket;
    this.#door = Bun.listen({
      hostname: host,
      port: 0,
      socket: {
        open: (visitor) => void visitor.write(answer),
        data: (_visitor, bytes) => this.heard.push(bytes.toString()),
      },
    });
    this.address = `${host}:${this.#door.port}`;
  }

  static async at(host: string, answer = ""): Promise<Liar> {
    const socket = createSocket({ type: "udp4" });
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.bind(0, host, resolve);
    await promise;
    socket.setBroadcast(true);
    return new Liar(host, socket, answer);
  }

  /** A beacon of its own door, but for the changes. */
  beacon(changes: Partial<Beacon> & Pick<Beacon, "room">): Beacon {
    const { address } = this;
    return {
      type: "beacon",
      version: 1,
      kind: "mesh",
      peer: nobody,
      name: "m",
      address,
      ...changes,
    };
  }

  /** To everybody on this machine who listens at the UDP port. */
  broadcast(datagram: Beacon | string | Uint8Array, port: number): void {
    const isText = typeof datagram === "string" || datagram instanceof Uint8Array;
    this.#socket.send(isText ? datagram : JSON.stringify(datagram), port, "127.255.255.255");
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#door.stop(true);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.close(resolve);
    return promise;
  }
}
