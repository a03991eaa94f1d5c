import { isBlank } from "@/api/merge-patch";
import type { RecordBase } from "@/api/resource";
import { FieldDisplay } from "@/components/fields/Field";
import { type Field, fieldValue } from "@/components/fields/types";
import { EmptyState } from "@/components/ui/states";
import css from "./record.module.css";

interface OverviewProps {
  record: RecordBase;
  fields: readonly Field[];
  /** The fields to tell, in their order. */
  paths: readonly string[];
  /** Said when none of them is known. */
  empty: string;
}

/** What is read before a visit or a call: the broad fields that do not fit beside their names. */
export function Overview({ record, fields, paths, empty }: OverviewProps) {
  const shown = paths
    .flatMap((path) => fields.filter((field) => field.path === path))
    .filter((field) => !isBlank(fieldValue(record, field)));
  if (shown.length === 0) return <EmptyState text={empty} />;
  return (
    <div className={css.overview}>
      {shown.map((field) => (
        <section key={field.path}>
          <h3>{field.label}</h3>
          <FieldDisplay field={field} value={fieldValue(record, field)} record={record} />
        </section>
      ))}
    </div>
  );
}
