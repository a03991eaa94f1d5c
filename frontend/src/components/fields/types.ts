import type { RecordBase } from "@/api/resource";
import type { FieldInfo } from "@/api/types";

/** How a field is shown and edited; the default follows from its kind. */
export type WidgetName =
  | "text"
  | "multiline"
  | "phone"
  | "email"
  | "url"
  | "integer"
  | "decimal"
  | "money"
  | "stars"
  | "boolean"
  | "flag"
  | "date"
  | "timestamp"
  | "choice"
  | "currency"
  | "tags"
  | "reference"
  | "region"
  | "addresses"
  | "importantDates"
  | "none";

/** A field as lists, forms and filters use it: the server's description plus how it looks. */
export interface Field extends FieldInfo {
  /** Name in filters, sorts and column choices: `phone`, or `custom.size`. */
  path: string;
  /** Name shown to people, in their language. */
  label: string;
  /** Where the entity's texts stand, for the names of closed lists. */
  texts: string;
  widget: WidgetName;
  /** The server fills it where it is left blank. */
  automatic?: boolean;
  /** Which records can be chosen, as a filter; from the other values of the record. */
  narrow?: ((values: Record<string, unknown>) => string | undefined) | undefined;
}

/** A column of a list: which field, how wide in pixels. */
export interface ColumnChoice {
  name: string;
  width?: number | null;
}

/**
 * What the shared building blocks need to know of one kind of record; everything else comes from the
 * server's description of its fields.
 */
export interface EntityDescription {
  /** Name in the API and first part of the query keys: `customers`. */
  resource: string;
  /** Where texts stand: `customers` → `customers.fields.phone`. */
  texts: string;
  /** Where records open: `/customers` → `/customers/{id}`. */
  path: string;
  /** The field that names a record; first and sticky in lists. */
  titleField: string;
  /** Looks that do not follow from the field's kind. */
  widgets: Record<string, WidgetName>;
  /** The columns of a list nobody has adjusted. */
  columns: ColumnChoice[];
  defaultSort: string;
  /** Order of the groups in forms and on the record's page; others follow. */
  groups: string[];
  /** Fields of the quick form, besides those that are required. */
  quick: string[];
  /** Fields that the server fills where they are left blank. */
  automatic?: string[];
  /** Which records can be chosen in a reference, as a filter that follows from the other values. */
  narrow?: Record<string, (values: Record<string, unknown>) => string | undefined>;
  /** Fields that only make sense for some records. */
  applies?: (field: string, record: Record<string, unknown>) => boolean;
}

/** What every display gets. */
export interface DisplayProps {
  field: Field;
  value: unknown;
  record?: RecordBase | undefined;
  /** `line`: on one line of a table, the rest on hover; `figure`: a key figure, rounded, exact on hover. */
  fit?: "line" | "figure" | undefined;
}

/** What every editor gets; `value` and `onChange` come from the form item around it. */
export interface EditorProps {
  field: Field;
  value?: unknown;
  onChange?: (value: unknown) => void;
  id?: string;
  autoFocus?: boolean;
  /** The record being edited, for the names of what it refers to. */
  record?: RecordBase | undefined;
  /** The other values as they stand in the form; without a form those of the record. */
  values?: Record<string, unknown> | undefined;
}

/** The value of a field in a record. */
export function fieldValue(record: RecordBase, field: Pick<Field, "path">): unknown {
  if (!field.path.startsWith("custom.")) return record[field.path];
  return record.custom?.[field.path.slice("custom.".length)];
}

/** What people call a record. */
export function titleOf(entity: Pick<EntityDescription, "titleField">, record: RecordBase): string {
  return String(record[entity.titleField] ?? "");
}

/** A body or patch that sets one field. */
export function settingOf(field: Pick<Field, "path">, value: unknown): Record<string, unknown> {
  if (!field.path.startsWith("custom.")) return { [field.path]: value };
  return { custom: { [field.path.slice("custom.".length)]: value } };
}

/** References whose record does not stand under the id's own name. */
const BESIDE: Record<string, string> = { created_by: "creator", updated_by: "updater" };

/** The referenced record beside its raw id: `owner` beside `owner_id`. */
export function referenceOf(
  record: RecordBase | undefined,
  field: Field,
): { id: string; name: string } | undefined {
  const beside = record?.[BESIDE[field.path] ?? field.path.replace(/_id$/, "")];
  return typeof beside === "object" && beside !== null && "name" in beside
    ? (beside as { id: string; name: string })
    : undefined;
}

/** Whether a person may type into this field. */
export function isEditable(field: Field): boolean {
  return field.writable && !field.restriction && field.widget !== "none";
}
