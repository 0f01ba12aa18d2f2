/** Wall-clock times as text, without a clock: the same on every machine, in every time zone. */

const DAY_MS = 86_400_000;

/**
 * Milliseconds since 1970 (a whole number, not negative) as ISO 8601 in UTC, as `Date` writes it:
 * `2026-11-21T15:58:43.214Z`. Unlike `Date` it takes every safe integer: times come from others.
 */
export function isoTime(atMs: number): string {
  const days = Math.floor(atMs / DAY_MS);
  const { year, month, day } = dateOf(days);
  const ms = atMs - days * DAY_MS;
  const [minutes, seconds] = [ms / 60_000, (ms / 1_000) % 60];
  const clock = `${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds)}`;
  const years = year > 9_999 ? `+${String(year).padStart(6, "0")}` : String(year);
  const date = `${years}-${twoDigits(month)}-${twoDigits(day)}`;
  return `${date}T${clock}.${String(ms % 1_000).padStart(3, "0")}Z`;
}

/** The Gregorian date of a day since 1970: Howard Hinnant, "chrono-compatible date algorithms". */
function dateOf(days: number): { year: number; month: number; day: number } {
  // Counted from 1 March 0000, a leap day is the last day of its year.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

function twoDigits(value: number): string {
  const whole = Math.floor(value);
  return whole < 10 ? `0${whole}` : `${whole}`;
}
