import type { Beacon } from "../../src/wire/beacon.ts";

/** Of a peer whose address nobody reaches. */
export const beacon: Beacon = {
  type: "beacon",
  version: 1,
  kind: "mesh",
  room: "lobby",
  peer: "5".repeat(64),
  name: "ann",
  address: "192.0.2.1:6010",
};
