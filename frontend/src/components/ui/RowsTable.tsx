import type { ComponentProps, ComponentType, ReactNode } from "react";
import { Bone } from "./states";
import css from "./table.module.css";

/** One column of a simple table. */
export interface SimpleColumn<R> {
  key: string;
  label: string;
  render: (row: R) => ReactNode;
  figure?: boolean;
  /** As narrow as its content. */
  tight?: boolean;
}

interface RowsTableProps<R> {
  label: string;
  rows: readonly R[];
  columns: SimpleColumn<R>[];
  rowKey: (row: R) => string;
  onRow?: ((row: R) => void) | undefined;
  pending?: boolean;
  /** What a row is made of, where it can be moved. */
  Row?: ComponentType<ComponentProps<"tr"> & { id: string }>;
  /** Below the rows. */
  children?: ReactNode;
}

const SKELETON_ROWS = 6;

/** A table for settings whose rows are all at hand. */
export function RowsTable<R>(props: RowsTableProps<R>) {
  const { columns, rowKey, onRow, Row } = props;
  const cells = (row: R) =>
    columns.map((column, at) => (
      <td
        key={column.key}
        data-label={column.label}
        data-figure={column.figure || undefined}
        data-tight={column.tight || undefined}
      >
        {at === 0 && onRow ? (
          <button type="button" className={css.link} onClick={() => onRow(row)}>
            {column.render(row)}
          </button>
        ) : (
          column.render(row)
        )}
      </td>
    ));
  const line = (row: R) => {
    const line: ComponentProps<"tr"> = {
      onClick: (event) => {
        if (!(event.target as HTMLElement).closest("button,a,input,.ant-dropdown")) onRow?.(row);
      },
      children: cells(row),
    };
    const click = { "data-click": onRow ? true : undefined };
    const key = rowKey(row);
    return Row ? <Row key={key} id={key} {...line} {...click} /> : <tr key={key} {...line} {...click} />;
  };
  return (
    <div className={css.frame}>
      <table className={css.table} aria-label={props.label} aria-busy={props.pending ?? false}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                data-figure={column.figure || undefined}
                data-tight={column.tight || undefined}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.pending
            ? Array.from({ length: SKELETON_ROWS }, (_, row) => (
                <tr key={row}>
                  {columns.map((column, at) => (
                    <td key={column.key}>
                      <Bone width={`${40 + ((row * 11 + at * 29) % 40)}%`} />
                    </td>
                  ))}
                </tr>
              ))
            : props.rows.map(line)}
        </tbody>
      </table>
      {props.children}
    </div>
  );
}
