import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dictionariesOptions, fieldsOptions } from "@/api/reference-data";
import type { AuditEvent, FieldChange } from "@/api/types";
import { verbOf } from "@/components/detail/History";
import { useLabel } from "@/i18n/labels";
import css from "./platform.module.css";

/** Changes that are told in a line of the log; the record's own history has them all. */
const TOLD = 4;

/** What an event changed, in the words of the record's form. */
export function AuditChanges({ event }: { event: AuditEvent }) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const customer = event.entity === "customer";
  const { data: fields } = useQuery({ ...fieldsOptions("customers"), enabled: customer });
  const { data: dictionaries } = useQuery({ ...dictionariesOptions, enabled: customer });
  // Everything is new in a new record: its page says it better.
  if (event.changes.length === 0 || verbOf(event.kind) === "created") return null;

  const infoOf = (name: string) => (customer ? fields?.find((field) => field.name === name) : undefined);
  const nameOf = (name: string) =>
    labelOf(infoOf(name)?.labels) ||
    t(`${event.entity}s.fields.${name}`, {
      defaultValue: t(`identity.${event.entity}.${name}`, { defaultValue: name }),
    });
  const show = (change: FieldChange, value: unknown) => {
    if (change.erased || value === null || value === undefined || value === "") return t("common.blank");
    const code = infoOf(change.field)?.dictionary;
    const known = code ? dictionaries?.get(code)?.values.find((each) => each.code === value) : undefined;
    return known ? labelOf(known.labels) : String(value);
  };
  const isPlain = (value: unknown) => typeof value !== "object" || value === null;
  return (
    <span className={css.changes}>
      {event.changes.slice(0, TOLD).map((change) => (
        <span key={change.field}>
          {nameOf(change.field)}
          {/* Addresses, grants and other nested values do not fit a line: that they changed does. */}
          {!change.restricted && isPlain(change.before) && isPlain(change.after) ? (
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
