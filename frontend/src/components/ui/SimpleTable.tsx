import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/resource";
import { RowsTable, type SimpleColumn } from "./RowsTable";
import { EmptyState, ErrorState } from "./states";
import css from "./table.module.css";

export type { SimpleColumn } from "./RowsTable";

interface SimpleTableProps<R> {
  label: string;
  queryKey: QueryKey;
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<R>>;
  columns: SimpleColumn<R>[];
  rowKey: (row: R) => string;
  onRow?: ((row: R) => void) | undefined;
  empty: string;
}

/** A table for settings: rows come in pages, more on demand. */
export function SimpleTable<R>({ queryKey, load, empty, ...table }: SimpleTableProps<R>) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: [...queryKey, "pages"],
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <RowsTable<R> {...table} rows={rows} pending={query.isPending}>
      {query.isSuccess && rows.length === 0 ? <EmptyState text={empty} /> : null}
      {query.hasNextPage ? (
        <div className={css.more}>
          <Button type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.action.more")}
          </Button>
        </div>
      ) : null}
    </RowsTable>
  );
}
