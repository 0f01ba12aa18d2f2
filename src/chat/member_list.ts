/** Who is here, a row each, whose columns stand under each other however wide the names are. */
import { visibleText } from "../lib/visible.ts";
import type { HopView, PeerView, PresentGuest, PresentView } from "../peer/shown.ts";
import type { NameBook } from "./names.ts";
import { type Canvas, cut } from "./ring_picture.ts";
import { speakerName } from "./speaker.ts";
import type { Words } from "./words.ts";

/** Of more members that many are listed: whoever asks who is here is to see the answer at once. */
export const LISTED_MAX = 40;

/** What it takes to tell of members. */
export type MemberContext = {
  readonly words: Words;
  readonly names: NameBook;
  /** How many columns a terminal makes of a text. */
  readonly widthOf: (text: string) => number;
  /** The local date and time of milliseconds since 1970. */
  readonly when: (atMs: number) => string;
  /** Wall clock in milliseconds since 1970. */
  readonly now: () => number;
};

/** Below it a clock is as right as most are. */
const SKEW_MS = 5 * 60_000;

const MARGIN = "  ";
const GUTTER = "  ";

/** Before what is told of a member below its name. */
const HANG = `${MARGIN}    `;

/**
 * The rows of a table; where one of them does not fit the canvas, what is told of each member goes
 * on below its name.
 * @param rows of each member its cells, the name first; what has only one cell is a remark
 * @param canvas null where nobody knows how wide it is
 */
export function memberList(
  rows: readonly (readonly string[])[],
  widthOf: (text: string) => number,
  canvas: Canvas | null,
): string[] {
  const widths: number[] = [];
  for (const row of rows.filter(({ length }) => length > 1)) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  }
  const lines = rows.map((row) => {
    const cells = row.map((cell, at) => {
      return cell + " ".repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)));
    });
    return (MARGIN + cells.join(GUTTER)).trimEnd();
  });
  if (canvas === null || lines.every((line) => canvas.widthOf(line) < canvas.columns)) return lines;
  return rows.flatMap((row) => folded(row, { ...canvas, columns: canvas.columns - 1 }));
}

function folded([first = "", ...rest]: readonly string[], { columns, widthOf }: Canvas): string[] {
  const lines: string[] = [];
  let line = MARGIN + first;
  for (const cell of rest) {
    if (cell === "") continue;
    if (widthOf(line + GUTTER + cell) <= columns) line += GUTTER + cell;
    else {
      lines.push(line);
      line = HANG + cell;
    }
  }
  return [...lines, line].map((each) => cut(each, columns, widthOf));
}

/** The name as it is listed. */
export function listedName(peer: PresentView, { names, words }: MemberContext): string {
  return names.nameOf(peer) + (names.isSelf(peer) ? ` (${words.you})` : "");
}

/** A row a guest, by name, as many as are listed; guests have no link of ours. */
export function guestRows(guests: readonly PresentGuest[], context: MemberContext): string[][] {
  const { words } = context;
  const rows = guests.map((guest) => {
    return [speakerName(guest.via, guest, context), ...whereAndSince(guest, context)];
  });
  const listed = rows.toSorted(([a = ""], [b = ""]) => compareNames(a, b)).slice(0, LISTED_MAX);
  const more = rows.length - listed.length;
  return more === 0 ? listed : [...listed, [words.moreGuests(more)]];
}

/** The same order in every language, numbers by their value. */
export function compareNames(a: string, b: string): number {
  // Made only when it is asked for: it takes a while to load.
  collator ??= new Intl.Collator("en", { numeric: true });
  return collator.compare(a, b);
}

let collator: Intl.Collator | undefined;

/** Where a member is, and since when: with the date when that is not today's. */
export function whereAndSince(
  { address, sinceMs }: Pick<PresentView, "address" | "sinceMs">,
  { now, when, words }: MemberContext,
): string[] {
  const [day = "", clock = ""] = when(sinceMs).split(" ");
  const [today] = when(now()).split(" ");
  const time = clock.slice(0, "hh:mm".length);
  return [visibleText(address), words.since(day === today ? time : `${day} ${time}`)];
}

/** That its clock is wrong, by what a lap tells of it. */
export function clockWords(peer: PeerView, hops: readonly HopView[], words: Words): string[] {
  const skewMs = hops.find((each) => each.peer.id === peer.id)?.skewMs ?? 0;
  if (Math.abs(skewMs) <= SKEW_MS) return [];
  return [words.clockOff(Math.round(Math.abs(skewMs) / 60_000), skewMs > 0)];
}
