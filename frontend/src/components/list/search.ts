import type { ColumnChoice } from "@/components/fields/types";

/** Everything a list's address says: a link reproduces what its sender saw. */
export interface ListSearch {
  /** Built-in view (`all`, `mine`) or id of a saved one. */
  view?: string;
  /** CEL; replaces the view's filter when present, even when empty. */
  filter?: string;
  q?: string;
  /** `-created_at,name` */
  sort?: string;
  limit?: number;
  cursor?: string;
  /** Ordinal of the page that `cursor` leads to, for people. */
  page?: number;
  /** `name:240,level` */
  cols?: string;
}

export const PAGE_SIZES = [20, 50, 100, 200] as const;
export const DEFAULT_LIMIT = 50;

const text = (value: unknown) => (typeof value === "string" ? value : undefined);

/** Reads an address somebody may have edited: what makes no sense is left out. */
export function readListSearch(raw: Record<string, unknown>): ListSearch {
  const limit = Number(raw.limit);
  const page = Number(raw.page);
  const search: Record<keyof ListSearch, unknown> = {
    view: text(raw.view),
    filter: text(raw.filter),
    // The router reads a bare number in the address as one.
    q: typeof raw.q === "number" ? String(raw.q) : text(raw.q),
    sort: text(raw.sort),
    limit: PAGE_SIZES.some((size) => size === limit) ? limit : undefined,
    cursor: text(raw.cursor),
    page: Number.isInteger(page) && page > 1 ? page : undefined,
    cols: text(raw.cols),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as ListSearch;
}

export function writeColumns(columns: readonly ColumnChoice[]): string {
  return columns.map(({ name, width }) => (width ? `${name}:${Math.round(width)}` : name)).join(",");
}

export function readColumns(text: string): ColumnChoice[] {
  return text
    .split(",")
    .map((part) => /^([\w.]+)(?::(\d{2,4}))?$/.exec(part.trim()))
    .filter((match) => match !== null)
    .map(([, name = "", width]) => (width ? { name, width: Number(width) } : { name }));
}

/** One column of a sort. */
export interface SortTerm {
  name: string;
  descending: boolean;
}

export function readSort(text: string): SortTerm[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) =>
      part.startsWith("-") ? { name: part.slice(1), descending: true } : { name: part, descending: false },
    );
}

export function writeSort(terms: readonly SortTerm[]): string {
  return terms.map(({ name, descending }) => (descending ? `-${name}` : name)).join(",");
}

/**
 * The sort after a click on a column: ascending, descending, then none. With `add` (Shift) the column joins
 * the others, else it replaces them.
 */
export function nextSort(terms: readonly SortTerm[], name: string, add: boolean): SortTerm[] {
  const current = terms.find((term) => term.name === name);
  const others = add ? terms.filter((term) => term.name !== name) : [];
  if (!current) return [...others, { name, descending: false }];
  if (!current.descending) return [...others, { name, descending: true }];
  return [...others];
}

/**
 * The sort in the address after a click on a column; undefined for the list's usual one. A list is never without an
 * order: where giving up a sort would lead back to the same, it turns round instead.
 */
export function sortAfter(current: string, name: string, add: boolean, usual: string): string | undefined {
  const next = writeSort(nextSort(readSort(current), name, add));
  if (next) return next === usual ? undefined : next;
  return current === usual ? name : undefined;
}
