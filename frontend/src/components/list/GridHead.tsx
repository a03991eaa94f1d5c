import { Checkbox } from "antd";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type PointerEvent as ReactPointerEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isFigure } from "@/components/fields/Field";
import css from "./grid.module.css";
import type { SortTerm } from "./search";
import type { Column } from "./use-list";

const NARROWEST = 64;
const WIDEST = 720;
const STEP = 16;
const clamp = (width: number) => Math.max(NARROWEST, Math.min(WIDEST, width));

interface GridHeadProps {
  columns: readonly Column[];
  titlePath: string;
  sort: readonly SortTerm[];
  onSort: (path: string, add: boolean) => void;
  /** While an edge is dragged. */
  onResizing: (path: string, width: number) => void;
  /** When it is let go, or moved by a key. */
  onResize: (path: string, width: number) => void;
  selectable: boolean;
  allSelected: boolean;
  someSelected: boolean;
  onSelectAll: (all: boolean) => void;
}

/** The column heads: sort by click, add a sort by Shift and click, drag the edge for the width. */
export function GridHead(props: GridHeadProps) {
  const {
    columns,
    titlePath,
    sort,
    onSort,
    onResizing,
    onResize,
    selectable,
    allSelected,
    someSelected,
    onSelectAll,
  } = props;
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        {selectable ? (
          <th className={css.mark} scope="col">
            <Checkbox
              checked={allSelected}
              indeterminate={someSelected && !allSelected}
              onChange={(event) => onSelectAll(event.target.checked)}
              aria-label={t("common.list.selectPage")}
            />
          </th>
        ) : null}
        {columns.map(({ field, width }) => {
          const term = sort.find((each) => each.name === field.path);
          const Arrow = term?.descending ? ArrowDown : ArrowUp;
          return (
            <th
              key={field.path}
              scope="col"
              className={field.path === titlePath ? css.title : undefined}
              data-figure={isFigure(field.widget) || undefined}
              aria-sort={term ? (term.descending ? "descending" : "ascending") : undefined}
              title={field.label}
            >
              {field.sortable ? (
                <button
                  type="button"
                  className={css.sort}
                  onClick={(event) => onSort(field.path, event.shiftKey)}
                >
                  {field.label}
                  {term ? <Arrow size={12} aria-hidden="true" /> : null}
                </button>
              ) : (
                field.label
              )}
              <ResizeHandle
                label={field.label}
                width={width}
                onResizing={(next) => onResizing(field.path, next)}
                onResize={(next) => onResize(field.path, next)}
              />
            </th>
          );
        })}
        {/* Takes what room is left, so that columns keep the width they were given. */}
        <td style={{ padding: 0 }} />
      </tr>
    </thead>
  );
}

function ResizeHandle({
  label,
  width,
  onResizing,
  onResize,
}: {
  label: string;
  width: number;
  onResizing: (width: number) => void;
  onResize: (width: number) => void;
}) {
  const { t } = useTranslation();
  const start = useRef<{ x: number; width: number } | null>(null);
  const at = (event: ReactPointerEvent) =>
    start.current ? clamp(start.current.width + event.clientX - start.current.x) : null;
  const move = (event: ReactPointerEvent) => {
    const next = at(event);
    if (next !== null) onResizing(next);
  };
  const drop = (event: ReactPointerEvent) => {
    const next = at(event);
    start.current = null;
    if (next !== null) onResize(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has no element of its own
    <span
      className={css.resize}
      role="separator"
      aria-orientation="vertical"
      aria-label={t("common.list.columnWidth", { name: label })}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={move}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        event.stopPropagation();
        onResize(clamp(width + (event.key === "ArrowRight" ? STEP : -STEP)));
      }}
    />
  );
}
