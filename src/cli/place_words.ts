/** HOST and PORT, as the words of a command line. */
import * as v from "valibot";

import { joinAddress, splitAddress } from "../lib/ids.ts";
import type { Call } from "./call.ts";
import { CommandFailed } from "./failure.ts";
import { address } from "./option_schemas.ts";

/** null: not said. */
export type Place = { readonly host: string | null; readonly port: number | null };

/**
 * `HOST PORT`, `HOST:PORT`, or one of the two alone. Throws CommandFailed.
 * @param command whose words they are, for who writes too many
 */
export function readPlace({ language, words }: Call, command: string): Place {
  const [first = null, second = null, stray] = words;
  if (stray !== undefined) throw new CommandFailed({ why: "stray-word", word: stray, command });
  if (first === null) return { host: null, port: null };
  if (second !== null) return checked(joinAddress(first, Number(second)), words, language);
  if (v.is(ADDRESS, first)) return splitAddress(first);
  if (/^\d+$/.test(first)) {
    return {
      host: null,
      port: checked(joinAddress("localhost", Number(first)), words, language).port,
    };
  }
  return { host: checked(joinAddress(first, 0), words, language).host, port: null };
}

const ADDRESS = address(0);

function checked(
  place: string,
  words: readonly string[],
  lang: string,
): { readonly host: string; readonly port: number } {
  const result = v.safeParse(ADDRESS, place, { lang });
  if (result.success) return splitAddress(result.output);
  const [{ message: expects }] = result.issues;
  throw new CommandFailed({
    why: "bad-value",
    source: "HOST PORT",
    value: words.join(" "),
    expects,
  });
}
