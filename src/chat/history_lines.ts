/** History as lines that a person reads. */
import { visibleText } from "../lib/visible.ts";
import type { HistoryEntry } from "../peer/history.ts";
import { linesOfText } from "./lines.ts";
import type { MemberContext } from "./member_list.ts";
import type { Room } from "./room.ts";
import { speakerName } from "./speaker.ts";
import type { RoomKind } from "./words.ts";

/** What it takes to tell of what happened. */
export type HistoryContext = Pick<MemberContext, "names" | "when" | "words"> & {
  /** Where nobody typed the addresses, as in a mesh, they are told with the names. */
  readonly kind?: RoomKind;
};

/** More would push off the screen what one is in the middle of. */
const MESSAGES_MAX = 100;

/** What happened, under a head that says how much of it is shown. */
export function historyOf(
  room: Room,
  since: "start" | "all",
  context: HistoryContext,
): { readonly head: string; readonly body: readonly string[] } {
  const { words } = context;
  // One more than is shown tells whether there are more.
  const limit = since === "all" ? null : MESSAGES_MAX + 1;
  const entries = room.history({ limit, since });
  if (entries.length === 0) return { head: words.historyEmpty[since], body: [] };
  const newest = limit === null ? entries : newestOf(entries);
  return {
    head: words.history(since, newest.length < entries.length ? MESSAGES_MAX : null),
    body: newest.flatMap((entry) => historyLines(entry, context)),
  };
}

/** From the oldest message that is shown; notices between two messages belong to the later. */
function newestOf(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  let messages = 0;
  const before = entries.findLastIndex(
    ({ kind }) => kind === "message" && ++messages > MESSAGES_MAX,
  );
  return entries.slice(before + 1);
}

type Told = Pick<Extract<HistoryEntry, { kind: "message" }>, "author" | "atMs" | "guest" | "text">;

/** One entry: its local date and time, who, and what. */
export function historyLines(entry: HistoryEntry, context: HistoryContext): string[] {
  if (entry.kind === "message") return toldLines(entry, context);
  return [`   ${context.when(entry.atMs)}  _: ${noticeOf(entry, context)}`];
}

/** A message in one line, and in as many more as its author broke it in. */
export function toldLines({ author, atMs, guest, text }: Told, context: HistoryContext): string[] {
  const { address } = guest ?? author;
  const where = context.kind === "mesh" ? ` (${visibleText(address)})` : "";
  const who = speakerName(author, guest, context);
  return linesOfText(`   ${context.when(atMs)}  ${who}${where}: `, text);
}

function noticeOf(
  { guest, kind, peer }: Exclude<HistoryEntry, { kind: "message" }>,
  context: HistoryContext,
): string {
  const { words } = context;
  const name = speakerName(peer, guest, context);
  if (kind === "joined") return words.joinedFrom(name, visibleText((guest ?? peer).address));
  return kind === "left" ? `User ${name} has left` : words.lost(name, null);
}
