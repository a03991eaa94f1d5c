import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, unwrap } from "@/api/client";
import { keys, type ListQuery, listOptions, type RecordBase, type Resource } from "@/api/resource";
import type { SavedView } from "@/api/types";
import type { ColumnChoice, EntityDescription, Field } from "@/components/fields/types";
import { useFields } from "@/components/fields/use-fields";
import { useStored } from "@/lib/stored";
import { DEFAULT_LIMIT, type ListSearch, readColumns } from "./search";

/** A view that every person has. */
export interface BuiltInView {
  key: string;
  label: string;
  filter: string;
}

/** A view as the tabs show it: built in, or saved by somebody. */
export interface View {
  key: string;
  label: string;
  filter: string;
  sort?: string | undefined;
  columns?: ColumnChoice[] | undefined;
  saved?: SavedView;
}

/** The views saved for a kind of record that the person may use. */
export function useSavedViews(resourceName: string, enabled: boolean) {
  return useQuery({
    queryKey: ["saved-views", "list", resourceName],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/saved-views", { params: { query: { entity: resourceName } }, signal })))
        .items,
    staleTime: 5 * 60_000,
    enabled,
  });
}

function fromSaved(saved: SavedView): View {
  return {
    key: saved.id,
    label: saved.name,
    filter: saved.definition.filter ?? "",
    sort: saved.definition.sort ?? undefined,
    columns: saved.definition.columns.length > 0 ? saved.definition.columns : undefined,
    saved,
  };
}

interface ListOptions<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  search: ListSearch;
  builtIn: BuiltInView[];
  /** Parameters that always apply, such as `deleted`. */
  base?: ListQuery | undefined;
  mayEdit: boolean;
}

/** What a list shows, from its address, the chosen view and the person's habits. */
export function useList<R extends RecordBase>({
  entity,
  of,
  search,
  builtIn,
  base,
  mayEdit,
}: ListOptions<R>) {
  const { fields, query: fieldsQuery } = useFields(entity);
  // Saved views are made for the living records.
  const saved = useSavedViews(entity.resource, !base?.deleted);
  const views = useMemo<View[]>(
    () => [...builtIn, ...(base?.deleted ? [] : (saved.data ?? [])).map(fromSaved)],
    [builtIn, saved.data, base?.deleted],
  );
  const fallback = views.find((each) => each.saved?.is_default) ?? views[0];
  const view = views.find((each) => each.key === search.view) ?? fallback;
  const [habit, setHabit] = useStored<ColumnChoice[] | null>(`columns.${entity.resource}`, null);

  const filter = search.filter ?? view?.filter ?? "";
  const usualSort = view?.sort ?? entity.defaultSort;
  const sort = search.sort ?? usualSort;
  const limit = search.limit ?? DEFAULT_LIMIT;
  const chosen = search.cols ? readColumns(search.cols) : (view?.columns ?? habit ?? entity.columns);
  const columns = useMemo(() => resolve(chosen, fields, entity, mayEdit), [chosen, fields, entity, mayEdit]);

  const matching: ListQuery = { ...base, filter: filter || undefined, q: search.q };
  const page = useQuery(listOptions(of, { ...matching, sort, limit, ...place(search) }));
  // Counting may cost more than the rows: it waits for them and never delays them.
  const total = useQuery({
    ...listOptions(of, { ...matching, limit: 1, count: "exact" }),
    enabled: page.isSuccess,
    select: (counted) => counted.total ?? null,
  });
  const counts = useQueries({
    queries: views.map((each) => ({
      queryKey: keys.list(of.name, { count: "exact", limit: 1, view: each.filter, ...base }),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        of.list({ ...base, filter: each.filter || undefined, limit: 1, count: "exact" }, signal),
      enabled: page.isSuccess && views.length > 1,
      staleTime: 60_000,
    })),
  });
  return {
    fields,
    fieldsQuery,
    views,
    view,
    countOf: (key: string) => counts[views.findIndex((each) => each.key === key)]?.data?.total ?? null,
    filter,
    sort,
    usualSort,
    limit,
    columns,
    setHabit,
    matching,
    page,
    total: total.data ?? null,
  };
}

/** Where the page begins: after a cursor, or by its number where somebody typed or linked one. */
function place({ cursor, page }: ListSearch): ListQuery {
  if (cursor) return { cursor };
  return page ? { page } : {};
}

/** A column on screen. */
export interface Column {
  field: Field;
  width: number;
}

const WIDTHS: Partial<Record<Field["widget"], number>> = {
  choice: 110,
  reference: 130,
  money: 130,
  integer: 100,
  decimal: 110,
  date: 112,
  timestamp: 136,
  stars: 104,
  phone: 138,
  boolean: 80,
  tags: 170,
  email: 190,
};
const TITLE_WIDTH = 240;

/** The columns with their fields and widths; the title leads, unknown names (a deleted field) drop out. */
function resolve(
  chosen: readonly ColumnChoice[],
  fields: readonly Field[],
  entity: EntityDescription,
  mayEdit: boolean,
): Column[] {
  const columns = chosen.flatMap(({ name, width }) => {
    const field = fields.find((each) => each.path === name);
    if (!field) return [];
    const usual = name === entity.titleField ? TITLE_WIDTH : (WIDTHS[field.widget] ?? 150);
    return [{ field: mayEdit ? field : { ...field, writable: false }, width: width ?? usual }];
  });
  const title = fields.find((each) => each.path === entity.titleField);
  if (title && !columns.some(({ field }) => field.path === title.path))
    columns.unshift({ field: title, width: TITLE_WIDTH });
  return columns.sort(
    (a, b) => Number(b.field.path === entity.titleField) - Number(a.field.path === entity.titleField),
  );
}
