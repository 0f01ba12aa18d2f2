import type { Broadcaster } from "../peer/ports.ts";
import type { Beacon } from "../wire/beacon.ts";
import { BeaconInlets } from "./beacon_inlets.ts";
import { BeaconOutlets } from "./beacon_outlets.ts";
import { BeaconSieve } from "./beacon_sieve.ts";
import { isLoopback, isNear, type Outlet, outlets } from "./interfaces.ts";
import { earsOf } from "./loopback.ts";

/** Cables, leases and other Wi-Fis are noticed this late. */
const lookEveryMs = 2_000;

/** Peers hear beacons here, and where they listen by TCP when that was chosen. */
export const beaconPort = 6_010;

export type VicinityOptions = {
  /** The own IPv4 address that beacons come from; null: each that this machine has. */
  readonly self: string | null;
  /** UDP ports to be heard at, and to hear at. */
  readonly ports: readonly number[];
  readonly heard: (beacon: Beacon, host: string) => void;
  /** A beacon of another version of the protocol came. */
  readonly heardVersion: (version: number) => void;
  /** The interfaces were looked at again; not told of the first time. */
  readonly looked: () => void;
  readonly trouble: (trouble: VicinityTrouble) => void;
};

/**
 * `deaf`: nothing can be heard at this UDP port. `mute`: what is said reaches nobody, as no
 * interface takes a broadcast.
 */
export type VicinityTrouble =
  | { readonly trouble: "deaf"; readonly port: number; readonly reason: string }
  | { readonly trouble: "mute"; readonly reason: string };

/**
 * Those near, by UDP broadcast: says beacons to them and hears theirs. No failure ends it, each
 * kind is told once, and nothing is ever answered.
 */
export class Vicinity implements Broadcaster {
  readonly #options: VicinityOptions;
  readonly #inlets: BeaconInlets;
  readonly #outlets: BeaconOutlets;
  readonly #sieve: BeaconSieve;
  readonly #told = new Set<VicinityTrouble["trouble"]>();
  readonly #timer: ReturnType<typeof setInterval>;
  #networks: readonly Outlet[] = [];

  constructor(options: VicinityOptions) {
    this.#options = options;
    const { ports, self } = options;
    this.#sieve = new BeaconSieve({
      // From elsewhere, as anyone anywhere may send it, it would have us dial that far; and bound
      // to the loopback only this machine can be dialled.
      isNear: (host) => isNear(host, this.#networks),
      heard: (heard, host) => {
        if (heard.heard === "beacon") options.heard(heard.beacon, host);
        else if (heard.heard === "other-version") options.heardVersion(heard.version);
      },
    });
    this.#inlets = new BeaconInlets(
      ports,
      (bytes, host) => this.#sieve.take(bytes, host),
      (port, reason) => this.#tell({ trouble: "deaf", port, reason }),
      earsOf(self),
    );
    this.#outlets = new BeaconOutlets(ports, (reason) => this.#tell({ trouble: "mute", reason }));
    this.#timer = setInterval(() => {
      this.#look();
      options.looked();
    }, lookEveryMs);
    this.#look();
  }

  /** The networks that this machine is in. */
  get networks(): readonly Outlet[] {
    return this.#networks;
  }

  send(beacon: Beacon): void {
    this.#outlets.send(beacon);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#inlets.close();
    this.#outlets.use([]);
    this.#sieve.close();
  }

  #look(): void {
    this.#inlets.open();
    const { self } = this.#options;
    this.#networks = outlets(self);
    this.#outlets.use(this.#networks);
    if (self === null && this.#networks.every(({ host }) => isLoopback(host))) {
      this.#tell({ trouble: "mute", reason: "this computer is in no network" });
    }
  }

  #tell(trouble: VicinityTrouble): void {
    if (this.#told.has(trouble.trouble)) return;
    this.#told.add(trouble.trouble);
    this.#options.trouble(trouble);
  }
}
