import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { exactTime, tellTime } from "@/lib/dates";

/** A moment told briefly; the exact one appears on hover, and stands in `datetime`. */
export function RelativeTime({ value }: { value: string }) {
  const { t } = useTranslation();
  const told = tellTime(value);
  const exact = exactTime(value);
  const text = told.key === "date" ? told.date : t(`common.time.${told.key}`, { ...told });
  return (
    <Tooltip title={exact}>
      <time dateTime={value}>{text.trim()}</time>
    </Tooltip>
  );
}
