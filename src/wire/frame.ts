import * as v from "valibot";

import type { Address, Epoch, Hash, PeerId } from "../lib/ids.ts";
import {
  dependenciesMax,
  feedsPerFrameMax,
  hintsPerFrameMax,
  hopsMax,
  linksPerFrameMax,
  nameLengthMax,
  recordsPerFrameMax,
  runEntriesMax,
  textBytesMax,
} from "./limits.ts";

/**
 * What may stand on one line of a link, as strict schemas: an unknown type, an extra or a missing
 * field and a wrong type are refused. PROTOCOL.md tells the frames in the order in which a link
 * uses them.
 */

const utf8 = new TextEncoder();

/**
 * UTF-8 needs at most three bytes a UTF-16 unit, so most texts are never encoded to be measured.
 */
function fitsBytes(text: string, bytesMax: number): boolean {
  return text.length * 3 <= bytesMax || utf8.encode(text).length <= bytesMax;
}

const text = v.pipe(
  v.string(),
  v.check((value) => value.isWellFormed(), "has half of a surrogate pair"),
);
export const peerId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "is not 64 hex digits"));
const hash = peerId;
const nonce = peerId;
const epoch = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, "is not 16 hex digits"));
const signature = v.pipe(v.string(), v.regex(/^[\w-]{86}$/, "is not a signature"));
/** Minus zero is refused: it prints as 0, so two readings of one number would exist. */
const count = v.pipe(
  v.number(),
  v.safeInteger("is not a whole number"),
  v.minValue(0),
  v.check((value) => !Object.is(value, -0), "is minus zero"),
);
const positive = v.pipe(count, v.minValue(1));
/** Milliseconds since 1970, as far as a Date reaches: beyond it cannot be printed. */
const wallClock = v.pipe(count, v.maxValue(8_640_000_000_000_000));
const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
export const name = v.pipe(text, v.minLength(1), v.maxLength(nameLengthMax));
export const address = v.pipe(
  v.string(),
  v.maxLength(300),
  v.regex(/^(?:\[[0-9a-fA-F:.]{2,45}(?:%[\w.-]{1,16})?\]|[\w.-]{1,253}):\d{1,5}$/, "is no address"),
  v.check((value) => Number(value.slice(value.lastIndexOf(":") + 1)) <= 65535, "has no such port"),
);

/** An IP address or host name, with or without a port. */
const place = v.pipe(
  v.string(),
  v.maxLength(300),
  v.regex(/^(?:\[[0-9a-fA-F:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?$/, "is no place"),
);

/**
 * Which links the peers of a room keep: to the next of a ring, each to every other, or all to the
 * hub of a star.
 */
export const roomKind = v.picklist(["ring", "mesh", "star"]);

const hello = v.strictObject({
  type: v.literal("hello"),
  version: v.literal(1),
  kind: roomKind,
  room: name,
  peer: peerId,
  epoch,
  name,
  /** Where the sender is to be dialled, as seen on this link. */
  address,
  nonce,
  /** How many links the sender has dialled; 0 from the side that was dialled. */
  dials: count,
  /** Why the sender dialled: to follow the ring, or only to look. */
  side: v.picklist(["next", "other"]),
});

const auth = v.strictObject({ type: v.literal("auth"), signature });

const record = v.strictObject({
  peer: peerId,
  epoch,
  incarnation: positive,
  state: v.picklist(["alive", "left"]),
  address,
  next: v.nullable(address),
  name,
  signature,
  /** Somebody could not reach this incarnation. Not signed: its owner refutes it. */
  down: v.boolean(),
});

const members = v.strictObject({
  type: v.literal("members"),
  records: v.pipe(v.array(record), v.maxLength(recordsPerFrameMax)),
});

const feedHead = v.strictTuple([peerId, epoch, positive, hash]);

const have = v.strictObject({
  type: v.literal("have"),
  /** Author, epoch, last committed seq, and the hash of the run that holds it. */
  feeds: v.pipe(v.array(feedHead), v.maxLength(feedsPerFrameMax)),
  /** All that the sender has, to be taken instead of what was known; else what grew. */
  whole: v.boolean(),
  /** More frames of the same `have` follow. */
  more: v.boolean(),
});

const reference = v.strictTuple([peerId, epoch, positive]);

const runHeader = v.strictObject({
  type: v.literal("run"),
  author: peerId,
  epoch,
  /** Seq of the first entry. */
  first: positive,
  count: v.pipe(positive, v.maxValue(runEntriesMax)),
  /** Hash of the feed's previous run; 64 zeros before the first. */
  previous: hash,
  /** The runs that this one was said after, each by its last entry; its own feed is left out. */
  after: v.pipe(v.array(reference), v.maxLength(dependenciesMax)),
  /** Lamport clock of the first entry; each entry behind it counts one more. */
  lamport: positive,
  /** Hash of the entry lines. */
  body: hash,
  signature,
});

/** Two signed runs of one feed that share a seq and differ: their author forked the feed. */
const proof = v.strictObject({ type: v.literal("proof"), one: runHeader, other: runHeader });

const digest = v.strictObject({
  type: v.literal("digest"),
  /** Hash of all that the sender has on disk. */
  digest: hash,
});

/** Who has no key: a name that anyone may bear, and where it was seen. */
const guest = { name, address: place };

const systemBody = v.variant("event", [
  v.strictObject({ event: v.literal("joined"), name, address }),
  v.strictObject({ event: v.literal("left"), name }),
  v.strictObject({ event: v.literal("lost"), peer: peerId, incarnation: positive, name }),
  v.strictObject({ event: v.literal("guest-joined"), ...guest }),
  v.strictObject({ event: v.literal("guest-left"), ...guest }),
]);

const saidText = v.pipe(
  text,
  v.minLength(1),
  v.check((value) => fitsBytes(value, textBytesMax), "is over 16 KiB"),
);

/** What somebody without a key said, whom the author lets speak here. */
const guestBody = v.strictObject({
  ...guest,
  text: saidText,
  /** The message's own, in a dialect whose messages have one. */
  id: v.exactOptional(v.pipe(v.string(), v.uuid())),
});

/** The author's wall clock: decoration, it orders nothing. */
const at = wallClock;

const entry = v.variant("kind", [
  v.strictObject({ at, kind: v.literal("text"), body: saidText }),
  v.strictObject({ at, kind: v.literal("system"), body: systemBody }),
  v.strictObject({ at, kind: v.literal("guest"), body: guestBody }),
]);

const hop = v.strictObject({
  peer: peerId,
  clock: wallClock,
  /** How long the hop held the lap. */
  heldMs: milliseconds,
  /** Last seq of the origin's feed that the hop has on disk. */
  committed: count,
});

const lap = v.strictObject({
  type: v.literal("lap"),
  origin: peerId,
  epoch,
  number: positive,
  /** true: on its way back along `hops`, because the last of them could not pass it on. */
  broken: v.boolean(),
  hops: v.pipe(v.array(hop), v.maxLength(hopsMax)),
});

/** Asks which links the other end has now. Those alone who ask are answered. */
const askLinks = v.strictObject({ type: v.literal("ask-links") });

const links = v.strictObject({
  type: v.literal("links"),
  /** Who is at the other end of each, and which of its two it is in a ring. */
  links: v.pipe(
    v.array(v.strictTuple([peerId, v.picklist(["next", "previous", "other"])])),
    v.maxLength(linksPerFrameMax),
  ),
  /** More frames of the same answer follow. */
  more: v.boolean(),
});

/** Addresses that the other end may try. */
const hints = v.strictObject({
  type: v.literal("hints"),
  addresses: v.pipe(v.array(address), v.maxLength(hintsPerFrameMax)),
});

const refusalCodes = [
  "frame",
  "protocol",
  "version",
  "kind",
  "room",
  "name",
  "auth",
  "self",
  "identity",
  "busy",
  "slow",
] as const;

const frame = v.variant("type", [
  hello,
  auth,
  members,
  have,
  runHeader,
  proof,
  digest,
  lap,
  askLinks,
  links,
  hints,
  v.strictObject({ type: v.literal("ping") }),
  v.strictObject({
    type: v.literal("bye"),
    reason: v.picklist(["leaving", "duplicate", "unneeded"]),
  }),
  v.strictObject({
    type: v.literal("error"),
    code: v.picklist(refusalCodes),
    message: v.pipe(text, v.maxLength(500)),
  }),
]);

export type RoomKind = v.InferOutput<typeof roomKind>;
export type Hello = v.InferOutput<typeof hello>;
export type MemberRecord = v.InferOutput<typeof record>;
export type FeedHead = v.InferOutput<typeof feedHead>;
export type RunHeader = v.InferOutput<typeof runHeader>;
export type Entry = v.InferOutput<typeof entry>;
export type SystemBody = v.InferOutput<typeof systemBody>;
export type GuestBody = v.InferOutput<typeof guestBody>;
export type Reference = v.InferOutput<typeof reference>;
export type ForkProof = v.InferOutput<typeof proof>;
export type Lap = v.InferOutput<typeof lap>;
export type Hop = v.InferOutput<typeof hop>;

/** A run as it came: the parsed header and entries, and the very bytes, which are passed on. */
export type Run = {
  readonly header: RunHeader;
  readonly entries: readonly Entry[];
  /** Header line and entry lines, newlines included. */
  readonly bytes: Uint8Array;
  /** The entry lines alone: what the hash covers. A view into `bytes`. */
  readonly body: Uint8Array;
};

type LineFrame = v.InferOutput<typeof frame>;
export type Frame =
  | Exclude<LineFrame, { type: "run" }>
  | { readonly type: "run"; readonly run: Run }
  /** A run that the decoder was told is known; its lines were passed over. */
  | { readonly type: "known-run"; readonly header: RunHeader };

export type Parsed<T> =
  { ok: true; value: T } | { ok: false; code: "frame" | "version"; reason: string };

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `field "${path.slice(0, 40)}": ${issue.message}`;
}

function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): Parsed<T> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, code: "frame", reason: describe(result.issues[0]).slice(0, 200) };
}

/** Straight to the one schema that can fit: a variant looks through its options each time. */
const frameOf = new Map<unknown, v.GenericSchema<unknown, LineFrame>>(
  frame.options.map((option) => [option.entries.type.literal, option]),
);
const entryOf = new Map<unknown, v.GenericSchema<unknown, Entry>>(
  entry.options.map((option) => [option.entries.kind.literal, option]),
);

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
}

/** A parsed line as a frame, or the header of a run. */
export function checkFrame(value: unknown): Parsed<LineFrame> {
  const version = otherVersion(value);
  if (version !== null) {
    const reason = `the other end speaks version ${version}, this one version 1`;
    return { ok: false, code: "version", reason };
  }
  // Of no known type: the variant says so.
  return check<LineFrame>(frameOf.get(fieldOf(value, "type")) ?? frame, value);
}

/** A parsed line as an entry. */
export function checkEntry(value: unknown): Parsed<Entry> {
  return check<Entry>(entryOf.get(fieldOf(value, "kind")) ?? entry, value);
}

/** Another version's hello may have other fields: say what it is rather than what it lacks. */
function otherVersion(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (!("type" in value) || value.type !== "hello" || !("version" in value)) return null;
  // Only a number is turned into text: an object may bear a toString that is no function.
  return typeof value.version === "number" && value.version !== 1 ? `${value.version}` : null;
}

export type { Address, Epoch, Hash, PeerId };
