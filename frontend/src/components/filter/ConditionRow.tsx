import { Select } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/fields/types";
import { IconButton } from "@/components/ui/IconButton";
import { ConditionValue } from "./ConditionValue";
import css from "./filter.module.css";
import {
  type Condition,
  newCondition,
  type Operator,
  operatorLabel,
  operatorsFor,
  withOperator,
} from "./model";
import { useGrouped } from "./use-grouped";

interface ConditionRowProps {
  fields: readonly Field[];
  condition: Condition;
  onChange: (next: Condition) => void;
  onRemove: () => void;
}

/** One line of the filter panel: field, operator, value. */
export function ConditionRow({ fields, condition, onChange, onRemove }: ConditionRowProps) {
  const { t } = useTranslation();
  const grouped = useGrouped();
  const field = fields.find((each) => each.path === condition.field);
  return (
    <div className={css.row}>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        value={condition.field}
        onChange={(path: string) => {
          const next = fields.find((each) => each.path === path);
          if (next) onChange(newCondition(next));
        }}
        options={grouped(fields).map(([title, members]) => ({
          label: title,
          options: members.map((each) => ({ value: each.path, label: each.label })),
        }))}
        aria-label={t("common.filter.field")}
      />
      <Select
        value={condition.op}
        onChange={(op: Operator) => onChange(withOperator(condition, op))}
        options={(field ? operatorsFor(field) : [condition.op]).map((op) => ({
          value: op,
          label: field ? t(operatorLabel(field, op)) : op,
        }))}
        aria-label={t("common.filter.operator")}
      />
      {field ? (
        <ConditionValue
          field={field}
          condition={condition}
          onChange={(value) => onChange({ ...condition, value })}
        />
      ) : (
        <span />
      )}
      <IconButton icon={Trash2} label={t("common.action.remove")} onClick={onRemove} />
    </div>
  );
}
