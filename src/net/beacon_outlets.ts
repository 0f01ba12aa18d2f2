import { createSocket, type Socket } from "node:dgram";

import { joinAddress, splitAddress } from "../lib/ids.ts";
import { type Beacon, encodeBeacon } from "../wire/beacon.ts";
import { isLoopback, type Outlet } from "./interfaces.ts";
import { receiversOf } from "./loopback.ts";

/** A socket bound to one own address, so that what it sends comes from there. */
type Open = { readonly socket: Socket; readonly outlet: Outlet; isBound: boolean };

/** Sends beacons from every outlet there is. */
export class BeaconOutlets {
  /** Where peers listen for them. */
  readonly #ports: readonly number[];
  readonly #platform: string;
  readonly #mute: (reason: string) => void;
  readonly #open = new Map<string, Open>();
  #outlets: readonly Outlet[] = [];
  /** Outlets that took nothing of late, and why. */
  readonly #failures = new Map<string, string>();
  /** What an outlet that opens later says at once. */
  #last: Beacon | null = null;

  /** @param mute told, again and again, while no outlet that leads to others takes anything */
  constructor(
    ports: readonly number[],
    mute: (reason: string) => void,
    platform: string = process.platform,
  ) {
    this.#platform = platform;
    this.#ports = ports;
    this.#mute = mute;
  }

  /** These are all, from now on. */
  use(outlets: readonly Outlet[]): void {
    this.#outlets = outlets;
    const wanted = new Set(outlets.map(keyOf));
    for (const [key, { socket }] of this.#open) {
      if (wanted.has(key)) continue;
      this.#open.delete(key);
      this.#failures.delete(key);
      socket.close();
    }
    for (const outlet of outlets) if (!this.#open.has(keyOf(outlet))) this.#add(outlet);
  }

  send(beacon: Beacon): void {
    this.#last = beacon;
    for (const open of this.#open.values()) if (open.isBound) this.#sendFrom(open, beacon);
  }

  #add(outlet: Outlet): void {
    const key = keyOf(outlet);
    const socket = createSocket({ type: "udp4" });
    const open: Open = { socket, outlet, isBound: false };
    this.#open.set(key, open);
    socket.on("error", (error) => {
      this.#sent(key, error);
      if (this.#open.get(key) !== open) return;
      // It is opened again when the interfaces are looked at next.
      this.#open.delete(key);
      socket.close();
    });
    socket.bind(0, outlet.host, () => {
      socket.setBroadcast(true);
      open.isBound = true;
      if (this.#last !== null) this.#sendFrom(open, this.#last);
    });
  }

  /** The host of the address is the one that it comes from: what whoever hears it can dial. */
  #sendFrom({ outlet, socket }: Open, beacon: Beacon): void {
    const address = joinAddress(outlet.host, splitAddress(beacon.address).port);
    const bytes = encodeBeacon({ ...beacon, address });
    const places = receiversOf(outlet, this.#platform).flatMap((host) =>
      this.#ports.map((port) => ({ host, port })),
    );
    let left = places.length;
    let isTaken = false;
    for (const { host, port } of places) {
      socket.send(bytes, port, host, (error) => {
        isTaken ||= error === null;
        if (--left === 0) this.#sent(keyOf(outlet), isTaken ? null : error);
      });
    }
  }

  #sent(key: string, error: Error | null): void {
    if (error === null) this.#failures.delete(key);
    else this.#failures.set(key, error.message);
    const outward = this.#outlets.filter(({ host }) => !isLoopback(host));
    const needed = (outward.length > 0 ? outward : this.#outlets).map(keyOf);
    if (error !== null && needed.every((each) => this.#failures.has(each)))
      this.#mute(error.message);
  }
}

function keyOf({ broadcast, host }: Outlet): string {
  return `${host} ${broadcast}`;
}
