import { Button, Checkbox, Input, InputNumber, Segmented, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/IconButton";
import { type CalendarDay, readCalendarDay, writeCalendarDay } from "@/lib/calendar-date";
import css from "../fields.module.css";
import type { DisplayProps, EditorProps } from "../types";

/** A day worth remembering; `date` is of its own calendar, see `lib/calendar-date.ts`. */
export interface ImportantDate {
  label: string;
  calendar: "solar" | "lunar";
  date: string | null;
  yearly: boolean;
  remind_days_before?: number | null;
  [other: string]: unknown;
}

const asDates = (value: unknown) => (Array.isArray(value) ? (value as ImportantDate[]) : []);

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
function useDayNames(calendar: ImportantDate["calendar"]) {
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
      {item.label} · {day?.year ? `${day.year} ` : ""}
      {day ? `${monthName(day.month, day.leap)} ${dayName(day.day)}` : item.date}
      <small>{notes.filter(Boolean).join(" · ")}</small>
    </div>
  );
}

export function ImportantDatesDisplay({ value }: DisplayProps) {
  return asDates(value).map((item, at) => <DateLine key={`${at}:${item.label}`} item={item} />);
}

interface DateBlockProps {
  item: ImportantDate;
  change: (part: Partial<ImportantDate>) => void;
  remove: () => void;
}

function DateBlock({ item, change, remove }: DateBlockProps) {
  const { t } = useTranslation();
  return (
    <div className={css.block}>
      <div className={css.blockHead}>
        <Input
          value={item.label}
          onChange={(event) => change({ label: event.target.value })}
          placeholder={t("common.importantDate.label")}
          aria-label={t("common.importantDate.label")}
          maxLength={50}
        />
        <Segmented<ImportantDate["calendar"]>
          value={item.calendar}
          onChange={(calendar) => change({ calendar })}
          options={[
            { value: "solar", label: t("common.importantDate.solar") },
            { value: "lunar", label: t("common.importantDate.lunar") },
          ]}
        />
        <IconButton icon={Trash2} label={t("common.action.remove")} onClick={remove} />
      </div>
      <DayPicker item={item} onChange={(date) => change({ date })} />
      <div className={css.pair}>
        <Checkbox checked={item.yearly} onChange={(event) => change({ yearly: event.target.checked })}>
          {t("common.importantDate.yearly")}
        </Checkbox>
        <InputNumber
          min={0}
          max={366}
          precision={0}
          value={item.remind_days_before ?? null}
          onChange={(days) => change({ remind_days_before: days })}
          prefix={t("common.importantDate.remindBefore")}
          suffix={t("common.filter.days")}
          aria-label={t("common.importantDate.remindBefore")}
        />
      </div>
    </div>
  );
}

/** Year (where known), month and day of either calendar. */
function DayPicker({ item, onChange }: { item: ImportantDate; onChange: (date: string) => void }) {
  const { t } = useTranslation();
  const { monthName, dayName } = useDayNames(item.calendar);
  const lunar = item.calendar === "lunar";
  const chosen = readCalendarDay(item.date);
  const set = (part: Partial<CalendarDay>) =>
    onChange(writeCalendarDay({ year: null, month: 1, leap: false, day: 1, ...chosen, ...part }));
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
  const months = numbers(12).flatMap((month) => [
    { value: `${month}`, label: monthName(month, false) },
    ...(lunar ? [{ value: `${month}L`, label: monthName(month, true) }] : []),
  ]);
  return (
    <div className={css.pair}>
      <InputNumber
        min={1}
        max={9999}
        precision={0}
        value={chosen?.year ?? null}
        onChange={(year) => set({ year })}
        placeholder={t("common.importantDate.year")}
        aria-label={t("common.importantDate.year")}
      />
      <Select
        value={chosen ? `${chosen.month}${chosen.leap ? "L" : ""}` : null}
        onChange={(value: string) => set({ month: Number.parseInt(value, 10), leap: value.endsWith("L") })}
        options={months}
        placeholder={t("common.importantDate.chooseMonth")}
        aria-label={t("common.importantDate.chooseMonth")}
      />
      <Select
        value={chosen?.day ?? null}
        onChange={(day: number) => set({ day })}
        options={numbers(lunar ? 30 : 31).map((day) => ({ value: day, label: dayName(day) }))}
        placeholder={t("common.importantDate.chooseDay")}
        aria-label={t("common.importantDate.chooseDay")}
      />
    </div>
  );
}

export function ImportantDatesEditor({ value, onChange }: EditorProps) {
  const { t } = useTranslation();
  const dates = asDates(value);
  const blank: ImportantDate = {
    label: "",
    calendar: "solar",
    date: null,
    yearly: true,
    remind_days_before: 3,
  };
  return (
    <div>
      {dates.map((item, at) => (
        <DateBlock
          key={at}
          item={item}
          change={(part) =>
            onChange?.(dates.map((each, index) => (index === at ? { ...each, ...part } : each)))
          }
          remove={() => onChange?.(dates.filter((_, index) => index !== at))}
        />
      ))}
      <Button
        type="dashed"
        block
        icon={<Plus size={14} />}
        style={{ marginTop: dates.length ? 8 : 0 }}
        onClick={() => onChange?.([...dates, blank])}
      >
        {t("common.importantDate.add")}
      </Button>
    </div>
  );
}
