import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { type Option, tagsOptions, useDictionary } from "@/api/reference-data";
import { Chip, toneOf } from "@/components/ui/Chip";
import { TabLeaves } from "@/components/ui/TabLeaves";
import { useLabel } from "@/i18n/labels";
import css from "../fields.module.css";
import type { DisplayProps, EditorProps, Field } from "../types";
import { useCurrencies } from "./currency";

/** Tags that a line of a table has room for. */
const TAGS_ON_LINE = 2;

/** The options of a field: a dictionary's values, a custom field's choices or a closed list, in their own order. */
export function useOptions(field: Field): Option[] {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const values = useDictionary(field.dictionary);
  const currencies = useCurrencies();
  if (field.widget === "currency") return currencies.map(({ value, label }) => ({ code: value, label }));
  if (field.dictionary) return values;
  if (field.definition?.options) {
    return field.definition.options.map((each) => ({ ...each, label: labelOf(each.labels) || each.code }));
  }
  const texts = `${field.texts}.codes.${field.name}`;
  return (field.codes ?? []).map((code) => ({ code, label: t(`${texts}.${code}`, { defaultValue: code }) }));
}

export function ChoiceDisplay({ field, value }: DisplayProps) {
  const options = useOptions(field);
  const found = options.find((each) => each.code === value);
  // A code that is gone from its dictionary is still shown, as itself.
  return <Chip tone={toneOf(found?.color)}>{found?.label ?? String(value)}</Chip>;
}

export function ChoiceEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  const options = useOptions(field);
  const { t } = useTranslation();
  return (
    <Select
      id={id}
      autoFocus={autoFocus}
      defaultOpen={autoFocus}
      allowClear={!field.required}
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: "100%" }}
      placeholder={t("common.choose")}
      value={(value as string | null) ?? undefined}
      onChange={(next: string | undefined) => onChange?.(next ?? null)}
      // Disabled values stay readable on old records and cannot be chosen anew.
      options={options
        .filter((each) => !each.disabled || each.code === value)
        .map((each) => ({ value: each.code, label: each.label }))}
      aria-label={field.label}
    />
  );
}

/** Whether any word may be entered: then the registered tags give colours and are offered. */
const isOpen = (field: Field, options: readonly Option[]) =>
  !field.dictionary && !field.definition && options.length === 0;

export function TagsDisplay({ field, value, fit }: DisplayProps) {
  const { t } = useTranslation();
  const options = useOptions(field);
  const { data: registered } = useQuery({ ...tagsOptions, enabled: isOpen(field, options) });
  const tags = (Array.isArray(value) ? value.map(String) : []).map((tag) => {
    const option = options.find((each) => each.code === tag);
    const color = option?.color ?? registered?.find((each) => each.name === tag)?.color;
    return { label: option?.label ?? tag, color };
  });
  const shown = fit === "line" ? tags.slice(0, TAGS_ON_LINE) : tags;
  const rest = tags.slice(shown.length);
  const names = rest.map(({ label }) => label).join(t("common.listComma"));
  const told = t("common.list.more", { count: rest.length, names });
  return (
    <span className={fit === "line" ? css.one : css.several}>
      {shown.map(({ label, color }) => (
        <Chip key={label} tone={toneOf(color)}>
          {label}
        </Chip>
      ))}
      {rest.length > 0 ? (
        <small className={css.rest} title={told}>
          <span aria-hidden="true">+{rest.length}</span>
          <span className="visually-hidden">{told}</span>
        </small>
      ) : null}
    </span>
  );
}

/** Several words: chosen from those in use, or new. */
export function TagsEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  const options = useOptions(field);
  const closed = !isOpen(field, options);
  const { data } = useQuery({ ...tagsOptions, enabled: !closed });
  const choices = closed
    ? options.map((each) => ({ value: each.code, label: each.label }))
    : (data ?? []).map((tag) => ({ value: tag.name, label: tag.name }));
  return (
    <TabLeaves>
      <Select
        id={id}
        autoFocus={autoFocus}
        mode={closed ? "multiple" : "tags"}
        tokenSeparators={[",", "\uff0c", "\u3001"]}
        style={{ width: "100%" }}
        value={Array.isArray(value) ? (value as string[]) : []}
        onChange={(next: string[]) => onChange?.(next)}
        options={choices}
        aria-label={field.label}
      />
    </TabLeaves>
  );
}
