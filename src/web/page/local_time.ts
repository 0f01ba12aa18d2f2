/** Times as the person's own clock and language have them. */
import type { Language } from "../../chat/speech.ts";
import type { PageWords } from "./page_words.ts";

/** Local date and time to the second. A time that no calendar has reads as such. */
export function dateAndTime(atMs: number): string {
  const at = new Date(atMs);
  if (Number.isNaN(at.getTime())) return "????-??-?? ??:??:??";
  const date = `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date}-${two(at.getDate())} ${clock}`;
}

/** The local time of day, to the minute. */
export function timeOfDay(atMs: number): string {
  return dateAndTime(atMs).split(" ")[1]?.slice(0, "hh:mm".length) ?? "";
}

/** The local date, for comparing. */
export function dayOf(atMs: number): string {
  return dateAndTime(atMs).split(" ")[0] ?? "";
}

/** What stands above the messages of a day. */
export function dayHeading(
  atMs: number,
  nowMs: number,
  language: Language,
  words: Pick<PageWords, "today" | "yesterday">,
): string {
  const day = dayOf(atMs);
  if (day === dayOf(nowMs)) return words.today;
  if (day === dayOf(nowMs - DAY_MS)) return words.yesterday;
  if (Number.isNaN(new Date(atMs).getTime())) return day;
  return headingFormat(language).format(atMs);
}

const DAY_MS = 86_400_000;

const formats = new Map<Language, Intl.DateTimeFormat>();

function headingFormat(language: Language): Intl.DateTimeFormat {
  let format = formats.get(language);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language, { dateStyle: "full" });
    formats.set(language, format);
  }
  return format;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
