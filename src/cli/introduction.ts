import type { Words } from "../chat/speech.ts";
import { visibleName } from "../lib/visible.ts";
import type { Told } from "../peer/ports.ts";
import { cutToFit } from "../wire/compact_frame.ts";

/** Two names and the words between them leave a message the better part of its frame. */
const nameBytesMax = 45;

/**
 * What a guest reads before each part of a text: nothing before this peer's own words, whose name
 * it knows, else who said it. So a second line never passes for this peer's.
 */
export function introduction(
  { author, guest, own }: Omit<Told, "text">,
  words: Pick<Words, "guestOf">,
): string {
  if (guest !== undefined) return `${words.guestOf(short(guest.name), short(author.name))}: `;
  return own ? "" : `${short(author.name)}: `;
}

function short(name: string): string {
  return cutToFit(visibleName(name), nameBytesMax)[0] ?? "";
}
