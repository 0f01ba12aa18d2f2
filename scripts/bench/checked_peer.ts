/** The checked yardstick: each line parsed and held to a schema, the original bytes forwarded. */
import * as v from "valibot";

import { type Dialect, placeOf, runYardstick } from "./yardstick.ts";

const textLengthMax = 16 * 1024;

const messageSchema = v.strictObject({
  author: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  id: v.pipe(v.string(), v.uuid()),
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(textLengthMax)),
});

type Message = v.InferOutput<typeof messageSchema>;

const place = placeOf(process.argv.slice(2));
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Throws when the line is no message: in the bench all are. */
function messageOf(line: Uint8Array): Message {
  return v.parse(messageSchema, JSON.parse(decoder.decode(line)));
}

/** What ringchat prints about a message, field by field. */
function eventOf(message: Message, own: boolean): Uint8Array {
  const { author: name, id, text } = message;
  const author = { id: "0".repeat(64), name, address: `127.0.0.1:${place.self}` };
  const at = new Date(message.at).toISOString();
  const event = { event: "message", id, author, text, at, own, backlog: false };
  return Buffer.from(`${JSON.stringify(event)}\n`);
}

const dialect: Dialect = {
  receive: (line) => {
    const message = messageOf(line);
    return message.author === place.author ? null : eventOf(message, false);
  },
  said: (line) => eventOf(messageOf(line), true),
};

await runYardstick(place, dialect);
