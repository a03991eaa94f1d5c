import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { type Option, useDictionary } from "@/api/reference-data";
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

export function TagsDisplay({ field, value, fit }: DisplayProps) {
  const { t } = useTranslation();
  const options = useOptions(field);
  const tags = (Array.isArray(value) ? value.map(String) : []).map(
    (tag) => options.find((each) => each.code === tag)?.label ?? tag,
  );
  const shown = fit === "line" ? tags.slice(0, TAGS_ON_LINE) : tags;
  const rest = tags.slice(shown.length);
  const told = t("common.list.more", { count: rest.length, names: rest.join(t("common.listComma")) });
  return (
    <span className={fit === "line" ? css.one : css.several}>
      {shown.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
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
  const closed = options.length > 0;
  const { data } = useQuery({
    queryKey: ["tags", "list"],
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/tags", { signal }))).items,
    enabled: !closed,
  });
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
