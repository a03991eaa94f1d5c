import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Select, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { detailOptions, type RecordBase, type Reference, resource } from "@/api/resource";
import { Person } from "@/components/ui/Avatar";
import { TabLeaves } from "@/components/ui/TabLeaves";
import { useDebounced } from "@/lib/debounce";
import css from "../fields.module.css";
import { type DisplayProps, type EditorProps, referenceOf } from "../types";

const nameOf = (record: Record<string, unknown>) => String(record.display_name ?? record.name ?? record.id);

/** Kinds of record that have a page of their own to link to. */
const PAGES: Record<string, string> = { customers: "/customers", contacts: "/contacts" };

export function ReferenceDisplay({ field, value, record }: DisplayProps) {
  const name = referenceOf(record, field)?.name ?? String(value);
  if (field.reference === "users") return <Person name={name} />;
  const page = field.reference ? PAGES[field.reference] : undefined;
  return page ? <Link to={`${page}/${String(value)}`}>{name}</Link> : name;
}

/** One that can be chosen; `note` tells it from others of the same name. */
interface Choice extends Reference {
  note?: string | undefined;
}

/** Of which customer somebody is: the name alone is often not enough. */
const noteOf = (record: Record<string, unknown>) =>
  (record.customer as Reference | null | undefined)?.name ?? undefined;

/** Kinds that are asked for where everybody may, or come whole, and have no page for each. */
const PLAIN = new Set(["users", "departments", "roles"]);

/**
 * What can be chosen. Colleagues are asked for where everybody may (`/people`), not where accounts are managed;
 * departments and roles come whole and are narrowed here.
 */
async function choices(
  kind: string,
  q: string,
  filter: string | undefined,
  signal: AbortSignal,
): Promise<Choice[]> {
  if (kind === "users") {
    const query = q ? { q } : {};
    return (await unwrap(api.GET("/api/v1/people", { params: { query }, signal }))).items;
  }
  const whole = kind === "departments" || kind === "roles";
  const page = await resource<RecordBase>(kind).list(
    whole ? {} : { q: q || undefined, filter, limit: 20 },
    signal,
  );
  return page.items
    .map((each) => ({ id: each.id, name: nameOf(each), note: noteOf(each) }))
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
  /** Which of them can be chosen, as a filter. */
  filter?: string | undefined;
}

/** Chooses a record of another kind by searching for it. */
export function ReferenceSelect(props: ReferenceSelectProps) {
  const { kind, value, onChange, multiple, initial, id, label, autoFocus, allowClear = true, filter } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(Boolean(autoFocus));
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useQuery({
    queryKey: [kind, "list", { choose: q, filter }],
    queryFn: ({ signal }) => choices(kind, q, filter, signal),
    enabled: open || Boolean(value),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const options = (found.data ?? []).map(({ id: value, name, note }) => ({ value, label: name, note }));
  const add = (known: Reference) => {
    if (!options.some((each) => each.value === known.id))
      options.unshift({ value: known.id, label: known.name, note: undefined });
  };
  for (const known of [initial ?? []].flat()) add(known);
  // What was chosen elsewhere, such as the customer from whose page a contact is made, need not be among the first.
  const chosen = typeof value === "string" ? value : "";
  const unknown =
    found.isSuccess && !PLAIN.has(kind) && chosen && options.every((each) => each.value !== chosen);
  const asked = useQuery({ ...detailOptions(resource<RecordBase>(kind), chosen), enabled: Boolean(unknown) });
  if (asked.data && asked.data.id === chosen) add({ id: chosen, name: nameOf(asked.data) });
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
      optionRender={(option) =>
        kind === "users" ? (
          <Person name={String(option.label)} />
        ) : (
          <>
            {option.label}
            {option.data.note ? <small className={css.note}>{option.data.note}</small> : null}
          </>
        )
      }
      aria-label={label}
    />
  );
  return multiple ? <TabLeaves>{select}</TabLeaves> : select;
}

export function ReferenceEditor(props: EditorProps) {
  const { t } = useTranslation();
  const { field, value, onChange, id, autoFocus, record, values } = props;
  return (
    <ReferenceSelect
      kind={field.reference ?? ""}
      value={value as string | null}
      onChange={(next) => onChange?.(next)}
      initial={record && record[field.path] === value ? referenceOf(record, field) : undefined}
      id={id}
      label={field.label}
      {...(field.automatic ? { placeholder: t(`${field.texts}.automatic.${field.path}`) } : {})}
      autoFocus={autoFocus}
      allowClear={!field.required}
      filter={field.narrow?.(values ?? record ?? {})}
    />
  );
}
