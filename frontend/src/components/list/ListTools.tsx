import { Button, Input, type InputRef, type MenuProps, Popover, Skeleton } from "antd";
import { Columns3, Ellipsis, RefreshCw, Rows3, Rows4, Search } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnChoice, Field } from "@/components/fields/types";
import { FilterChips } from "@/components/filter/FilterChips";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { IconButton } from "@/components/ui/IconButton";
import { useDebounced } from "@/lib/debounce";
import { useHotkey } from "@/lib/hotkeys";
import css from "./list.module.css";
import { SortMenu } from "./SortMenu";
import type { SortTerm } from "./search";

const ColumnsPanel = lazy(() => import("./ColumnsPanel"));

export type Density = "calm" | "compact";

interface ListToolsProps {
  fields: readonly Field[];
  titlePath: string;
  sort: readonly SortTerm[];
  onSort: (path: string, add: boolean) => void;
  q: string;
  onQ: (q: string) => void;
  filter: string;
  onFilter: (filter: string) => void;
  columns: readonly ColumnChoice[];
  onColumns: (columns: ColumnChoice[]) => void;
  onResetColumns: () => void;
  density: Density;
  onDensity: (density: Density) => void;
  refreshing: boolean;
  onRefresh: () => void;
  /** What only this list has. */
  more?: MenuProps["items"];
}

/** The line of tools: quick search, filter chips, columns, density. */
export function ListTools(props: ListToolsProps) {
  const { t } = useTranslation();
  const compact = props.density === "compact";
  const more: MenuProps["items"] = [
    {
      key: "refresh",
      icon: <RefreshCw size={15} />,
      label: t("common.action.refresh"),
      onClick: props.onRefresh,
    },
    ...(props.more ?? []),
  ];
  return (
    <div className={css.tools}>
      <QuickSearch q={props.q} onQ={props.onQ} />
      <div className={css.filters}>
        <FilterChips fields={props.fields} filter={props.filter} onChange={props.onFilter} />
      </div>
      <div className={css.right}>
        <SortMenu fields={props.fields} sort={props.sort} onSort={props.onSort} />
        {/* Cards have one density, and their own columns. */}
        <span className={css.desktop}>
          <Popover
            trigger="click"
            placement="bottomRight"
            destroyOnHidden
            content={
              <Suspense fallback={<Skeleton active style={{ width: 300 }} />}>
                <ColumnsPanel
                  fields={props.fields}
                  columns={props.columns}
                  titlePath={props.titlePath}
                  onChange={props.onColumns}
                  onReset={props.onResetColumns}
                />
              </Suspense>
            }
          >
            <Button
              size="small"
              type="text"
              icon={<Columns3 size={16} strokeWidth={1.75} />}
              aria-label={t("common.list.columns")}
              title={t("common.list.columns")}
            />
          </Popover>
          <IconButton
            size="small"
            icon={compact ? Rows3 : Rows4}
            label={compact ? t("common.list.calm") : t("common.list.compact")}
            onClick={() => props.onDensity(compact ? "calm" : "compact")}
          />
        </span>
        <ActionMenu placement="bottomRight" menu={{ items: more }}>
          <Button
            size="small"
            type="text"
            loading={props.refreshing}
            icon={<Ellipsis size={16} strokeWidth={1.75} />}
            aria-label={t("common.action.moreActions")}
            title={t("common.action.moreActions")}
          />
        </ActionMenu>
      </div>
    </div>
  );
}

function QuickSearch({ q, onQ }: { q: string; onQ: (q: string) => void }) {
  const { t } = useTranslation();
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState(q);
  const [composing, setComposing] = useState(false);
  const settled = useDebounced(typed, 250);
  const last = useRef(q);
  // The address changes also without us: back, another view.
  useEffect(() => {
    if (q !== last.current) setTyped(q);
    last.current = q;
  }, [q]);
  useEffect(() => {
    // Half-composed pinyin is not a search.
    if (composing || settled.trim() === last.current) return;
    last.current = settled.trim();
    onQ(settled.trim());
  }, [settled, composing, onQ]);
  useHotkey("/", "shell.keys.search", () => input.current?.focus());
  return (
    <Input
      ref={input}
      className={css.search}
      allowClear
      prefix={<Search size={14} color="var(--ink-faint)" />}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      placeholder={t("common.list.search")}
      aria-label={t("common.list.search")}
      type="search"
    />
  );
}
