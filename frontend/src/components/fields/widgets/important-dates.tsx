import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { readCalendarDay } from "@/lib/calendar-date";
import css from "../fields.module.css";
import type { DisplayProps } from "../types";

/** A day worth remembering; `date` is of its own calendar, see `lib/calendar-date.ts`. */
export interface ImportantDate {
  label: string;
  calendar: "solar" | "lunar";
  date: string | null;
  yearly: boolean;
  remind_days_before?: number | null;
  [other: string]: unknown;
}

/** The days in a field's value. */
export const asDates = (value: unknown) => (Array.isArray(value) ? (value as ImportantDate[]) : []);

interface LunarNames {
  months: readonly string[];
  days: readonly string[];
}

/** The names of the Chinese calendar's months and days; the library for it loads only where one is shown. */
function useLunarNames(wanted: boolean): LunarNames | null {
  const [names, setNames] = useState<LunarNames | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let alive = true;
    void import("tyme4ts").then(({ LunarDay, LunarMonth }) => {
      if (alive) setNames({ months: LunarMonth.NAMES, days: LunarDay.NAMES });
    });
    return () => {
      alive = false;
    };
  }, [wanted]);
  return names;
}

/** How months and days are called in a calendar. */
export function useDayNames(calendar: ImportantDate["calendar"]) {
  const { t, i18n } = useTranslation();
  const lunar = useLunarNames(calendar === "lunar" && i18n.language.startsWith("zh"));
  const monthName = (month: number, leap: boolean) => {
    const name = lunar?.months[month - 1] ?? t("common.importantDate.month", { month });
    return leap ? t("common.importantDate.leap", { month: name }) : name;
  };
  const dayName = (day: number) => lunar?.days[day - 1] ?? t("common.importantDate.day", { day });
  return { monthName, dayName };
}

function DateLine({ item }: { item: ImportantDate }) {
  const { t } = useTranslation();
  const { monthName, dayName } = useDayNames(item.calendar);
  const day = readCalendarDay(item.date);
  const notes = [
    item.calendar === "lunar" ? t("common.importantDate.lunar") : "",
    item.yearly ? t("common.importantDate.yearly") : t("common.importantDate.once"),
    item.remind_days_before ? t("common.importantDate.remind", { count: item.remind_days_before }) : "",
  ];
  return (
    <div className={css.entry}>
      {item.label} · {day?.year ? `${t("common.importantDate.inYear", { year: day.year })} ` : ""}
      {day ? `${monthName(day.month, day.leap)} ${dayName(day.day)}` : item.date}
      <small>{notes.filter(Boolean).join(" · ")}</small>
    </div>
  );
}

export function ImportantDatesDisplay({ value }: DisplayProps) {
  return asDates(value).map((item, at) => <DateLine key={`${at}:${item.label}`} item={item} />);
}
