import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnChoice, Field } from "@/components/fields/types";
import { Grip, Reorder, ReorderItem } from "@/components/ui/Reorder";
import css from "./list.module.css";

interface ColumnsPanelProps {
  fields: readonly Field[];
  columns: readonly ColumnChoice[];
  titlePath: string;
  onChange: (columns: ColumnChoice[]) => void;
  onReset: () => void;
}

/** Chooses and orders the columns: by dragging, or with Space and the arrow keys on a grip. */
export default function ColumnsPanel({ fields, columns, titlePath, onChange, onReset }: ColumnsPanelProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const shown = columns.filter((column) => column.name !== titlePath);
  const title = columns.filter((column) => column.name === titlePath);
  const labelOf = (path: string) => fields.find((field) => field.path === path)?.label ?? path;
  const rest = fields.filter(
    (field) =>
      field.widget !== "none" &&
      field.path !== titlePath &&
      !columns.some((column) => column.name === field.path) &&
      field.label.toLowerCase().includes(typed.toLowerCase()),
  );
  const order = (names: string[]) =>
    onChange([...title, ...names.flatMap((name) => shown.filter((column) => column.name === name))]);
  return (
    <div className={css.columns}>
      <Input
        size="small"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t("common.filter.findField")}
        aria-label={t("common.filter.findField")}
      />
      <div className={css.columnList}>
        <h3>{t("common.list.shownColumns")}</h3>
        <Reorder keys={shown.map((column) => column.name)} nameOf={labelOf} onReorder={order}>
          {shown.map((column) => (
            <ReorderItem key={column.name} id={column.name} className={css.column}>
              <Checkbox
                checked
                onChange={() => onChange([...title, ...shown.filter((each) => each !== column)])}
              >
                {labelOf(column.name)}
              </Checkbox>
              <Grip name={labelOf(column.name)} />
            </ReorderItem>
          ))}
        </Reorder>
        <h3>{t("common.list.hiddenColumns")}</h3>
        {rest.map((field) => (
          <div key={field.path} className={css.column}>
            <Checkbox checked={false} onChange={() => onChange([...title, ...shown, { name: field.path }])}>
              {field.label}
            </Checkbox>
          </div>
        ))}
      </div>
      <Button type="link" size="small" onClick={onReset}>
        {t("common.list.resetColumns")}
      </Button>
    </div>
  );
}
