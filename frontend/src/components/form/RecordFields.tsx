import { useQuery } from "@tanstack/react-query";
import { Form } from "antd";
import { useTranslation } from "react-i18next";
import { defaultValue, dictionariesOptions } from "@/api/reference-data";
import type { RecordBase } from "@/api/resource";
import { FieldEditor, isBroad } from "@/components/fields/Field";
import { type EntityDescription, type Field, fieldValue, isEditable } from "@/components/fields/types";
import { byGroup } from "@/components/fields/use-fields";
import css from "./form.module.css";
import { formName } from "./server-errors";
import type { RecordFormState } from "./use-record-form";

interface RecordFieldsProps {
  entity: EntityDescription;
  fields: readonly Field[];
  record?: RecordBase | undefined;
  state: RecordFormState;
  /** Only what is required or matters first. */
  quick: boolean;
  /** Values to begin with. */
  defaults?: Record<string, unknown> | undefined;
}

/** The controls of a form, in two columns, grouped. */
export function RecordFields({ entity, fields, record, state, quick, defaults }: RecordFieldsProps) {
  const { t } = useTranslation();
  const { data: dictionaries } = useQuery(dictionariesOptions);
  const values: Record<string, unknown> = Form.useWatch([], state.form) ?? { ...defaults, ...record };
  const offered = fields.filter(
    (field) =>
      isEditable(field) &&
      (entity.applies?.(field.path, values) ?? true) &&
      (!quick || field.required || entity.quick.includes(field.path)),
  );
  const first = offered.find((field) => field.path === entity.titleField) ?? offered[0];
  const ordered: [string, Field[]][] = quick
    ? [["", [...offered].sort((a, b) => rank(entity, a) - rank(entity, b))]]
    : byGroup(offered, entity.groups);
  return (
    <div className={css.grid}>
      {ordered.map(([group, members]) => (
        <div key={group} style={{ display: "contents" }}>
          {group ? (
            <h2 className={css.group}>{t(`${entity.texts}.groups.${group}`, { defaultValue: group })}</h2>
          ) : null}
          {members.map((field) => (
            <Form.Item
              key={field.path}
              name={formName(field.path)}
              className={isBroad(field.widget) ? css.broad : undefined}
              label={field.label}
              initialValue={
                record
                  ? fieldValue(record, field)
                  : (defaults?.[field.path] ?? defaultValue(dictionaries, field.dictionary))
              }
              rules={field.required ? [{ required: true, message: t("common.required") }] : []}
            >
              <FieldEditor
                field={field}
                record={record}
                values={values}
                autoFocus={!record && field === first}
              />
            </Form.Item>
          ))}
        </div>
      ))}
    </div>
  );
}

/** The quick form follows the order the entity gives; required fields it does not name come last. */
function rank(entity: EntityDescription, field: Field): number {
  const at = entity.quick.indexOf(field.path);
  return at < 0 ? entity.quick.length : at;
}

/** What went wrong, above the form: each line leads to its field. */
export function FormSummary({ state, fields }: { state: RecordFormState; fields: readonly Field[] }) {
  const { t } = useTranslation();
  const { failure, form } = state;
  if (!failure) return null;
  const labelOf = (path: string) => fields.find((field) => field.path === path)?.label ?? path;
  return (
    <div className={css.summary} role="alert">
      <strong>{failure.text}</strong>
      <ul>
        {[...failure.errors.byField].map(([path, messages]) => (
          <li key={path}>
            <button
              type="button"
              onClick={() =>
                form.scrollToField(formName(path), { behavior: "smooth", block: "center", focus: true })
              }
            >
              {labelOf(path)}
            </button>
            : {messages.join(t("common.listComma"))}
          </li>
        ))}
        {failure.errors.others.map((each) => (
          <li key={each.pointer + each.code}>{each.message}</li>
        ))}
      </ul>
      {failure.requestId ? <small>{t("common.error.requestId", { id: failure.requestId })}</small> : null}
    </div>
  );
}
