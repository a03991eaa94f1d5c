import { Popover } from "antd";
import { ChevronDown, History as HistoryIcon, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isBlank, type JsonObject } from "@/api/merge-patch";
import type { RecordBase, Resource } from "@/api/resource";
import { InlineEdit } from "@/components/edit/InlineEdit";
import type { GaveUp } from "@/components/edit/use-record-save";
import { FieldDisplay, isBroad } from "@/components/fields/Field";
import {
  type EntityDescription,
  type Field,
  fieldValue,
  isEditable,
  settingOf,
} from "@/components/fields/types";
import { byGroup } from "@/components/fields/use-fields";
import { IconButton } from "@/components/ui/IconButton";
import { useStored } from "@/lib/stored";
import css from "./detail.module.css";
import { History } from "./History";

interface PropertiesProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  record: R;
  fields: readonly Field[];
  mayEdit: boolean;
  save: (record: R, patch: JsonObject) => Promise<R | GaveUp>;
  /** Opens the whole form, for what does not fit on a line. */
  onEdit: () => void;
}

/** All fields of a record by group; each is edited where it stands, and shows its own history. */
export function Properties<R extends RecordBase>(props: PropertiesProps<R>) {
  const { entity, of, record, fields, mayEdit, save, onEdit } = props;
  const { t } = useTranslation();
  const [editing, setEditing] = useState<string | null>(null);
  const [closed, setClosed] = useStored<string[]>(`groups.${entity.resource}`, []);
  const shown = fields.filter(
    (field) => field.widget !== "none" && (entity.applies?.(field.path, record) ?? true),
  );
  const store = (field: Field, value: unknown, base: R) => {
    const patch = settingOf(field, value === "" || value === undefined ? null : value) as JsonObject;
    return save(base, patch);
  };
  return (
    <div className={css.panel}>
      {byGroup(shown, entity.groups).map(([group, members]) => {
        const open = !closed.includes(group);
        return (
          <section key={group}>
            <button
              type="button"
              className={css.group}
              aria-expanded={open}
              onClick={() => setClosed(open ? [...closed, group] : closed.filter((each) => each !== group))}
            >
              {t(`${entity.texts}.groups.${group}`, { defaultValue: group })}
              <ChevronDown size={15} aria-hidden="true" />
            </button>
            {open ? (
              <dl>
                {members.map((field) => (
                  <Property
                    key={field.path}
                    field={field}
                    record={record}
                    of={of}
                    fields={fields}
                    editable={mayEdit && isEditable(field)}
                    editing={editing === field.path}
                    onEdit={() => (isBroad(field.widget) ? onEdit() : setEditing(field.path))}
                    onSave={(value, base) => store(field, value, base as R)}
                    onClose={() => setEditing(null)}
                  />
                ))}
              </dl>
            ) : null}
          </section>
        );
      })}
    </div>
  );
}

interface PropertyProps<R extends RecordBase> {
  field: Field;
  record: R;
  of: Resource<R>;
  fields: readonly Field[];
  editable: boolean;
  editing: boolean;
  onEdit: () => void;
  onSave: (value: unknown, base: RecordBase) => Promise<RecordBase | GaveUp>;
  onClose: () => void;
}

function Property<R extends RecordBase>(props: PropertyProps<R>) {
  const { field, record, of, fields, editable, editing, onEdit, onSave, onClose } = props;
  const { t } = useTranslation();
  const value = fieldValue(record, field);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: double click is a short cut for the button inside
    <div
      className={css.property}
      data-editing={editing || undefined}
      data-blank={isBlank(value) || undefined}
      onDoubleClick={() => editable && !editing && onEdit()}
    >
      <dt>{field.label}</dt>
      <dd>
        {editing ? (
          <InlineEdit field={field} record={record} onSave={onSave} onClose={onClose} />
        ) : (
          <FieldDisplay field={field} value={value} record={record} blank="—" />
        )}
        {editing ? null : (
          <span className={css.hoverTools}>
            {isBlank(value) ? null : (
              <Popover
                trigger="click"
                placement="left"
                destroyOnHidden
                title={field.label}
                content={
                  <div style={{ width: 320, maxHeight: 320, overflow: "auto" }}>
                    <History of={of} id={record.id} fields={fields} only={field.path} />
                  </div>
                }
              >
                <IconButton
                  size="small"
                  icon={HistoryIcon}
                  label={t("common.history.of", { name: field.label })}
                />
              </Popover>
            )}
            {editable ? (
              <IconButton
                size="small"
                icon={Pencil}
                label={t("common.action.editField", { name: field.label })}
                onClick={onEdit}
              />
            ) : null}
          </span>
        )}
      </dd>
    </div>
  );
}
