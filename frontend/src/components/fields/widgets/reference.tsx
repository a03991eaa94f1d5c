import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Select, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { type RecordBase, type Reference, resource } from "@/api/resource";
import { Person } from "@/components/ui/Avatar";
import { TabLeaves } from "@/components/ui/TabLeaves";
import { useDebounced } from "@/lib/debounce";
import { type DisplayProps, type EditorProps, referenceOf } from "../types";

const nameOf = (record: Record<string, unknown>) => String(record.display_name ?? record.name ?? record.id);

/** Kinds of record that have a page of their own to link to. */
const PAGES: Record<string, string> = { customers: "/customers" };

export function ReferenceDisplay({ field, value, record }: DisplayProps) {
  const name = referenceOf(record, field)?.name ?? String(value);
  if (field.reference === "users") return <Person name={name} />;
  const page = field.reference ? PAGES[field.reference] : undefined;
  return page ? <Link to={`${page}/${String(value)}`}>{name}</Link> : name;
}

/**
 * What can be chosen. Colleagues are asked for where everybody may (`/people`), not where accounts are managed;
 * departments and roles come whole and are narrowed here.
 */
async function choices(
  kind: string,
  q: string,
  signal: AbortSignal,
): Promise<{ id: string; name: string }[]> {
  if (kind === "users") {
    const query = q ? { q } : {};
    return (await unwrap(api.GET("/api/v1/people", { params: { query }, signal }))).items;
  }
  const whole = kind === "departments" || kind === "roles";
  const page = await resource<RecordBase>(kind).list(whole ? {} : { q: q || undefined, limit: 20 }, signal);
  return page.items
    .map((each) => ({ id: each.id, name: nameOf(each) }))
    .filter((each) => !whole || each.name.toLowerCase().includes(q.toLowerCase()));
}

interface ReferenceSelectProps {
  /** Kind of the records to choose from: `users`, `departments`, `customers`. */
  kind: string;
  value?: string | string[] | null | undefined;
  onChange?: (value: string | string[] | null) => void;
  multiple?: boolean;
  /** What is chosen already, so that its name shows before anything is searched. */
  initial?: Reference | Reference[] | null | undefined;
  id?: string | undefined;
  label?: string | undefined;
  placeholder?: string;
  autoFocus?: boolean | undefined;
  allowClear?: boolean;
}

/** Chooses a record of another kind by searching for it. */
export function ReferenceSelect(props: ReferenceSelectProps) {
  const { kind, value, onChange, multiple, initial, id, label, autoFocus, allowClear = true } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(Boolean(autoFocus));
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useQuery({
    queryKey: [kind, "list", { choose: q }],
    queryFn: ({ signal }) => choices(kind, q, signal),
    enabled: open || Boolean(value),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const options = (found.data ?? []).map((each) => ({ value: each.id, label: each.name }));
  for (const known of [initial ?? []].flat()) {
    if (!options.some((each) => each.value === known.id))
      options.unshift({ value: known.id, label: known.name });
  }
  const select = (
    <Select
      id={id}
      autoFocus={autoFocus}
      defaultOpen={autoFocus}
      mode={multiple ? "multiple" : undefined}
      allowClear={allowClear}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      style={{ width: "100%" }}
      placeholder={props.placeholder ?? t("common.searchToChoose")}
      value={value ?? undefined}
      onChange={(next: string | string[] | undefined) => onChange?.(next ?? null)}
      onOpenChange={setOpen}
      notFoundContent={found.isFetching ? <Spin size="small" /> : undefined}
      options={options}
      optionRender={(option) => (kind === "users" ? <Person name={String(option.label)} /> : option.label)}
      aria-label={label}
    />
  );
  return multiple ? <TabLeaves>{select}</TabLeaves> : select;
}

export function ReferenceEditor({ field, value, onChange, id, autoFocus, record }: EditorProps) {
  return (
    <ReferenceSelect
      kind={field.reference ?? ""}
      value={value as string | null}
      onChange={(next) => onChange?.(next)}
      initial={record && record[field.path] === value ? referenceOf(record, field) : undefined}
      id={id}
      label={field.label}
      autoFocus={autoFocus}
      allowClear={!field.required}
    />
  );
}
