import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The person's time zone (IANA name); an unknown name is ignored. */
export function setTimeZone(name: string | null | undefined) {
  if (!name) return;
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    zone = name;
  } catch {
    // A browser with older zone data: its own zone stays in force.
  }
}

/** An instant on the person's clock. */
export function local(instant: string): Dayjs {
  return dayjs(instant).tz(zone);
}

export function nowLocal(): Dayjs {
  return dayjs().tz(zone);
}

/** Whether a text is a date without a time, which has no zone and never shifts. */
function isPlainDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** `2026-11-23 14:05` on the person's clock, or the plain date. */
export function exactTime(text: string): string {
  return isPlainDate(text) ? text : local(text).format("YYYY-MM-DD HH:mm");
}

/** How a moment is told: by a text with a number, by a day's name, or by a plain date. */
export type Told =
  | { key: "now" }
  | { key: "minutesAgo"; count: number }
  | { key: "today" | "yesterday" | "tomorrow"; time: string }
  | { key: "date"; date: string };

/**
 * The shortest way to tell a moment that cannot be misread: minutes within the hour, the day's name near
 * today, day and month within the year, else the full date.
 *
 * `now` is an argument so that the rule can be tested.
 */
export function tellTime(text: string, now: Dayjs = nowLocal()): Told {
  const plain = isPlainDate(text);
  const moment = plain ? dayjs(text) : local(text);
  const time = plain ? "" : moment.format("HH:mm");
  const days = dayjs(moment.format("YYYY-MM-DD")).diff(dayjs(now.format("YYYY-MM-DD")), "day");
  if (!plain && days === 0) {
    const minutes = now.diff(moment, "minute");
    if (minutes === 0) return { key: "now" };
    if (minutes > 0 && minutes < 60) return { key: "minutesAgo", count: minutes };
  }
  if (days === 0) return { key: "today", time };
  if (days === -1) return { key: "yesterday", time };
  if (days === 1) return { key: "tomorrow", time };
  return { key: "date", date: moment.format(moment.year() === now.year() ? "MM-DD" : "YYYY-MM-DD") };
}

/** The day a number of days after another; before it where the number is negative. */
export function dayAfter(date: string, days = 1): string {
  return dayjs(date).add(days, "day").format("YYYY-MM-DD");
}

/** The instant at which a day begins on the person's clock, as RFC 3339. */
export function startOfDay(date: string): string {
  return dayjs.tz(`${date}T00:00:00`, zone).format("YYYY-MM-DDTHH:mm:ssZ");
}
