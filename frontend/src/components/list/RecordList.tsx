import { App, Button, type MenuProps } from "antd";
import { Inbox, type LucideIcon, SearchX } from "lucide-react";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json, JsonObject } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import type { ListQuery, RecordBase, Resource, Total } from "@/api/resource";
import { isSaved, useRecordSave } from "@/components/edit/use-record-save";
import {
  type ColumnChoice,
  type EntityDescription,
  type Field,
  fieldValue,
  settingOf,
} from "@/components/fields/types";
import { useTitle } from "@/components/ui/Page";
import { EmptyState, ErrorState, useErrorText } from "@/components/ui/states";
import { useHotkey } from "@/lib/hotkeys";
import { useIsPhone } from "@/lib/media";
import { useStored } from "@/lib/stored";
import { Cards } from "./Cards";
import { Grid } from "./Grid";
import { ListFoot } from "./ListFoot";
import { type Density, ListTools } from "./ListTools";
import { lastOpened, rememberList } from "./last-list";
import css from "./list.module.css";
import { type ListSearch, readSort, sortAfter, writeColumns } from "./search";
import { type BuiltInView, type Column, useList } from "./use-list";
import type { ListChange } from "./use-list-address";
import { ViewTabs } from "./ViewTabs";

const Preview = lazy(() => import("./Preview"));
const SelectionBar = lazy(() => import("./SelectionBar"));

/** What is selected: some records by id, or everything that matches the list's conditions. */
export type Selection<R extends RecordBase> =
  | { all: false; ids: string[]; records: R[] }
  | { all: true; query: ListQuery; total: Total | null };

export interface RecordListProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  title: string;
  search: ListSearch;
  onSearch: (change: ListChange) => void;
  builtIn: BuiltInView[];
  base?: ListQuery;
  /** Where records open; null when they have no page, as in the recycle bin. */
  onOpen: ((record: R) => void) | null;
  /** Whether values may be edited where they stand. */
  mayEdit: boolean;
  /** Buttons beside the title. */
  actions?: ReactNode;
  /** Entries of the list's "more" menu, besides those that every list has. */
  more?: MenuProps["items"];
  /** Buttons on a hovered row. */
  quick?: (record: R) => ReactNode;
  /** Buttons of the floating bar; without them rows cannot be selected. */
  bulk?: (selection: Selection<R>, fields: readonly Field[], done: () => void) => ReactNode;
  /** Shown when there is nothing at all; one sentence, one action. */
  empty: { text: string; action?: ReactNode; icon?: LucideIcon };
}

/** The list of one kind of record: views, search, filters, table, preview, bulk actions, pages. */
export function RecordList<R extends RecordBase>(props: RecordListProps<R>) {
  const { entity, of, search, onSearch, onOpen, bulk } = props;
  const { t } = useTranslation();
  const phone = useIsPhone();
  useTitle(props.title);
  const list = useList({
    entity,
    of,
    search,
    builtIn: props.builtIn,
    base: props.base,
    mayEdit: props.mayEdit,
  });
  const [density, setDensity] = useStored<Density>("density", "calm");
  const [active, setActive] = useState<R | null>(null);
  const [preview, setPreview] = useState(false);
  const records = list.page.data?.items ?? [];
  const choice = useSelection(records, list.matching, list.total);
  useEffect(() => {
    if (!props.base?.deleted) rememberList(entity.path, search);
  }, [entity.path, search, props.base]);
  const inline = useInlineSave(of, list.fields);
  const toStart = { cursor: undefined, page: undefined };

  const setColumns = (columns: ColumnChoice[]) => {
    onSearch({ cols: writeColumns(columns) });
    if (!list.view?.saved) list.setHabit(columns);
  };
  const columnChoices = list.columns.map(({ field, width }) => ({ name: field.path, width }));
  const onQ = useCallback(
    (q: string) => onSearch({ q: q || undefined, cursor: undefined, page: undefined }),
    [onSearch],
  );
  const onSort = (path: string, add: boolean) => {
    const sort = sortAfter(list.sort, path, add, list.usualSort);
    onSearch({ sort, ...toStart });
  };
  useHotkey("Escape", "shell.keys.closePreview", () => setPreview(false), preview);

  const savable = useMay("saved_views", "create") && !props.base?.deleted;
  const narrowed = Boolean(search.q || list.filter);
  const isEmpty = list.page.isSuccess && records.length === 0;
  const loading = list.page.isPending || list.fieldsQuery.isPending;
  const error = list.page.error ?? list.fieldsQuery.error;
  const hrefOf = (record: R) => (onOpen ? `${entity.path}/${record.id}` : null);

  let content: ReactNode;
  if (error && !list.page.data) content = <ErrorState error={error} retry={() => void list.page.refetch()} />;
  else if (isEmpty && narrowed) {
    content = (
      <EmptyState
        icon={SearchX}
        text={t("common.list.noMatch")}
        action={
          <Button onClick={() => onSearch({ q: undefined, filter: "", ...toStart })}>
            {t("common.list.clearAll")}
          </Button>
        }
      />
    );
  } else if (isEmpty)
    content = (
      <EmptyState icon={props.empty.icon ?? Inbox} text={props.empty.text} action={props.empty.action} />
    );
  else if (phone) {
    content = (
      <Cards
        label={props.title}
        records={records}
        columns={list.columns}
        titlePath={entity.titleField}
        hrefOf={hrefOf}
        loading={loading}
        quick={props.quick}
      />
    );
  } else {
    content = (
      <Grid
        label={props.title}
        records={records}
        columns={list.columns}
        titlePath={entity.titleField}
        hrefOf={hrefOf}
        startAt={lastOpened(entity.path)}
        density={density}
        loading={loading}
        sort={readSort(list.sort)}
        onSort={onSort}
        onResize={(path, width) =>
          setColumns(columnChoices.map((each) => (each.name === path ? { ...each, width } : each)))
        }
        selectable={Boolean(bulk)}
        selected={choice.ids}
        onSelect={choice.toggle}
        onSelectAll={choice.togglePage}
        onOpen={(record) => (onOpen ? onOpen(record) : setPreview(true))}
        onActive={setActive}
        onPreview={() => setPreview(!preview)}
        onSave={inline.save}
        quick={props.quick}
      />
    );
  }
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{props.title}</h1>
        {props.actions}
      </header>
      <ViewTabs
        resourceName={entity.resource}
        views={list.views}
        current={list.view}
        countOf={list.countOf}
        content={{ filter: list.filter, sort: list.sort, columns: columnChoices }}
        changed={
          savable && (search.filter !== undefined || search.sort !== undefined || search.cols !== undefined)
        }
        savable={savable}
        onChoose={(view) =>
          onSearch({ view, filter: undefined, sort: undefined, cols: undefined, ...toStart })
        }
      />
      <ListTools
        fields={list.fields}
        titlePath={entity.titleField}
        sort={readSort(list.sort)}
        onSort={onSort}
        q={search.q ?? ""}
        onQ={onQ}
        filter={list.filter}
        onFilter={(filter) => onSearch({ filter, ...toStart })}
        columns={columnChoices}
        onColumns={setColumns}
        onResetColumns={() => {
          list.setHabit(null);
          onSearch({ cols: undefined });
        }}
        density={density}
        onDensity={setDensity}
        refreshing={list.page.isFetching && !list.page.isPending}
        onRefresh={() => void list.page.refetch()}
        more={props.more}
      />
      <div className={css.body}>
        <div className={list.page.isPlaceholderData ? `${css.main} ${css.stale}` : css.main}>
          {isEmpty || error ? <div className={css.blank}>{content}</div> : content}
          <ListFoot
            total={list.total}
            limit={list.limit}
            page={search.page ?? 1}
            previous={list.page.data?.prev_cursor ?? null}
            next={list.page.data?.next_cursor ?? null}
            onLimit={(limit) => onSearch({ limit, ...toStart })}
            onPage={(cursor, page) => onSearch({ cursor, page })}
            onJump={(page) => onSearch({ cursor: undefined, page: page > 1 ? page : undefined })}
          />
        </div>
        <Suspense fallback={null}>
          {preview && active && !phone ? (
            <Preview entity={entity} fields={list.fields} record={active} onClose={() => setPreview(false)} />
          ) : null}
          {bulk && choice.ids.size > 0 ? (
            <SelectionBar
              count={choice.selection.all ? null : choice.ids.size}
              total={list.total}
              onAll={choice.pageSelected && !choice.selection.all ? choice.takeAll : undefined}
              onClear={choice.clear}
            >
              {bulk(choice.selection, list.fields, choice.clear)}
            </SelectionBar>
          ) : null}
        </Suspense>
      </div>
      {inline.dialog}
    </div>
  );
}

function useSelection<R extends RecordBase>(records: readonly R[], query: ListQuery, total: Total | null) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, R>>(new Map());
  const [all, setAll] = useState(false);
  const last = useRef<number | null>(null);
  // Other conditions, other records: what was selected under the old ones must not be acted on unseen.
  const conditions = JSON.stringify(query);
  const [under, setUnder] = useState(conditions);
  if (under !== conditions) {
    setUnder(conditions);
    setChosen(new Map());
    setAll(false);
  }
  const ids = useMemo(
    () => new Set(all ? records.map((each) => each.id) : chosen.keys()),
    [all, chosen, records],
  );
  const clear = () => {
    setChosen(new Map());
    setAll(false);
  };
  const put = (some: readonly R[], on: boolean) => {
    const next = new Map(chosen);
    for (const each of some) {
      if (on) next.set(each.id, each);
      else next.delete(each.id);
    }
    setAll(false);
    setChosen(next);
  };
  const selection: Selection<R> = all
    ? { all: true, query, total }
    : { all: false, ids: [...chosen.keys()], records: [...chosen.values()] };
  return {
    ids,
    selection,
    clear,
    pageSelected: records.length > 0 && records.every((each) => ids.has(each.id)),
    takeAll: () => setAll(true),
    togglePage: (on: boolean) => (on ? put(records, true) : clear()),
    /** With `extend` (Shift) everything since the last click follows. */
    toggle: (record: R, row: number, extend: boolean) => {
      const from = extend && last.current !== null ? last.current : row;
      last.current = row;
      const range = records.slice(Math.min(from, row), Math.max(from, row) + 1);
      put(range.length > 0 ? range : [record], !chosen.has(record.id));
    },
  };
}

/** Saving a value edited in the table, with a way back. */
function useInlineSave<R extends RecordBase>(of: Resource<R>, fields: readonly Field[]) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const { save, dialog } = useRecordSave(of, fields);
  const run = async (record: R, column: Column, value: unknown) => {
    const patchOf = (next: unknown) => settingOf(column.field, (next ?? null) as Json) as JsonObject;
    const saved = await save(record, patchOf(value === "" ? null : value));
    if (!isSaved(saved)) return saved;
    const key = `saved-${record.id}`;
    const undo = () => {
      message.destroy(key);
      void save(saved, patchOf(fieldValue(record, column.field))).catch((error: unknown) =>
        message.error(textOf(error)),
      );
    };
    void message.success({
      key,
      content: (
        <>
          {t("common.saved", { name: column.field.label })}{" "}
          <Button type="link" size="small" onClick={undo}>
            {t("common.action.undo")}
          </Button>
        </>
      ),
    });
    return saved;
  };
  return { save: run, dialog };
}
