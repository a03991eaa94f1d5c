import { expect, test } from "vitest";
import { readCalendarDay, writeCalendarDay } from "./calendar-date";

test.each([
  ["1980-08-15", { year: 1980, month: 8, leap: false, day: 15 }],
  ["08-15", { year: null, month: 8, leap: false, day: 15 }],
  ["2025-06L-15", { year: 2025, month: 6, leap: true, day: 15 }],
])("%s is read and written back", (text, day) => {
  expect(readCalendarDay(text)).toEqual(day);
  expect(writeCalendarDay(day)).toBe(text);
});

test.each(["", "8-15", "1980/08/15", null, undefined])("%s is no day", (text) => {
  expect(readCalendarDay(text)).toBeNull();
});
