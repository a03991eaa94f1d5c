import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import type { RecordBase } from "@/api/resource";
import type { GaveUp } from "@/components/edit/use-record-save";
import { isEditable } from "@/components/fields/types";
import { Bone } from "@/components/ui/states";
import { useHotkey } from "@/lib/hotkeys";
import { GridHead } from "./GridHead";
import { GridRow, type RowActions } from "./GridRow";
import css from "./grid.module.css";
import type { SortTerm } from "./search";
import type { Column } from "./use-list";

export interface GridProps<R extends RecordBase> {
  label: string;
  records: readonly R[];
  columns: readonly Column[];
  titlePath: string;
  hrefOf: (record: R) => string | null;
  /** The record to begin at: the one that the person comes back from. */
  startAt?: string | undefined;
  density: "calm" | "compact";
  loading: boolean;
  sort: readonly SortTerm[];
  onSort: (path: string, add: boolean) => void;
  onResize: (path: string, width: number) => void;
  selectable: boolean;
  selected: ReadonlySet<string>;
  onSelect: (record: R, row: number, extend: boolean) => void;
  onSelectAll: (all: boolean) => void;
  onOpen: (record: R) => void;
  /** The record under the keyboard, for the preview. */
  onActive: (record: R | null) => void;
  onPreview: () => void;
  onSave: (record: R, column: Column, value: unknown) => Promise<RecordBase | GaveUp>;
  quick?: ((record: R) => React.ReactNode) | undefined;
}

interface Place {
  row: number;
  column: number;
}

const SKELETON_ROWS = 12;

/** Rows and cells a key moves by; the third says that it goes all the way. */
const STEPS: Record<string, [rows: number, cells: number, all?: boolean]> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  Home: [0, -1, true],
  End: [0, 1, true],
};

/** The table: one tab stop, arrows or j/k walk, Enter opens, Space previews, X selects, E edits. */
export function Grid<R extends RecordBase>(props: GridProps<R>) {
  const { records, onActive, onOpen, onSelect, onSave, onPreview, quick, selectable } = props;
  const [active, setActive] = useState<Place | null>(null);
  const [editing, setEditing] = useState<Place | null>(null);
  const [scrolled, setScrolled] = useState(false);
  // A width being dragged is kept here until it is let go: the address is not written dozens of times a second.
  const [dragged, setDragged] = useState<{ path: string; width: number } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const columns = dragged
    ? props.columns.map((each) =>
        each.field.path === dragged.path ? { ...each, width: dragged.width } : each,
      )
    : props.columns;

  const focus = useCallback((place: Place) => {
    setActive(place);
    box.current?.querySelector<HTMLElement>(`[data-cell="${place.row}:${place.column}"]`)?.focus();
  }, []);
  const move = (rows: number, cells = 0) => {
    if (records.length === 0) return;
    const from = active ?? { row: rows > 0 ? -1 : records.length, column: 0 };
    focus({
      row: Math.max(0, Math.min(records.length - 1, from.row + rows)),
      column: Math.max(0, Math.min(columns.length - 1, from.column + cells)),
    });
  };
  const current = active ? (records[active.row] ?? null) : null;
  const entry = active && current ? active : { row: 0, column: 0 };

  useEffect(() => onActive(current), [current, onActive]);

  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || records.length === 0) return;
    begun.current = true;
    const row = records.findIndex((record) => record.id === props.startAt);
    if (row < 0) return;
    if (document.activeElement === document.body) focus({ row, column: 0 });
    else setActive({ row, column: 0 });
  }, [records, props.startAt, focus]);

  const edit = (place: Place | null) => {
    const field = place ? columns[place.column]?.field : undefined;
    if (field && isEditable(field)) setEditing(place);
  };

  const latest = useRef({ onOpen, onSelect, onSave, active });
  latest.current = { onOpen, onSelect, onSave, active };
  const [actions] = useState<RowActions<R>>(() => ({
    open: (record) => latest.current.onOpen(record),
    activate: (row, column) => setActive({ row, column }),
    select: (record, row, extend) => latest.current.onSelect(record, row, extend),
    edit: (row, column) => setEditing({ row, column }),
    endEdit: () => setEditing(null),
    save: (record, column, value) => latest.current.onSave(record, column, value),
    quick,
  }));

  const edited = useRef(false);
  useEffect(() => {
    const ended = edited.current && editing === null;
    edited.current = editing !== null;
    // The focus goes back to the cell, so that the arrows walk on from there, unless it has been taken elsewhere.
    const { active: place } = latest.current;
    if (ended && place && document.activeElement === document.body) focus(place);
  }, [editing, focus]);

  useHotkey("j", "shell.keys.down", () => move(1));
  useHotkey("k", "shell.keys.up", () => move(-1));
  useHotkey("Enter", "shell.keys.open", () => current && onOpen(current), editing === null);
  useHotkey(" ", "shell.keys.preview", () => current && onPreview(), editing === null);
  useHotkey("e", "shell.keys.edit", () => edit(active));
  useHotkey(
    "x",
    "shell.keys.select",
    () => current && active && onSelect(current, active.row, false),
    selectable,
  );

  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    if (editing || !(event.target as HTMLElement).hasAttribute("data-cell")) return;
    const step = STEPS[event.key];
    if (step) move(step[0], step[1] * (step[2] ? columns.length : 1));
    else if (event.key === "F2") edit(active);
    else return;
    event.preventDefault();
  };

  const allSelected = records.length > 0 && records.every((record) => props.selected.has(record.id));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cells inside
    <div
      ref={box}
      className={css.scroller}
      data-scrolled={scrolled || undefined}
      onScroll={(event) => setScrolled(event.currentTarget.scrollLeft > 0)}
      onKeyDown={keys}
    >
      <table
        className={css.grid}
        style={{ width: columns.reduce((sum, column) => sum + column.width, selectable ? 44 : 0) }}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are walked by arrows is a grid
        role="grid"
        aria-label={props.label}
        aria-busy={props.loading}
        data-density={props.density}
        data-selectable={selectable || undefined}
      >
        <colgroup>
          {selectable ? <col style={{ width: 44 }} /> : null}
          {columns.map(({ field, width }) => (
            <col key={field.path} style={{ width }} />
          ))}
          <col />
        </colgroup>
        <GridHead
          columns={columns}
          titlePath={props.titlePath}
          sort={props.sort}
          onSort={props.onSort}
          onResizing={(path, width) => setDragged({ path, width })}
          onResize={(path, width) => {
            setDragged(null);
            props.onResize(path, width);
          }}
          selectable={selectable}
          allSelected={allSelected}
          someSelected={props.selected.size > 0}
          onSelectAll={props.onSelectAll}
        />
        <tbody>
          {props.loading
            ? Array.from({ length: SKELETON_ROWS }, (_, row) => (
                <tr key={row}>
                  {selectable ? <td className={css.mark} /> : null}
                  {columns.map(({ field }, at) => (
                    <td key={field.path}>
                      <Bone width={`${40 + ((row * 7 + at * 23) % 45)}%`} />
                    </td>
                  ))}
                  <td />
                </tr>
              ))
            : records.map((record, row) => (
                <GridRow
                  key={record.id}
                  record={record}
                  row={row}
                  columns={columns}
                  titlePath={props.titlePath}
                  href={props.hrefOf(record)}
                  selectable={selectable}
                  selected={props.selected.has(record.id)}
                  activeColumn={active?.row === row ? active.column : null}
                  tabColumn={entry.row === row ? entry.column : null}
                  editingColumn={editing?.row === row ? editing.column : null}
                  actions={actions}
                />
              ))}
        </tbody>
      </table>
    </div>
  );
}
