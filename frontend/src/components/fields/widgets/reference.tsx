import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Select, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { resource } from "@/api/resource";
import { Person } from "@/components/ui/Avatar";
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

interface ReferenceSelectProps {
  /** Kind of the records to choose from: `users`, `departments`, `customers`. */
  kind: string;
  value?: string | string[] | null | undefined;
  onChange?: (value: string | string[] | null) => void;
  multiple?: boolean;
  /** The chosen record, so that its name shows before anything is searched. */
  initial?: { id: string; name: string } | undefined;
  id?: string | undefined;
  label?: string | undefined;
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
    queryFn: ({ signal }) => resource(kind).list({ q: q || undefined, limit: 20 }, signal),
    enabled: open || Boolean(value),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const options = (found.data?.items ?? []).map((each) => ({ value: each.id, label: nameOf(each) }));
  if (initial && !options.some((each) => each.value === initial.id)) {
    options.unshift({ value: initial.id, label: initial.name });
  }
  return (
    <Select
      id={id}
      autoFocus={autoFocus}
      defaultOpen={autoFocus}
      mode={multiple ? "multiple" : undefined}
      allowClear={allowClear}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      style={{ width: "100%" }}
      placeholder={t("common.searchToChoose")}
      value={value ?? undefined}
      onChange={(next: string | string[] | undefined) => onChange?.(next ?? null)}
      onOpenChange={setOpen}
      notFoundContent={found.isFetching ? <Spin size="small" /> : undefined}
      options={options}
      optionRender={(option) => (kind === "users" ? <Person name={String(option.label)} /> : option.label)}
      aria-label={label}
    />
  );
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
