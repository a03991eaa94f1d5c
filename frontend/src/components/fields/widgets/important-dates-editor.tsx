import { Button, Checkbox, Input, InputNumber, Segmented, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/IconButton";
import { type CalendarDay, readCalendarDay, writeCalendarDay } from "@/lib/calendar-date";
import css from "../fields.module.css";
import type { EditorProps } from "../types";
import { asDates, type ImportantDate, useDayNames } from "./important-dates";

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
