/** What a page may say, and nothing else: whatever holds its cookie can send anything. */
import * as v from "valibot";

import type { FromPage } from "./page_protocol.ts";

/** Long enough for any identifier and name; limits are those of one screen, several times over. */
const short = v.pipe(v.string(), v.maxLength(128));
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200));
const clock = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const demoAct = v.variant("act", [
  v.strictObject({ act: v.picklist(["kill", "freeze", "thaw", "start"]), name: short }),
  v.strictObject({
    act: v.picklist(["cut", "mend"]),
    between: v.strictTuple([short, short]),
  }),
  v.strictObject({ act: v.literal("chatter"), on: v.boolean() }),
]);

const frame = v.variant("ask", [
  v.strictObject({ ask: v.literal("say"), text: v.string(), ref: short }),
  v.strictObject({
    ask: v.literal("older"),
    before: short,
    lamport: v.optional(clock),
    limit,
    ref: short,
  }),
  v.strictObject({
    ask: v.literal("search"),
    words: v.pipe(v.string(), v.maxLength(256)),
    limit,
    ref: short,
  }),
  v.strictObject({ ask: v.literal("demo"), demo: demoAct }),
]);

/** null for what no page of ours says. */
export function readFromPage(text: string): FromPage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = v.safeParse(frame, value);
  return read.success ? read.output : null;
}
