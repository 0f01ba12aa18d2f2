/**
 * A history as a file to keep. Equal histories give equal files to the byte, on every peer, in
 * every language and time zone.
 */
import { type PeerId, tagOf } from "../lib/ids.ts";
import { jsonLine } from "../lib/json_line.ts";
import { isoTime } from "../lib/utc.ts";
import { visibleName, visibleText } from "../lib/visible.ts";
import type { HistoryEntry, HistoryMessage, HistoryNotice } from "../peer/history.ts";
import type { GuestView } from "../peer/shown.ts";
import { guestPeer } from "./speaker.ts";

/** One JSON object a line, for programs: nothing is lost, and no text can fake a line. */
export function* exportJsonLines(history: Iterable<HistoryEntry>): Generator<string> {
  for (const entry of history) {
    const at = isoTime(entry.atMs);
    const { id, kind, author, guest } = entry;
    const feed = { id: author.id, name: author.name };
    const unsigned = guest === undefined ? null : guestPeer(guest);
    const via = unsigned === null ? {} : { via: feed };
    yield entry.kind === "message"
      ? `${jsonLine({ kind, id, author: unsigned ?? feed, ...via, text: entry.text, at })}\n`
      : `${jsonLine({ kind, id, author: feed, peer: unsigned ?? entry.peer, ...via, at })}\n`;
  }
}

/** Markdown, for people: a heading a day, an item an entry; every name bears the tag of its key. */
export function* exportMarkdown(history: Iterable<HistoryEntry>, room: string): Generator<string> {
  yield `# ${markdownText(visibleText(room))}\n`;
  let shownDay = "";
  for (const entry of history) {
    const [day = "", time = ""] = isoTime(entry.atMs).split(/[T.]/);
    if (day !== shownDay) yield `\n## ${day} (UTC)\n\n`;
    shownDay = day;
    yield `- ${time} ${entry.kind === "message" ? message(entry) : `_${notice(entry)}_`}\n`;
  }
}

function message(entry: HistoryMessage): string {
  const lines = visibleText(entry.text, { multiline: true }).split("\n").map(markdownText);
  // A backslash before the newline breaks the line; the indent keeps it within the item.
  return `**${nameOf(entry.author, entry.guest)}**: ${lines.join("\\\n  ")}`;
}

function notice({ guest, kind, peer }: HistoryNotice): string {
  const who = nameOf(peer, guest);
  switch (kind) {
    case "joined":
      return `User ${who} has joined from ${markdownText(visibleText((guest ?? peer).address))}`;
    case "left":
      return `User ${who} has left`;
    case "lost":
      return `User ${who} is lost`;
  }
}

/** Always with the tag: which names need one depends on who reads. */
function nameOf(peer: { id: PeerId; name: string }, guest?: GuestView): string {
  const name = `${markdownText(visibleName(peer.name))}·${tagOf(peer.id)}`;
  return guest === undefined ? name : `${markdownText(visibleName(guest.name))} (guest of ${name})`;
}

/**
 * What Markdown or HTML could take for more than text, escaped. A block can begin only where a
 * line does: there also the numbers and signs of lists, and leading spaces, which would be code.
 */
function markdownText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>&#|~!$]/g, "\\$&")
    .replace(/^( +)/, (spaces) => "&nbsp;".repeat(spaces.length))
    .replace(/^[-+=]|(?<=^\d+)[.)](?=\s|$)/, "\\$&");
}
