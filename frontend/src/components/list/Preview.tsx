import { Link } from "@tanstack/react-router";
import { Maximize2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isBlank } from "@/api/merge-patch";
import type { RecordBase } from "@/api/resource";
import { FieldDisplay } from "@/components/fields/Field";
import { type EntityDescription, type Field, fieldValue } from "@/components/fields/types";
import { byGroup } from "@/components/fields/use-fields";
import { IconButton } from "@/components/ui/IconButton";
import css from "./list.module.css";

interface PreviewProps {
  entity: EntityDescription;
  fields: readonly Field[];
  record: RecordBase;
  onClose: () => void;
}

/** A record beside the list: what is known of it, in order. The list keeps the keyboard, so ↑ and ↓ walk on. */
export default function Preview({ entity, fields, record, onClose }: PreviewProps) {
  const { t } = useTranslation();
  const known = byGroup(fields, entity.groups)
    .flatMap(([, members]) => members)
    .filter(
      (field) =>
        field.widget !== "none" && field.path !== entity.titleField && !isBlank(fieldValue(record, field)),
    );
  return (
    <aside className={css.preview} aria-label={t("common.list.preview")}>
      <header className={css.previewHead}>
        <h2>
          {String(record[entity.titleField] ?? "")}
          {typeof record.number === "string" ? <small>{record.number}</small> : null}
        </h2>
        <Link to={`${entity.path}/${record.id}`} tabIndex={-1}>
          <IconButton size="small" icon={Maximize2} label={t("common.action.open")} hotkey="Enter" />
        </Link>
        <IconButton size="small" icon={X} label={t("common.action.close")} hotkey="Esc" onClick={onClose} />
      </header>
      <dl className={css.facts}>
        {known.map((field) => (
          <div key={field.path} style={{ display: "contents" }}>
            <dt>{field.label}</dt>
            <dd>
              <FieldDisplay field={field} value={fieldValue(record, field)} record={record} />
            </dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
