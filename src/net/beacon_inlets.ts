import { createSocket, type Socket } from "node:dgram";

/**
 * Hears what is broadcast, at every port at which others may say it. Bound to the wildcard: a
 * socket bound to 127.0.0.2 hears no broadcast. Several peers of one machine share the ports.
 */
export class BeaconInlets {
  readonly #ports: readonly number[];
  readonly #heard: (bytes: Uint8Array, host: string) => void;
  readonly #failed: (port: number, reason: string) => void;
  readonly #open = new Map<number, Socket>();

  constructor(
    ports: readonly number[],
    heard: (bytes: Uint8Array, host: string) => void,
    failed: (port: number, reason: string) => void,
  ) {
    this.#ports = ports;
    this.#heard = heard;
    this.#failed = failed;
  }

  /** Opens those that are not: a program that had the port may have ended. */
  open(): void {
    for (const port of this.#ports) if (!this.#open.has(port)) this.#add(port);
  }

  close(): void {
    for (const socket of this.#open.values()) socket.close();
    this.#open.clear();
  }

  #add(port: number): void {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    this.#open.set(port, socket);
    socket.on("message", (bytes, from) => this.#heard(bytes, from.address));
    socket.on("error", (error) => {
      this.#failed(port, error.message);
      if (this.#open.get(port) !== socket) return;
      this.#open.delete(port);
      socket.close();
    });
    socket.bind(port, "0.0.0.0");
  }
}
