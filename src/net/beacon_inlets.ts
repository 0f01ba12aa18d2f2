import { createSocket, type Socket } from "node:dgram";

import { joinAddress } from "../lib/ids.ts";

/**
 * Hears what is broadcast, at every port at which others may say it. Bound to the wildcard, at
 * least: a socket bound to 127.0.0.2 hears no broadcast. Several peers of one machine share the
 * ports.
 */
export class BeaconInlets {
  readonly #ports: readonly number[];
  readonly #heard: (bytes: Uint8Array, host: string) => void;
  readonly #failed: (port: number, reason: string) => void;
  readonly #hosts: readonly string[];
  readonly #open = new Map<string, Socket>();

  constructor(
    ports: readonly number[],
    heard: (bytes: Uint8Array, host: string) => void,
    failed: (port: number, reason: string) => void,
    hosts: readonly string[] = ["0.0.0.0"],
  ) {
    this.#ports = ports;
    this.#heard = heard;
    this.#failed = failed;
    this.#hosts = hosts;
  }

  /** Opens those that are not: a program that had the port may have ended. */
  open(): void {
    for (const port of this.#ports) for (const host of this.#hosts) this.#add(host, port);
  }

  close(): void {
    for (const socket of this.#open.values()) socket.close();
    this.#open.clear();
  }

  #add(host: string, port: number): void {
    const key = joinAddress(host, port);
    if (this.#open.has(key)) return;
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    this.#open.set(key, socket);
    socket.on("message", (bytes, from) => this.#heard(bytes, from.address));
    socket.on("error", (error) => {
      this.#failed(port, error.message);
      if (this.#open.get(key) !== socket) return;
      this.#open.delete(key);
      socket.close();
    });
    socket.bind(port, host);
  }
}
