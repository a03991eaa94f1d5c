import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dictionariesOptions, fieldsOptions } from "@/api/reference-data";
import type { AuditEvent, FieldChange } from "@/api/types";
import { verbOf } from "@/components/detail/History";
import { LOCALE_NAMES, type LocaleCode } from "@/i18n";
import { type Labels, useLabel } from "@/i18n/labels";
import css from "./platform.module.css";

/** Changes that are told in a line of the log; the record's own history has them all. */
const TOLD = 4;

/** Closed lists, by entity and field, and where their words stand. */
const CLOSED: Record<string, string> = {
  "user.theme": "shell.theme",
  "user.status": "identity.status",
  "customer.kind": "customers.codes.kind",
  "customer.gender": "customers.codes.gender",
  "customer.birthday_calendar": "customers.codes.birthday_calendar",
  "contact.gender": "contacts.codes.gender",
  "contact.birthday_calendar": "contacts.codes.birthday_calendar",
};

/** Kinds of record whose fields are described, under their names in the API and in the catalogue. */
const DESCRIBED: Record<string, string> = { customer: "customers", contact: "contacts" };

const ID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** Addresses, grants and other nested values do not fit a line, ids and pictures say nothing: that they changed does. */
function tells(change: FieldChange): boolean {
  const plain = (value: unknown) =>
    value === null || (typeof value !== "object" && !(typeof value === "string" && ID.test(value)));
  return (
    !change.restricted &&
    change.field !== "avatar" &&
    plain(change.before ?? null) &&
    plain(change.after ?? null)
  );
}

/** The name that a nested value, such as one of a dictionary, brings along. */
function labelsIn({ before, after }: FieldChange): Labels | undefined {
  return ((after ?? before) as { labels?: Labels } | null | undefined)?.labels;
}

/** What an event changed, in the words of the record's form. */
export function AuditChanges({ event }: { event: AuditEvent }) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const kind = DESCRIBED[event.entity];
  const { data: fields } = useQuery({ ...fieldsOptions(kind ?? ""), enabled: Boolean(kind) });
  const { data: dictionaries } = useQuery({ ...dictionariesOptions, enabled: Boolean(kind) });
  // Everything is new in a new record: its page says it better.
  if (event.changes.length === 0 || verbOf(event.kind) === "created") return null;

  const infoOf = (name: string) => (kind ? fields?.find((field) => field.name === name) : undefined);
  const nameOf = (change: FieldChange) => {
    const name = change.field;
    const own = labelOf(infoOf(name)?.labels) || labelOf(labelsIn(change));
    if (own) return own;
    const texts = kind ? `${kind}.fields` : `platform.audit.field.${event.entity}`;
    return t(`${texts}.${name}`, { defaultValue: t(`common.fields.${name}`, { defaultValue: name }) });
  };
  const show = (change: FieldChange, value: unknown) => {
    if (change.erased || value === null || value === undefined || value === "") return t("common.blank");
    if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
    if (change.field === "locale") return LOCALE_NAMES[value as LocaleCode] ?? String(value);
    const closed = CLOSED[`${event.entity}.${change.field}`];
    if (closed) return t(`${closed}.${value}`, { defaultValue: String(value) });
    const code = infoOf(change.field)?.dictionary;
    const known = code ? dictionaries?.get(code)?.values.find((each) => each.code === value) : undefined;
    return known ? labelOf(known.labels) : String(value);
  };
  return (
    <span className={css.changes}>
      {event.changes.slice(0, TOLD).map((change) => (
        <span key={change.field}>
          {nameOf(change)}
          {tells(change) ? (
            <>
              {": "}
              <s>{show(change, change.before)}</s> → {show(change, change.after)}
            </>
          ) : null}
        </span>
      ))}
      {event.changes.length > TOLD ? <span>…</span> : null}
    </span>
  );
}
