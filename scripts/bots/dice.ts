/**
 * Throws dice for a room: `roll 2d6` is answered with what they show.
 *
 *     bun scripts/bots/dice.ts HOST:PORT [ROOM]
 */
import { start } from "../../src/ringchat.ts";

const [next, room] = Bun.argv.slice(2);
const place = { self: "0.0.0.0:0", ephemeral: true, ...(next === undefined ? {} : { next }) };
await using dice = await start({ name: "dice", ...place, ...(room === undefined ? {} : { room }) });
process.once("SIGINT", () => dice.leave());
process.once("SIGTERM", () => dice.leave());

for await (const event of dice) {
  // What was said before it came was not said to it, and it does not answer itself.
  if (event.show !== "message" || event.own || event.backlog) continue;
  const [, count = "1", sides = ""] = /^roll (\d)?d(\d{1,3})$/.exec(event.text) ?? [];
  if (Number(count) < 1 || Number(sides) < 2) continue;
  const shown = Array.from({ length: Number(count) }, () => oneOf(Number(sides)));
  const sum = shown.reduce((before, eyes) => before + eyes, 0);
  await dice.send(`${event.author.name}: ${shown.join(" + ")} = ${sum}`);
}

function oneOf(sides: number): number {
  return 1 + Math.floor(Math.random() * sides);
}
