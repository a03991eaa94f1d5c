import { Link } from "@tanstack/react-router";
import { Checkbox } from "antd";
import { memo, type ReactNode } from "react";
import type { RecordBase } from "@/api/resource";
import { InlineEdit } from "@/components/edit/InlineEdit";
import type { GaveUp } from "@/components/edit/use-record-save";
import { FieldDisplay, isFigure } from "@/components/fields/Field";
import { type Field, fieldValue, isEditable } from "@/components/fields/types";
import css from "./grid.module.css";
import type { Column } from "./use-list";

/** Widgets whose value is the text on screen, which a narrow column cuts off. */
const WORDS = new Set<Field["widget"]>(["text", "multiline", "email", "url"]);

/** What rows tell the grid; the same functions for every row, so that rows need not be drawn again. */
export interface RowActions<R extends RecordBase> {
  open: (record: R) => void;
  activate: (row: number, column: number) => void;
  select: (record: R, row: number, extend: boolean) => void;
  edit: (row: number, column: number) => void;
  endEdit: () => void;
  save: (record: R, column: Column, value: unknown) => Promise<RecordBase | GaveUp>;
  quick?: ((record: R) => ReactNode) | undefined;
}

interface GridRowProps<R extends RecordBase> {
  record: R;
  row: number;
  columns: readonly Column[];
  titlePath: string;
  /** Address of the record's page; none in the recycle bin. */
  href: string | null;
  selectable: boolean;
  selected: boolean;
  /** The active column when this is the active row. */
  activeColumn: number | null;
  /** The column of the table's one tab stop when it is in this row. */
  tabColumn: number | null;
  editingColumn: number | null;
  actions: RowActions<R>;
}

function Row<R extends RecordBase>(props: GridRowProps<R>) {
  const {
    record,
    row,
    columns,
    titlePath,
    href,
    selectable,
    selected,
    activeColumn,
    tabColumn,
    editingColumn,
    actions,
  } = props;
  const name = String(record[titlePath] ?? record.id);
  return (
    <tr
      className={css.row}
      aria-selected={selectable ? selected : undefined}
      data-active={activeColumn !== null || undefined}
    >
      {selectable ? (
        <td className={css.mark}>
          <Checkbox
            checked={selected}
            onChange={(event) => actions.select(record, row, event.nativeEvent.shiftKey)}
            aria-label={name}
          />
        </td>
      ) : null}
      {columns.map((column, at) => {
        const { field } = column;
        const value = fieldValue(record, field);
        const isTitle = field.path === titlePath;
        const editing = editingColumn === at;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around handles the keys of all its cells
          <td
            key={field.path}
            className={editing ? css.editing : isTitle ? css.title : undefined}
            data-figure={isFigure(field.widget) || undefined}
            data-cell={`${row}:${at}`}
            tabIndex={tabColumn === at ? 0 : -1}
            title={WORDS.has(field.widget) && typeof value === "string" && !editing ? value : undefined}
            onFocus={(event) => event.target === event.currentTarget && actions.activate(row, at)}
            onClick={(event) => {
              // Links, buttons and editors inside the cell do their own work.
              if ((event.target as HTMLElement).closest("a,button,input,.ant-select")) return;
              if (isTitle) actions.open(record);
              else actions.activate(row, at);
            }}
            onDoubleClick={() => isEditable(field) && actions.edit(row, at)}
          >
            {editing ? (
              <InlineEdit
                field={field}
                record={record}
                onSave={(next, base) => actions.save(base as R, column, next)}
                onClose={actions.endEdit}
              />
            ) : isTitle ? (
              <span className={css.titleCell}>
                {href ? (
                  <Link className={css.name} to={href} tabIndex={-1} title={name}>
                    {name}
                  </Link>
                ) : (
                  <span title={name}>{name}</span>
                )}
                {actions.quick ? <span className={css.quick}>{actions.quick(record)}</span> : null}
              </span>
            ) : (
              <FieldDisplay field={field} value={value} record={record} fit="line" />
            )}
          </td>
        );
      })}
      <td style={{ padding: 0 }} />
    </tr>
  );
}

/** One record in the table. */
export const GridRow = memo(Row) as typeof Row;
