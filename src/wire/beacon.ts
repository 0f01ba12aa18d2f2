/** The beacon: one datagram that says who is where. PROTOCOL.md tells how it is used. */
import * as v from "valibot";

import { jsonLine } from "../lib/json_line.ts";
import { address, name, peerId, roomKind } from "./frame.ts";
import { beaconBytesMax } from "./limits.ts";

const beacon = v.strictObject({
  type: v.literal("beacon"),
  version: v.literal(1),
  kind: roomKind,
  room: name,
  peer: peerId,
  name,
  /** Where the sender is to be dialled, as seen on the interface that it was sent from. */
  address,
});

export type Beacon = v.InferOutput<typeof beacon>;

/** What a datagram holds; `version` when it is a beacon of another version. */
export type Heard =
  | { readonly heard: "beacon"; readonly beacon: Beacon }
  | { readonly heard: "other-version"; readonly version: number }
  | { readonly heard: "noise" };

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const noise = { heard: "noise" } as const;

export function encodeBeacon(value: Beacon): Uint8Array {
  return utf8.encode(jsonLine(value));
}

/** Never throws: anyone may send anything. */
export function decodeBeacon(bytes: Uint8Array): Heard {
  if (bytes.length > beaconBytesMax) return noise;
  let value: unknown;
  try {
    value = JSON.parse(strictUtf8.decode(bytes));
  } catch {
    return noise;
  }
  const parsed = v.safeParse(beacon, value, { abortEarly: true });
  if (parsed.success) return { heard: "beacon", beacon: parsed.output };
  const other = v.safeParse(otherVersion, value, { abortEarly: true });
  return other.success ? { heard: "other-version", version: other.output.version } : noise;
}

/** Another version's beacon may have other fields. */
const otherVersion = v.object({
  type: v.literal("beacon"),
  version: v.pipe(
    v.number(),
    v.safeInteger(),
    v.check((version) => version !== 1),
  ),
});
