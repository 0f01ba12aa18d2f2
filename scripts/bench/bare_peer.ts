/** The bare yardstick: raw bytes forwarded and shown, nothing looked at but who said it. */
import { authorAt, type Dialect, placeOf, runYardstick } from "./yardstick.ts";

const place = placeOf(process.argv.slice(2));
const own = place.author.charCodeAt(0);

/** As long as what ringchat and the checked yardstick print about a message. */
const nobody = { id: "0".repeat(64), name: "p0", address: `127.0.0.1:${place.self}` };
const opening = Buffer.from(
  `{"event":"message","peer":${JSON.stringify(nobody)},"own":false,"backlog":false,"line":`,
);
const closing = Buffer.from("}\n");

function eventOf(line: Uint8Array): Uint8Array {
  const event = Buffer.allocUnsafe(opening.length + line.length - 1 + closing.length);
  event.set(opening);
  event.set(line.subarray(0, -1), opening.length);
  event.set(closing, opening.length + line.length - 1);
  return event;
}

const dialect: Dialect = {
  receive: (line) => (line[authorAt] === own ? null : eventOf(line)),
  said: eventOf,
};

await runYardstick(place, dialect);
