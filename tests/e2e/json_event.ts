/**
 * The events of --json as docs/SCRIPTS.md promises them, field by field: what is more is a mistake.
 */
import * as v from "valibot";

const peer = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  name: v.string(),
  address: v.string(),
});

/** No id is nobody's id. */
const guest = v.strictObject({ id: v.literal(""), name: v.string(), address: v.string() });

/** The author or subject as a peer, or as a guest and the peer that it came by. */
const via = v.exactOptional(peer);

const at = v.pipe(v.string(), v.isoTimestamp(), v.endsWith("Z"));

const present = v.strictObject({ ...peer.entries, since: at });

const ref = v.optional(v.string());

const jsonEvent = v.variant("event", [
  v.strictObject({
    event: v.literal("listening"),
    address: v.string(),
    at: v.exactOptional(v.string()),
  }),
  v.strictObject({
    event: v.literal("retry"),
    address: v.string(),
    attempt: v.number(),
    of: v.number(),
  }),
  v.strictObject({
    event: v.literal("link"),
    state: v.picklist(["up", "down"]),
    side: v.picklist(["next", "previous", "other"]),
    peer,
  }),
  v.strictObject({
    event: v.literal("message"),
    id: v.pipe(v.string(), v.uuid()),
    author: v.union([peer, guest]),
    via,
    text: v.string(),
    at,
    own: v.boolean(),
    backlog: v.boolean(),
    ref,
  }),
  v.strictObject({
    event: v.literal("notice"),
    kind: v.picklist(["joined", "back", "left", "lost", "healed", "merged"]),
    peer: v.union([peer, guest]),
    via,
  }),
  v.strictObject({
    event: v.literal("elsewhere"),
    room: v.string(),
    kind: v.picklist(["ring", "mesh", "star"]),
    name: v.string(),
  }),
  v.strictObject({
    event: v.literal("ring"),
    kind: v.picklist(["ring", "mesh", "star"]),
    peers: v.array(present),
    guests: v.exactOptional(v.array(v.strictObject({ ...guest.entries, since: at, via: peer }))),
    closed: v.boolean(),
    lapMs: v.nullable(v.number()),
    ref,
  }),
  v.strictObject({
    event: v.literal("receipt"),
    id: v.pipe(v.string(), v.uuid()),
    seenBy: v.number(),
    of: v.number(),
  }),
  v.strictObject({
    event: v.literal("history"),
    messages: v.array(
      v.strictObject({
        id: v.pipe(v.string(), v.uuid()),
        author: v.union([v.omit(peer, ["address"]), guest]),
        via: v.exactOptional(v.omit(peer, ["address"])),
        text: v.string(),
        at,
      }),
    ),
    notices: v.array(
      v.strictObject({
        kind: v.picklist(["joined", "left", "lost"]),
        peer: v.union([peer, guest]),
        via,
        at,
      }),
    ),
    ref,
  }),
  v.strictObject({
    event: v.literal("elsewhere"),
    room: v.string(),
    kind: v.picklist(["ring", "mesh", "star"]),
    name: v.string(),
  }),
  v.strictObject({ event: v.literal("web"), url: v.pipe(v.string(), v.url()), ref }),
  v.strictObject({ event: v.literal("error"), code: v.string(), message: v.string(), ref }),
  v.strictObject({ event: v.literal("web"), url: v.pipe(v.string(), v.url()), ref }),
  v.strictObject({ event: v.literal("bye") }),
]);

export type JsonEvent = v.InferOutput<typeof jsonEvent>;

export type EventOf<Kind extends JsonEvent["event"]> = Extract<JsonEvent, { event: Kind }>;

/** Throws when the line is no event that the contract knows. */
export function parseEvent(line: string): JsonEvent {
  const parsed = v.safeParse(jsonEvent, JSON.parse(line));
  if (parsed.success) return parsed.output;
  throw new Error(`not in the contract: ${line}: ${JSON.stringify(v.flatten(parsed.issues))}`);
}

export function isKind<Kind extends JsonEvent["event"]>(kind: Kind) {
  return (event: JsonEvent): event is EventOf<Kind> => event.event === kind;
}
