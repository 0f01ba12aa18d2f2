import { expect, test } from "bun:test";

import { dateAndTime, dayHeading, dayOf, timeOfDay } from "../../../src/web/page/local_time.ts";
import { english } from "../../../src/web/page/page_words_en.ts";
import { russian } from "../../../src/web/page/page_words_ru.ts";

const at = (...parts: readonly [number, number, number, number?, number?]) =>
  new Date(...parts).getTime();

test("a time is shown as the person's own clock has it", () => {
  const time = at(2026, 10, 21, 9, 5);
  expect(dateAndTime(time)).toBe("2026-11-21 09:05:00");
  expect([dayOf(time), timeOfDay(time)]).toEqual(["2026-11-21", "09:05"]);
});

test("the heading of a day is today, yesterday, or the date in the person's language", () => {
  const now = at(2026, 10, 21, 0, 10);
  expect(dayHeading(at(2026, 10, 21, 0, 1), now, "en", english)).toBe("Today");
  expect(dayHeading(at(2026, 10, 20, 23, 59), now, "ru", russian)).toBe("Вчера");
  expect(dayHeading(at(2026, 10, 1), now, "en", english)).toBe("Sunday, November 1, 2026");
  expect(dayHeading(at(2026, 10, 1), now, "ru", russian)).toContain("1 ноября 2026");
});

test("a time that no calendar has, which anyone may send, is shown as such", () => {
  const never = Number.MAX_SAFE_INTEGER;
  expect(dateAndTime(never)).toBe("????-??-?? ??:??:??");
  expect(dayHeading(never, 0, "en", english)).toBe("????-??-??");
});
