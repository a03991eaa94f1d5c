import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/resource";
import { Bone, EmptyState, ErrorState } from "./states";
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
export function SimpleTable<R>({
  label,
  queryKey,
  load,
  columns,
  rowKey,
  onRow,
  empty,
}: SimpleTableProps<R>) {
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
    <div className={css.frame}>
      <table className={css.table} aria-label={label} aria-busy={query.isPending}>
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
          {query.isPending
            ? Array.from({ length: 6 }, (_, row) => (
                <tr key={row}>
                  {columns.map((column, at) => (
                    <td key={column.key}>
                      <Bone width={`${40 + ((row * 11 + at * 29) % 40)}%`} />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row) => (
                <tr
                  key={rowKey(row)}
                  data-click={onRow ? true : undefined}
                  onClick={(event) => {
                    if (!(event.target as HTMLElement).closest("button,a,input,.ant-dropdown")) onRow?.(row);
                  }}
                >
                  {columns.map((column, at) => (
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
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
      {query.isSuccess && rows.length === 0 ? <EmptyState text={empty} /> : null}
      {query.hasNextPage ? (
        <div className={css.more}>
          <Button type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.action.more")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
