import type { Address } from "../lib/ids.ts";
import { splitAddress } from "../lib/ids.ts";
import type { Beacon } from "../wire/beacon.ts";
import type { Core } from "./core.ts";
import * as timing from "./timing.ts";

/** Dials that beacons caused, at once. More find a crowd sooner, and let a flood cost more. */
const diallingMax = 8;

/**
 * Who is near: says by beacon where this peer is, and dials whom it hears. A beacon is a hint, no
 * more: only the link that comes of it proves who is there.
 */
export class Discovery {
  readonly #core: Core;
  readonly #dial: (address: Address) => void;
  #dueAtMs = 0;

  constructor(core: Core, dial: (address: Address) => void) {
    this.#core = core;
    this.#dial = dial;
  }

  heard(beacon: Beacon, host: string): void {
    const { config, links, own } = this.#core;
    if (!config.discovers || own === null || this.#core.stage !== "here") return;
    if (beacon.kind !== config.kind || beacon.room !== config.room) return;
    if (beacon.peer === config.id || this.#core.liveLinkTo(beacon.peer) !== undefined) return;
    // Nobody is sent to a third party's door.
    if (splitAddress(beacon.address).host !== host) return;
    let dialling = 0;
    for (const link of links.values()) {
      if (link.target === beacon.address) return;
      if (link.dialled && link.phase !== "live") dialling++;
    }
    if (dialling < diallingMax) this.#dial(beacon.address);
  }

  tick(): void {
    const { config, nowMs, own, stage } = this.#core;
    if (!config.discovers || own === null || stage !== "here" || nowMs < this.#dueAtMs) return;
    this.#dueAtMs = nowMs + timing.beaconMs;
    const { id: peer, kind, name, room } = config;
    const { address } = own;
    const beacon: Beacon = { type: "beacon", version: 1, kind, room, peer, name, address };
    this.#core.effects.push({ do: "beacon", beacon });
  }
}
