import { joinAddress, splitAddress } from "../lib/ids.ts";
import type { Random } from "../lib/random.ts";
import { type Beacon, encodeBeacon } from "../wire/beacon.ts";
import type { Clock } from "./clock.ts";
import { below } from "./draws.ts";
import type { Ether } from "./ether.ts";
import type { Slot } from "./faults.ts";
import { room } from "./process_options.ts";

/** Somebody real, whose id or address a false beacon may bear. */
export type Borrowed = { readonly peer: string; readonly address: string };

type FalseBeacon = { readonly bytes: Uint8Array; readonly host: string };

export type Liar = {
  readonly clock: Clock;
  readonly ether: Ether;
  readonly random: Random;
  readonly kind: Beacon["kind"];
  readonly slot: Slot;
  readonly borrowed: () => Borrowed | null;
};

/** One after another, until then. */
export function flood(liar: Liar, untilMs: number, gapMs: number): void {
  const { borrowed, clock, ether, kind, random, slot } = liar;
  const real = borrowed();
  if (real === null || clock.nowMs >= untilMs) return;
  const { bytes, host } = falseBeacon(random, kind, real);
  ether.send(slot, bytes, host);
  clock.after(gapMs, () => flood(liar, untilMs, gapMs));
}

const utf8 = new TextEncoder();

/** What anyone on the network may send: noise, lies, and truths at the wrong place. */
function falseBeacon(random: Random, kind: Beacon["kind"], real: Borrowed): FalseBeacon {
  const { host } = splitAddress(real.address);
  const nobody = joinAddress(`10.0.200.${1 + below(random, 200)}`, 1 + below(random, 65_535));
  const beacon: Beacon = {
    type: "beacon",
    version: 1,
    kind,
    room,
    peer: random.hex(32),
    name: "mallory",
    address: nobody,
  };
  const from = splitAddress(nobody).host;
  switch (below(random, 6)) {
    case 0:
      return { bytes: utf8.encode(`{"type":"beacon" ${random.hex(20)}`), host };
    case 1:
      return { bytes: encodeBeacon({ ...beacon, room: random.hex(4) }), host: from };
    case 2:
      return { bytes: encodeBeacon({ ...beacon, address: real.address }), host };
    case 3:
      return { bytes: encodeBeacon({ ...beacon, peer: real.peer }), host: from };
    case 4:
      return { bytes: encodeBeacon({ ...beacon, peer: real.peer }), host };
    default:
      return { bytes: encodeBeacon(beacon), host: from };
  }
}
