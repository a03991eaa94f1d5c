import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RecordBase } from "@/api/resource";
import { FieldDisplay } from "@/components/fields/Field";
import { type Field, fieldValue, referenceOf } from "@/components/fields/types";
import { Bone } from "@/components/ui/states";
import css from "./grid.module.css";
import type { Column } from "./use-list";

interface CardsProps<R extends RecordBase> {
  label: string;
  records: readonly R[];
  columns: readonly Column[];
  titlePath: string;
  hrefOf: (record: R) => string | null;
  loading: boolean;
  /** What can be done with a record where it stands, as restoring it from the bin. */
  quick?: ((record: R) => ReactNode) | undefined;
}

/** Whose or of what a record is; only its name, since the whole card is a link. */
function Whose({ field, record }: { field: Field; record: RecordBase }) {
  const name = referenceOf(record, field)?.name;
  if (field.reference !== "users" && name) return name;
  return <FieldDisplay field={field} value={fieldValue(record, field)} record={record} />;
}

/** The list on a phone: the name, its first two chips, who has it and when it was last touched. */
export function Cards<R extends RecordBase>({
  label,
  records,
  columns,
  titlePath,
  hrefOf,
  loading,
  quick,
}: CardsProps<R>) {
  const chips = columns.filter(({ field }) => field.widget === "choice").slice(0, 2);
  const owner = columns.find(({ field }) => field.widget === "reference");
  const time = columns.find(({ field }) => field.widget === "timestamp");
  if (loading) {
    return (
      <div className={css.cards} aria-busy="true">
        {Array.from({ length: 9 }, (_, at) => (
          <div className={css.card} key={at}>
            <Bone width="60%" height={14} />
            <div className={css.cardSub}>
              <Bone width="35%" />
            </div>
          </div>
        ))}
      </div>
    );
  }
  return (
    <ul className={css.cards} aria-label={label}>
      {records.map((record) => {
        const content = (
          <>
            <span className={css.cardTop}>
              <span>{String(record[titlePath] ?? record.id)}</span>
              <small>
                {time ? (
                  <FieldDisplay field={time.field} value={fieldValue(record, time.field)} record={record} />
                ) : null}
              </small>
            </span>
            <span className={css.cardSub}>
              <span>{owner ? <Whose field={owner.field} record={record} /> : null}</span>
              <span className={css.cardChips}>
                {chips.map(({ field }) => (
                  <FieldDisplay
                    key={field.path}
                    field={field}
                    value={fieldValue(record, field)}
                    record={record}
                  />
                ))}
              </span>
            </span>
          </>
        );
        const href = hrefOf(record);
        return (
          <li key={record.id} className={css.cardLine}>
            {href ? (
              <Link to={href} className={css.card}>
                {content}
              </Link>
            ) : (
              <div className={css.card}>{content}</div>
            )}
            {quick ? <div className={css.cardTools}>{quick(record)}</div> : null}
          </li>
        );
      })}
    </ul>
  );
}
