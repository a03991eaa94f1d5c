import { Input, InputNumber, Select } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/fields/types";
import { useOptions } from "@/components/fields/widgets/choice";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { TabLeaves } from "@/components/ui/TabLeaves";
import {
  type Condition,
  needsNoValue,
  regionOfPrefix,
  regionPrefix,
  takesDays,
  type ConditionValue as Value,
} from "./model";

const DateEditor = lazy(async () => ({
  default: (await import("@/components/fields/widgets/date-editor")).DateEditor,
}));

const RegionSelect = lazy(async () => ({
  default: (await import("@/components/fields/widgets/region-editor")).RegionSelect,
}));

interface ConditionValueProps {
  field: Field;
  condition: Condition;
  onChange: (value: Value) => void;
  autoFocus?: boolean;
}

/** The control for the value of a condition: by the field's kind and what is asked of it. */
export function ConditionValue({ field, condition, onChange, autoFocus }: ConditionValueProps) {
  const { t } = useTranslation();
  const options = useOptions(field);
  const { op, value } = condition;
  const label = t("common.filter.value");
  if (needsNoValue(op)) return <span />;
  if (field.widget === "region" && op === "startsWith") {
    return (
      <Suspense fallback={null}>
        <RegionSelect
          value={typeof value === "string" && value ? regionOfPrefix(value) : null}
          onChange={(code) => onChange(code ? regionPrefix(code) : null)}
          label={label}
        />
      </Suspense>
    );
  }
  if (takesDays(op)) {
    return (
      <InputNumber
        autoFocus={autoFocus}
        min={0}
        max={3660}
        precision={0}
        value={typeof value === "number" ? value : null}
        onChange={(next) => onChange(next)}
        suffix={t("common.filter.days")}
        aria-label={label}
      />
    );
  }
  if (op === "on" || op === "from" || op === "until") {
    return (
      <Suspense fallback={null}>
        <DateEditor
          field={field}
          value={value}
          autoFocus={autoFocus ?? false}
          onChange={(next) => onChange(typeof next === "string" ? next : null)}
        />
      </Suspense>
    );
  }
  if (field.kind === "id") {
    return (
      <ReferenceSelect
        kind={field.reference ?? ""}
        multiple
        autoFocus={autoFocus}
        value={Array.isArray(value) ? value : []}
        onChange={(next) => onChange(Array.isArray(next) ? next : [])}
        label={label}
      />
    );
  }
  if (field.kind === "code" || field.kind === "text_list") {
    return (
      <TabLeaves>
        <Select
          autoFocus={autoFocus}
          mode={options.length > 0 ? "multiple" : "tags"}
          style={{ width: "100%" }}
          showSearch={{ optionFilterProp: "label" }}
          value={Array.isArray(value) ? value : []}
          onChange={(next: string[]) => onChange(next)}
          options={options.map((each) => ({ value: each.code, label: each.label }))}
          aria-label={label}
        />
      </TabLeaves>
    );
  }
  if (field.kind === "integer" || field.kind === "decimal") {
    return (
      <InputNumber<number>
        autoFocus={autoFocus}
        value={typeof value === "number" ? value : null}
        onChange={(next) => onChange(next)}
        aria-label={label}
      />
    );
  }
  return (
    <Input
      autoFocus={autoFocus}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value)}
      aria-label={label}
    />
  );
}
