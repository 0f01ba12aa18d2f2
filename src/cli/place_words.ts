/** HOST and PORT, as the words of a command line. */
import * as v from "valibot";

import { joinAddress, splitAddress } from "../lib/ids.ts";
import type { Call } from "./call.ts";
import { CommandFailed } from "./failure.ts";
import { address } from "./option_schemas.ts";

type Asked = Pick<Call, "language" | "words">;

/** What was not said is left out. */
export type Place = { readonly host?: string; readonly port?: number };

/**
 * `HOST PORT`, `HOST:PORT`, or one of the two alone. Throws CommandFailed.
 * @param command whose words they are, for who writes too many
 */
export function readPlace({ language, words }: Asked, command: string): Place {
  const [first, second, stray] = words;
  const check = (place: string) => checked(place, words.join(" "), language);
  if (stray !== undefined) throw new CommandFailed({ why: "stray-word", word: stray, command });
  if (first === undefined) return {};
  if (second !== undefined) return check(joinAddress(first, Number(second)));
  if (v.is(ADDRESS, first)) return splitAddress(first);
  if (/^\d+$/.test(first)) return { port: check(joinAddress("localhost", Number(first))).port };
  return { host: check(joinAddress(first, 0)).host };
}

const ADDRESS = address(0);

function checked(place: string, value: string, lang: string): Required<Place> {
  const result = v.safeParse(ADDRESS, place, { lang });
  if (result.success) return splitAddress(result.output);
  const [{ message: expects }] = result.issues;
  throw new CommandFailed({ why: "bad-value", source: "HOST PORT", value, expects });
}
