import { Button, Checkbox, DatePicker, Input, Segmented } from "antd";
import dayjs from "dayjs";
import { Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/IconButton";
import css from "../fields.module.css";
import type { DisplayProps, EditorProps } from "../types";

/** A day worth remembering. The date is the Gregorian day; a lunar one recurs by the Chinese calendar (GB/T 33661). */
export interface ImportantDate {
  label: string;
  calendar: "solar" | "lunar";
  date: string | null;
  yearly: boolean;
  remind_days_before?: number | null;
  [other: string]: unknown;
}

const asDates = (value: unknown) => (Array.isArray(value) ? (value as ImportantDate[]) : []);

/** The day in the words of the Chinese calendar; the library for it loads only where one is shown. */
function useLunarName(date: string | null | undefined, wanted: boolean): string | undefined {
  const [name, setName] = useState<string>();
  useEffect(() => {
    if (!date || !wanted) return;
    let alive = true;
    void import("tyme4ts").then(({ SolarDay }) => {
      const [year, month, day] = date.split("-").map(Number) as [number, number, number];
      const lunar = SolarDay.fromYmd(year, month, day).getLunarDay();
      if (alive) setName(`${lunar.getLunarMonth().getName()}${lunar.getName()}`);
    });
    return () => {
      alive = false;
    };
  }, [date, wanted]);
  return name;
}

function DateLine({ item }: { item: ImportantDate }) {
  const { t } = useTranslation();
  const lunar = useLunarName(item.date, item.calendar === "lunar");
  return (
    <div className={css.entry}>
      {item.label} · {lunar ?? item.date}
      <small>
        {lunar ? `${item.date} · ` : ""}
        {item.yearly ? t("common.importantDate.yearly") : t("common.importantDate.once")}
        {item.remind_days_before
          ? ` · ${t("common.importantDate.remind", { count: item.remind_days_before })}`
          : ""}
      </small>
    </div>
  );
}

export function ImportantDatesDisplay({ value }: DisplayProps) {
  return asDates(value).map((item, at) => <DateLine key={`${at}:${item.label}`} item={item} />);
}

function DateBlock({
  item,
  change,
  remove,
}: {
  item: ImportantDate;
  change: (part: Partial<ImportantDate>) => void;
  remove: () => void;
}) {
  const { t } = useTranslation();
  const lunar = useLunarName(item.date, item.calendar === "lunar");
  return (
    <div className={css.block}>
      <div className={css.blockHead}>
        <Input
          value={item.label}
          onChange={(event) => change({ label: event.target.value })}
          placeholder={t("common.importantDate.label")}
          aria-label={t("common.importantDate.label")}
        />
        <IconButton icon={Trash2} label={t("common.action.remove")} onClick={remove} />
      </div>
      <div className={css.pair}>
        <DatePicker
          value={item.date ? dayjs(item.date) : null}
          onChange={(next) => change({ date: next ? next.format("YYYY-MM-DD") : null })}
          aria-label={t("common.importantDate.date")}
        />
        <Segmented<ImportantDate["calendar"]>
          block
          value={item.calendar}
          onChange={(calendar) => change({ calendar })}
          options={[
            { value: "solar", label: t("common.importantDate.solar") },
            { value: "lunar", label: t("common.importantDate.lunar") },
          ]}
        />
      </div>
      <div className={css.blockHead}>
        <Checkbox checked={item.yearly} onChange={(event) => change({ yearly: event.target.checked })}>
          {t("common.importantDate.yearly")}
        </Checkbox>
        {lunar ? <span className={css.locked}>{lunar}</span> : null}
      </div>
    </div>
  );
}

export function ImportantDatesEditor({ value, onChange }: EditorProps) {
  const { t } = useTranslation();
  const dates = asDates(value);
  const add = () =>
    onChange?.([...dates, { label: "", calendar: "solar", date: null, yearly: true, remind_days_before: 3 }]);
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
        onClick={add}
      >
        {t("common.importantDate.add")}
      </Button>
    </div>
  );
}
