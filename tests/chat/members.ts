import type { MemberContext } from "../../src/chat/member_list.ts";
import { NameBook } from "../../src/chat/names.ts";
import { english } from "../../src/chat/speech_en.ts";
import type { Words } from "../../src/chat/words.ts";
import { isoTime } from "../../src/lib/utc.ts";
import type { PresentView } from "../../src/peer/shown.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 15, 59);

/** A peer at 127.0.0.1 that came at 14:03, today unless it is said when. */
export function peer(
  name: string,
  tag: string,
  port: number,
  sinceMs = Date.UTC(2026, 10, 21, 14, 3, 59),
): PresentView {
  return { id: tag.repeat(32), name, address: `127.0.0.1:${port}`, sinceMs };
}

/** How `self` tells of members on 21 November 2026, in UTC. */
export function memberContext(self: PresentView, words: Words = english): MemberContext {
  return {
    words,
    names: new NameBook(self),
    widthOf: Bun.stringWidth,
    when: (atMs) => isoTime(atMs).slice(0, 19).replace("T", " "),
    now: () => NOW_MS,
  };
}
