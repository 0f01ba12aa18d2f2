/** Of the events of --json, those that a storm looks at, and of these the fields. */
import * as v from "valibot";

const ref = v.optional(v.string());
const person = v.object({ id: v.string(), name: v.string() });

const stormEvent = v.variant("event", [
  v.object({ event: v.literal("listening"), address: v.string() }),
  v.object({
    event: v.literal("message"),
    id: v.string(),
    author: person,
    text: v.string(),
    own: v.boolean(),
    backlog: v.boolean(),
  }),
  v.object({
    event: v.literal("receipt"),
    id: v.string(),
    seenBy: v.number(),
    of: v.number(),
  }),
  v.object({ event: v.literal("notice"), kind: v.string(), peer: person }),
  v.object({
    event: v.literal("ring"),
    peers: v.array(person),
    closed: v.boolean(),
    lapMs: v.nullable(v.number()),
    ref,
  }),
  v.object({
    event: v.literal("history"),
    messages: v.array(v.object({ id: v.string(), author: person, text: v.string() })),
    ref,
  }),
  v.object({ event: v.literal("error"), code: v.string(), message: v.string(), ref }),
]);

export type StormEvent = v.InferOutput<typeof stormEvent>;
export type EventOf<Kind extends StormEvent["event"]> = Extract<StormEvent, { event: Kind }>;
export type MessageEvent = EventOf<"message">;
export type HistoryMessage = EventOf<"history">["messages"][number];

/** Null for an event that a storm does not look at. */
export function stormEventOf(line: string): StormEvent | null {
  const parsed = v.safeParse(stormEvent, JSON.parse(line));
  return parsed.success ? parsed.output : null;
}
